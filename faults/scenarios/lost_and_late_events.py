"""F6: webhooks that never arrive, arrive days late, arrive last first, arrive damaged."""

from typing import Any

from faults.shop import is_paid
from faults.stage import Stage

_MANY = 10**6
_RECONCILED_WITHIN_SECONDS = 60


async def run(stage: Stage) -> dict[str, int]:
    """Nobody needs a webhook: the work that looks for late payments and missed events finds out by itself."""
    count = 6 * stage.rounds
    with stage.stand_in.turned("deliveries", drop=_MANY):
        lost = await _sell(stage, count)
    await _reconcile(stage, lost)
    with stage.stand_in.turned("deliveries", hold=True):
        late = await _sell(stage, count)
        await _reconcile(stage, late)
        stage.stand_in.turn("release")
    with stage.stand_in.turned("deliveries", reorder=5, delay_ms=700):
        turned = await _sell(stage, count)
        stage.stand_in.turn("release")
    with stage.stand_in.turned("deliveries", tamper=3 * count):
        damaged = await _sell(stage, count)
        await stage.together(*(stage.shop.follow(order, is_paid) for order in [*turned, *damaged]))
    stage.tick("payments.catch_up")
    await stage.settle()
    kinds = {"lost": lost, "late": late, "last first": turned, "damaged": damaged}
    return {f"sales with webhooks {kind}": len(sales) for kind, sales in kinds.items()}


async def _sell(stage: Stage, count: int) -> list[dict[str, Any]]:
    """Orders whose cards were confirmed."""

    async def sell() -> dict[str, Any]:
        order = await stage.shop.order()
        await stage.shop.pay(order)
        return order

    return [order for order in await stage.together(*(sell() for _ in range(count))) if order]


async def _reconcile(stage: Stage, orders: list[dict[str, Any]]) -> None:
    """As if minutes had gone by: the payments are old enough to be asked about, and the clock comes round."""
    ids = [order["order_id"] for order in orders]
    paid = "SELECT count(*) FROM orders WHERE id = ANY(%s) AND paid_at IS NOT NULL"
    stage.expect(stage.database.value(paid, ids) == 0, "an order was paid although nobody told of it")
    stage.database.rows("UPDATE payments SET created_at = created_at - interval '1 hour' WHERE order_id = ANY(%s)", ids)
    stage.tick("payments.find_late")
    await stage.until(
        lambda: stage.database.value(paid, ids) == len(ids),
        _RECONCILED_WITHIN_SECONDS,
        "payments without a webhook were not found",
    )
