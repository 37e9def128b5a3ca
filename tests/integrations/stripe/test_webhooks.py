"""Which webhooks are believed."""

import hashlib
import hmac
import json
import random
from datetime import UTC, datetime

import pytest

from aistrategyhub.core import clock
from aistrategyhub.integrations.stripe.gateway import WebhookFault, WebhookRefused
from aistrategyhub.integrations.stripe.webhooks import verify

SECRET = "whsec_test"
NOW = 1_795_000_000
EVENT = {
    "id": "evt_1",
    "object": "event",
    "type": "payment_intent.succeeded",
    "created": NOW - 2,
    "livemode": False,
    "data": {"object": {"id": "pi_1", "object": "payment_intent", "amount": 122000}},
}
BODY = json.dumps(EVENT, indent=2).encode()


def signed(body: bytes = BODY, at: int = NOW, secret: str = SECRET, scheme: str = "v1") -> str:
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},{scheme}={digest}"


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime.fromtimestamp(NOW, UTC))


def test_a_signed_event_is_believed():
    event = verify(BODY, signed(), SECRET)
    assert (event.id, event.type, event.livemode) == ("evt_1", "payment_intent.succeeded", False)
    assert (event.object_id, event.object_type, event.payment_intent_id) == ("pi_1", "payment_intent", "pi_1")
    assert event.created_at == datetime.fromtimestamp(NOW - 2, UTC)
    assert event.raw == EVENT


@pytest.mark.parametrize(
    ("about", "payment_intent_id"),
    [
        ({"id": "ch_1", "object": "charge", "payment_intent": "pi_2"}, "pi_2"),
        ({"id": "re_1", "object": "refund", "payment_intent": {"id": "pi_3"}}, "pi_3"),
        ({"id": "re_1", "object": "refund", "payment_intent": None}, None),
        ({"id": "cus_1", "object": "customer"}, None),
        ({"object": "balance"}, None),
    ],
)
def test_the_payment_concerned_is_found_from_its_parts(about: dict, payment_intent_id: str | None):
    body = json.dumps(EVENT | {"data": {"object": about}}).encode()
    assert verify(body, signed(body), SECRET).payment_intent_id == payment_intent_id


@pytest.mark.parametrize(
    "header",
    [
        pytest.param(signed(at=NOW - 299), id="four minutes and 59 seconds old"),
        pytest.param(signed(at=NOW + 299), id="a clock that runs ahead"),
        pytest.param(f"t={NOW},v1=00,{signed().split(',')[1]}", id="rolled secret: one of two signatures"),
        pytest.param(f"{signed()},v0=anything", id="an old scheme beside the good one"),
    ],
)
def test_believed(header: str):
    assert verify(BODY, header, SECRET).id == "evt_1"


@pytest.mark.parametrize(
    ("body", "header", "secret", "fault"),
    [
        pytest.param(BODY, signed(secret=""), "", WebhookFault.CLOSED, id="no secret, signed with nothing"),
        pytest.param(BODY, signed(), "", WebhookFault.CLOSED, id="no secret, signed well"),
        pytest.param(BODY, signed(secret=" "), " ", WebhookFault.CLOSED, id="a blank secret"),
        pytest.param(BODY, None, SECRET, WebhookFault.UNSIGNED, id="no header"),
        pytest.param(BODY, "", SECRET, WebhookFault.UNSIGNED, id="empty header"),
        pytest.param(BODY.replace(b"122000", b"000001"), signed(), SECRET, WebhookFault.BAD_SIGNATURE, id="tampered"),
        pytest.param(BODY + b" ", signed(), SECRET, WebhookFault.BAD_SIGNATURE, id="one byte more"),
        pytest.param(BODY, signed(secret="whsec_x"), SECRET, WebhookFault.BAD_SIGNATURE, id="wrong secret"),
        pytest.param(BODY, signed(scheme="v0"), SECRET, WebhookFault.BAD_SIGNATURE, id="old scheme only"),
        pytest.param(
            BODY, signed().replace(f"t={NOW}", f"t={NOW - 1}"), SECRET, WebhookFault.BAD_SIGNATURE, id="time changed"
        ),
        pytest.param(BODY, "nonsense", SECRET, WebhookFault.BAD_SIGNATURE, id="nonsense header"),
        pytest.param(BODY, "t=now,v1=00", SECRET, WebhookFault.BAD_SIGNATURE, id="time is no number"),
        pytest.param(BODY, f"t={NOW}", SECRET, WebhookFault.BAD_SIGNATURE, id="no signature"),
        pytest.param(BODY, f"t={NOW},v1=é", SECRET, WebhookFault.BAD_SIGNATURE, id="not ASCII"),
        pytest.param(BODY, signed(at=NOW - 301), SECRET, WebhookFault.STALE, id="five minutes old"),
        pytest.param(BODY, signed(at=0), SECRET, WebhookFault.STALE, id="from 1970"),
        pytest.param(BODY, signed(at=NOW + 301), SECRET, WebhookFault.FUTURE, id="from the future"),
        pytest.param(b"\xff\xfe", signed(b"\xff\xfe"), SECRET, WebhookFault.MALFORMED, id="not UTF-8"),
        pytest.param(b"[1]", signed(b"[1]"), SECRET, WebhookFault.MALFORMED, id="not an object"),
        pytest.param(b"{", signed(b"{"), SECRET, WebhookFault.MALFORMED, id="not JSON"),
        pytest.param(b"", signed(b""), SECRET, WebhookFault.MALFORMED, id="empty body"),
        pytest.param(
            b'{"object":"charge"}', signed(b'{"object":"charge"}'), SECRET, WebhookFault.MALFORMED, id="no event"
        ),
        pytest.param(b"[" * 100_000, signed(b"[" * 100_000), SECRET, WebhookFault.MALFORMED, id="nested too deep"),
    ],
)
def test_refused(body: bytes, header: str | None, secret: str, fault: WebhookFault):
    with pytest.raises(WebhookRefused) as refusal:
        verify(body, header, secret)
    assert refusal.value.fault is fault


def test_no_changed_byte_is_ever_believed():
    dice = random.Random(20261121)
    header = signed()
    for _ in range(1000):
        body, changed = bytearray(BODY), header
        if dice.random() < 0.5:
            body[dice.randrange(len(body))] ^= 1 << dice.randrange(8)
        else:
            place = dice.randrange(header.index("v1=") + 3, len(header))
            changed = header[:place] + dice.choice("ghijklmnop") + header[place + 1 :]
        with pytest.raises(WebhookRefused):
            verify(bytes(body), changed, SECRET)
