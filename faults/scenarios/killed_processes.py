"""F1, F2: web and job processes killed at points of a sale that were chosen, and at many that chance chooses."""

import asyncio
import signal
import time
from typing import Any

from faults.processes import Part, age_seconds, children_of, playing, send, web_workers
from faults.shop import is_paid
from faults.stage import Stage

_CHOSEN = 3
_KILLS = 200
_BUYERS = 8
_HANDS = 2
_WORKERS = 2
# Of all kills, as far as there is a web process that may be killed; the others hit job processes.
_SHARE_OF_WEB = 0.5
# The web server ends when a process of it dies sooner after it was replaced, and is then started again as a whole.
_GROWN_UP_SECONDS = 7


async def run(stage: Stage) -> dict[str, int]:
    """Nothing is lost, nothing happens twice, and what was under way goes on."""
    for _ in range(_CHOSEN * stage.rounds):
        await _before_our_commit(stage)
        await _before_the_event_is_acted_on(stage)
    web, jobs = await _at_random(stage)
    await stage.settle()
    chosen = _CHOSEN * stage.rounds
    return {
        "kills between the provider's answer and our commit": chosen,
        "kills between a stored event and its work": chosen,
        "kills of web processes": web,
        "kills of job processes": jobs,
    }


async def _before_our_commit(stage: Stage) -> None:
    """The provider has made the payment, and nobody here knows: starting it again finds the same one."""
    order = await stage.shop.order()
    await stage.until(lambda: len(_grown_up(stage)) == _WORKERS, 60, "the web processes were there")
    with stage.stand_in.turned("api", fault="silence_after_effect", seconds=4, path="/v1/payment_intents"):
        starting = asyncio.create_task(stage.shop.start_payment(order))
        await stage.until(lambda: _made_for(stage, order), 20, "the provider made a payment")
        send(signal.SIGKILL, web_workers(stage.supervisor))
        payment = await starting
    made = _made_for(stage, order)
    stage.expect(made == [payment["payment_intent_id"]], f"{order['order_number']} has the payments {made}")
    await stage.shop.confirm(payment, order)
    await stage.shop.follow(order, is_paid)


def _made_for(stage: Stage, order: dict[str, Any]) -> list[str]:
    """The payments that the provider made for an order."""
    told = [one for one in stage.stand_in.listed("events") if one["type"] == "payment_intent.created"]
    objects = [one["data"]["object"] for one in told]
    return [one["id"] for one in objects if one["metadata"].get("order_id") == order["order_id"]]


async def _before_the_event_is_acted_on(stage: Stage) -> None:
    """The webhook is stored and the work is not done: the next job process does it."""
    await stage.settle()
    order = await stage.shop.order()
    payment = await stage.shop.start_payment(order)
    hands = playing(Part.JOBS, stage.supervisor)
    send(signal.SIGSTOP, hands)
    await stage.shop.confirm(payment, order)
    stored = "SELECT count(*) FROM provider_events WHERE payment_reference = %s AND event_type LIKE '%%succeeded'"
    await stage.until(
        lambda: stage.database.value(stored, payment["payment_intent_id"]) > 0, 20, "the webhook was stored"
    )
    send(signal.SIGKILL, hands)
    await stage.shop.follow(order, is_paid, seconds=60)


async def _at_random(stage: Stage) -> tuple[int, int]:
    """Kills while people buy, until there were enough or the time is over; how many of web and of jobs."""
    web = jobs = 0
    async with stage.job_hands(_HANDS) as keeper, stage.customers(_BUYERS):
        await stage.until(lambda: len(children_of(keeper)) == _HANDS, 60, "the job processes came")
        while web + jobs < _KILLS * stage.rounds and time.monotonic() < stage.ends_at:
            await asyncio.sleep(stage.dice.uniform(0, 0.6))
            grown_up = _grown_up(stage)
            if grown_up and stage.dice.random() < _SHARE_OF_WEB:
                web += send(signal.SIGKILL, [stage.dice.choice(grown_up)])
            elif hands := children_of(keeper):
                jobs += send(signal.SIGKILL, [stage.dice.choice(hands)])
    return web, jobs


def _grown_up(stage: Stage) -> list[int]:
    """The web processes that may die alone."""
    return [pid for pid in web_workers(stage.supervisor) if age_seconds(pid) > _GROWN_UP_SECONDS]
