"""What is written down of a change, and how lines hold each other."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from aistrategyhub.core.access import Role
from aistrategyhub.features.audit.rules import (
    MASK,
    NO_HASH,
    PERSONAL,
    Breach,
    Break,
    ChainReader,
    LineFacts,
    divided,
    link_hash,
    origin_digest,
    plain,
    rejoined,
)

_LINE = LineFacts(
    tenant_id=UUID(int=1),
    id=UUID(int=2),
    action="orders.placed",
    entity_type="order",
    entity_id=UUID(int=3),
    actor_kind="person",
    user_id=UUID(int=4),
    impersonator_id=UUID(int=5),
    api_key_id=UUID(int=6),
    changes={"total": "10.00"},
    origin_digest="a" * 64,
    personal_digest="b" * 64,
    created_at=datetime(2026, 11, 21, 12, 30, 0, 123456, UTC),
)
_OTHER: dict[str, Any] = {
    "tenant_id": UUID(int=9),
    "id": UUID(int=9),
    "action": "orders.paid",
    "entity_type": "invoice",
    "entity_id": None,
    "actor_kind": "system",
    "user_id": None,
    "impersonator_id": None,
    "api_key_id": None,
    "changes": {"total": "10.01"},
    "origin_digest": None,
    "personal_digest": None,
    "created_at": _LINE.created_at + timedelta(microseconds=1),
}


@pytest.mark.parametrize(
    ("given", "kept", "personal"),
    [
        ({"role": Role.ADMIN}, {"role": "admin"}, {}),
        ({"password": "segreta", "mfa_secret": "JBSW"}, {"password": MASK, "mfa_secret": MASK}, {}),
        ({"token_count": 3, "password_changed_at": None}, {"token_count": 3, "password_changed_at": None}, {}),
        ({"email": "a@b.example"}, {"email": PERSONAL}, {"/email": "a@b.example"}),
        (
            {"before": {"firstName": "Anna", "note": "x"}, "after": {"firstName": "Ada", "note": "y"}},
            {"before": {"firstName": PERSONAL, "note": "x"}, "after": {"firstName": PERSONAL, "note": "y"}},
            {"/before/firstName": "Anna", "/after/firstName": "Ada"},
        ),
        (
            {"lines": [{"iban": "IT60"}, {"iban": None}]},
            {"lines": [{"iban": PERSONAL}, {"iban": None}]},
            {"/lines/0/iban": "IT60"},
        ),
        ({"smtp": {"password": "x", "host": "h"}}, {"smtp": {"password": MASK, "host": "h"}}, {}),
    ],
)
def test_secrets_are_masked_and_personal_values_kept_apart(
    given: dict[str, Any], kept: dict[str, Any], personal: dict[str, Any]
) -> None:
    assert divided(given) == (kept, personal)
    if MASK not in str(kept):
        assert rejoined(kept, personal) == plain(given)
    assert rejoined(kept, {}) == kept


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        (Decimal("10.00"), "10.00"),
        (1.0, "1.0"),
        (float("nan"), "nan"),
        (True, True),
        (10**30, 10**30),
        ("a\x00b\ud800", "a\ufffdb\ufffd"),
        ({"k\x00": {3, 1, 2}}, {"k\ufffd": [1, 2, 3]}),
        (datetime(2026, 1, 1, tzinfo=UTC), "2026-01-01T00:00:00+00:00"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
    ],
)
def test_values_become_what_postgresql_gives_back_unchanged(given: Any, stored: Any) -> None:
    assert plain(given) == stored


@pytest.mark.parametrize("column", LineFacts.__slots__)
def test_the_hash_covers_every_column(column: str) -> None:
    assert link_hash(replace(_LINE, **{column: _OTHER[column]}), 1, NO_HASH) != link_hash(_LINE, 1, NO_HASH)


def test_the_hash_covers_the_place_and_the_link_before() -> None:
    assert len({link_hash(_LINE, 1, NO_HASH), link_hash(_LINE, 2, NO_HASH), link_hash(_LINE, 1, "1" * 64)}) == 3


def test_the_hash_does_not_depend_on_how_the_same_is_written() -> None:
    rome = replace(_LINE, created_at=_LINE.created_at.astimezone(timezone(timedelta(hours=1))))
    turned = replace(_LINE, changes={"b": 1, "a": 2})
    assert link_hash(rome, 1, NO_HASH) == link_hash(_LINE, 1, NO_HASH)
    assert link_hash(turned, 1, NO_HASH) == link_hash(replace(_LINE, changes={"a": 2, "b": 1}), 1, NO_HASH)


def test_the_hash_of_today_is_the_hash_of_tomorrow() -> None:
    assert link_hash(_LINE, 1, NO_HASH) == "86dc7409f089434bf7fab4529d09ba19b7c39b4a18164d0fd061aea9ff2cea79"


def test_an_erased_address_cannot_be_guessed_without_its_salt() -> None:
    assert origin_digest("salt", "192.0.2.1", "") != origin_digest("other", "192.0.2.1", "")


def _links(count: int) -> list[tuple[LineFacts, int, str, str]]:
    links, previous = [], NO_HASH
    for sequence in range(1, count + 1):
        line = replace(_LINE, id=UUID(int=100 + sequence))
        made = link_hash(line, sequence, previous)
        links.append((line, sequence, previous, made))
        previous = made
    return links


def _first_break(links: list[Any], anchors: dict[int, str] | None = None) -> Break | None:
    reader = ChainReader(anchors or {})
    for link in links:
        if found := reader.read(*link):
            return found
    return reader.end(list(anchors or {}))


def test_a_whole_chain_holds() -> None:
    links = _links(5)
    assert _first_break(links, {3: links[2][3], 5: links[4][3]}) is None


def test_anchors_tell_of_a_tail_that_is_gone_or_another() -> None:
    links = _links(5)
    assert _first_break(links[:3], {5: links[4][3]}) == Break(4, Breach.TAIL_REMOVED)
    assert _first_break(links, {4: "f" * 64}) == Break(4, Breach.ANCHOR_DIFFERS)
