"""F7: a thousand webhooks that are not the provider's, or not what it signed."""

import asyncio
import json
import random
from collections.abc import Callable
from itertools import cycle, islice
from typing import Any

from faults.stage import Stage
from faults.webhooks import body_of, deliver, signed

_TIMES = 1_000
_AT_ONCE = 20
_HUGE = 2 * 1024 * 1024
_REFUSED = frozenset({400, 413})

Forgery = tuple[bytes, str | bytes | None]
Forger = Callable[[bytes, bytes, random.Random], Forgery]


async def run(stage: Stage) -> dict[str, int]:
    """Each is refused, and nothing of it is kept."""
    _paid, payment = await stage.shop.buy()
    waiting = await stage.shop.order()
    intent = (await stage.shop.start_payment(waiting))["payment_intent_id"]
    await stage.settle()
    told = stage.stand_in.events_of(payment["payment_intent_id"])["payment_intent.succeeded"]
    before = _kept(stage)
    gate = asyncio.Semaphore(_AT_ONCE)

    async def send(forge: Forger) -> tuple[str, int]:
        body = body_of(_about(told, intent, stage.dice))
        async with gate:
            return forge.__name__, await deliver(stage.shop, *forge(body, stage.stand_in.webhook_secret, stage.dice))

    answers = await stage.together(*(send(forge) for forge in islice(cycle(_FORGERS), _TIMES * stage.rounds)))
    taken = {(name, status) for name, status in answers if status not in _REFUSED}
    stage.expect(not taken, f"forged webhooks were not refused: {sorted(taken)}")
    stage.expect(_kept(stage) == before, "something of a forged webhook was kept")
    status = (await stage.shop.track(waiting))["status"]
    stage.expect(status == "awaiting_payment", f"a forged webhook made an order {status}")
    await stage.settle()
    return {"forged webhooks": len(answers)}


def _about(told: dict[str, Any], intent: str, dice: random.Random) -> dict[str, Any]:
    """The event of a payment that was made, told of one that was not."""
    about = told["data"]["object"] | {"id": intent}
    return told | {"id": f"evt_forged{dice.getrandbits(64):x}", "data": {"object": about}}


def _kept(stage: Stage) -> Any:
    return stage.database.rows(
        "SELECT (SELECT count(*) FROM provider_events) AS events, (SELECT count(*) FROM outbox) AS facts,"
        " (SELECT count(*) FROM invoices) AS invoices,"
        " (SELECT count(*) FROM payments WHERE status <> 'pending') AS paid"
    )


def unsigned(body: bytes, secret: bytes, dice: random.Random) -> Forgery:
    return body, dice.choice([None, "", "t=,v1=", "v1=", "t=1"])


def by_another_secret(body: bytes, secret: bytes, dice: random.Random) -> Forgery:
    return body, signed(body, dice.choice([b"", b"whsec_", b"whsec_another", secret[:-1], secret.swapcase()]))


def altered(body: bytes, secret: bytes, dice: random.Random) -> Forgery:
    place = dice.randrange(len(body))
    return body[:place] + bytes([body[place] ^ (1 << dice.randrange(8))]) + body[place + 1 :], signed(body, secret)


def cut_short(body: bytes, secret: bytes, dice: random.Random) -> Forgery:
    return body[: dice.randrange(len(body))], signed(body, secret)


def lengthened(body: bytes, secret: bytes, dice: random.Random) -> Forgery:
    return body + dice.choice([b" ", b"\n", b"\0", b"{}"]), signed(body, secret)


def stale(body: bytes, secret: bytes, dice: random.Random) -> Forgery:
    return body, signed(body, secret, ago=dice.randrange(310, 10**8))


def dated_ahead(body: bytes, secret: bytes, dice: random.Random) -> Forgery:
    return body, signed(body, secret, ago=-dice.randrange(330, 10**8))


def of_an_older_scheme(body: bytes, secret: bytes, dice: random.Random) -> Forgery:
    return body, signed(body, secret).replace("v1=", dice.choice(["v0=", "v2=", "V1=", "sha256="]))


def damaged_signature(body: bytes, secret: bytes, dice: random.Random) -> Forgery:
    right = signed(body, secret)
    damaged = [right[:-1], right[:-1] + ("0" if right[-1] != "0" else "1"), right.replace("t=", "t=x"), right[20:]]
    return body, dice.choice([*damaged, b"t=1,v1=\xe0\xe8", "," * 500, "é".encode()])


def no_event(body: bytes, secret: bytes, dice: random.Random) -> Forgery:
    """Signed rightly, and no event of the provider's all the same."""
    values = [None, 1, "evt", [], {}, {"id": 1}, {"id": "evt_1", "type": "x"}, {"type": "payment_intent.succeeded"}]
    wrong = json.dumps(dice.choice(values)).encode()
    odd = dice.choice([wrong, b"", b"{", b"\xff\xfe", b"[" * 50_000, b'{"id":'])
    return odd, signed(odd, secret)


def huge(body: bytes, secret: bytes, dice: random.Random) -> Forgery:
    large = body[:-1] + b" " * _HUGE + b"}"
    return large, signed(large, dice.choice([secret, b"whsec_another"]))


_USUAL = (
    unsigned,
    by_another_secret,
    altered,
    cut_short,
    lengthened,
    stale,
    dated_ahead,
    of_an_older_scheme,
    damaged_signature,
    no_event,
)
_FORGERS: tuple[Forger, ...] = (*_USUAL * 5, huge)
