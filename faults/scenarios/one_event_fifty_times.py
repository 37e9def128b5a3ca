"""F4: each webhook of a sale arrives fifty times at once."""

from faults.stage import Stage
from faults.webhooks import body_of, deliver, signed

_COPIES = 50


async def run(stage: Stage) -> dict[str, int]:
    """Every copy is answered with 200, one of them counts."""
    sent = 0
    for _ in range(stage.rounds):
        with stage.stand_in.turned("deliveries", hold=True):
            order = await stage.shop.order()
            payment = await stage.shop.pay(order)
            for event in stage.stand_in.events_of(payment["payment_intent_id"]).values():
                body = body_of(event)
                signature = signed(body, stage.stand_in.webhook_secret)
                answers = await stage.together(*(deliver(stage.shop, body, signature) for _ in range(_COPIES)))
                stage.expect(set(answers) == {200}, f"copies of {event['type']} were answered with {set(answers)}")
                sent += len(answers)
            stage.stand_in.turn("release")
    await stage.settle()
    return {"webhooks sent fifty times over": sent}
