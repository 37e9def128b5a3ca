"""Whoever rules over the database and not over the installation's key: each thing they can do to the trail is found."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Principal, acting_as
from aistrategyhub.core.ids import new_id
from aistrategyhub.core.origin import Origin, calling_from
from aistrategyhub.features.audit.models import AuditEntry, AuditLink
from aistrategyhub.features.audit.rules import NO_HASH, LineFacts, link_hash
from aistrategyhub.features.audit.service import Verification, anchor, record, verify
from aistrategyhub.infra import db

LINES = 6
Sql = Callable[..., Any]


@pytest.fixture
async def chain(committed_tenant: UUID, superuser_sql: Callable[[str, str], list[Any]]) -> Callable[[str], list[Any]]:
    """Six committed lines with everything a line can have, and a superuser who writes what they like."""
    actor = {"person_id": new_id(), "impersonator_id": new_id(), "api_key_id": new_id()}
    with (
        acting_as(Principal(tenant_id=committed_tenant, **actor)),
        calling_from(Origin.of("192.0.2.1", "Firefox")),
    ):
        for number in range(LINES):
            async with db.unit_of_work() as session:
                await record(session, "prova.fatta", "test", new_id(), number=number, email=f"{number}@b.example")
    return lambda statement: superuser_sql("committed", statement)


async def _look(**given: Any) -> Verification:
    async with db.unit_of_work() as session:
        return await verify(session, **given)


def _at(sequence: int) -> str:
    return f"(SELECT id FROM audit_links WHERE sequence = {sequence})"


async def _rehash(session: AsyncSession, sequences: Sequence[int], sql: Callable[[str], list[Any]]) -> str:
    """Links these lines anew, as the rules make links, and says the last hash."""
    previous = await session.scalar(select(AuditLink.hash).where(AuditLink.sequence == sequences[0] - 1)) or NO_HASH
    for sequence in sequences:
        query = select(AuditEntry).join(AuditLink, AuditLink.id == AuditEntry.id)
        entry = (await session.execute(query.where(AuditLink.sequence == sequence))).scalar_one()
        facts = LineFacts(**{name: getattr(entry, name) for name in LineFacts.__slots__})
        made = link_hash(facts, sequence, previous)
        sql(f"UPDATE audit_links SET previous_hash = '{previous}', hash = '{made}' WHERE sequence = {sequence}")
        previous = made
    return previous


async def test_an_untouched_chain_holds(chain: Sql) -> None:
    found = await _look()
    assert (found.holds, found.lines, found.head, found.erased) == (True, LINES, LINES, 0)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("action", "'altro.fatto'"),
        ("entity_type", "'altro'"),
        ("entity_id", "gen_random_uuid()"),
        ("entity_id", "NULL"),
        ("actor_kind", "'system'"),
        ("user_id", "gen_random_uuid()"),
        ("impersonator_id", "NULL"),
        ("api_key_id", "NULL"),
        ("changes", "changes || '{\"number\": 99}'"),
        ("origin_digest", "NULL"),
        ("personal_digest", f"'{'0' * 64}'"),
        ("created_at", "created_at + interval '1 microsecond'"),
    ],
)
async def test_an_edited_column_is_found(chain: Sql, column: str, value: str) -> None:
    chain(f"UPDATE audit_logs SET {column} = {value} WHERE id = {_at(3)}")
    found = await _look()
    assert (found.broken_at, found.reason) == (3, "altered")


def test_every_column_is_tried() -> None:
    marks = test_an_edited_column_is_found.pytestmark  # type: ignore[attr-defined]
    tried = {column for column, _value in marks[0].args[1]}
    assert tried | {"tenant_id", "id"} == {column.name for column in AuditEntry.__table__.columns}


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("audit_origins", "ip_address = '192.0.2.2'"),
        ("audit_origins", "user_agent = 'Safari'"),
        ("audit_personal", 'kept = \'{"/email": "x@b.example"}\''),
    ],
)
async def test_an_edited_detail_is_found(chain: Sql, table: str, change: str) -> None:
    chain(f"UPDATE {table} SET {change} WHERE id = {_at(4)}")
    found = await _look()
    assert (found.broken_at, found.reason) == (4, "detail_altered")


@pytest.mark.parametrize("sequence", [1, 3, LINES])
async def test_a_deleted_line_is_found(chain: Sql, sequence: int) -> None:
    chain(f"DELETE FROM audit_logs WHERE id = {_at(sequence)}")
    found = await _look()
    assert (found.broken_at, found.reason) == (sequence, "line_missing")


@pytest.mark.parametrize(("sequence", "reason"), [(1, "removed"), (3, "removed"), (LINES, "tail_removed")])
async def test_a_line_deleted_with_its_link_is_found(chain: Sql, sequence: int, reason: str) -> None:
    chain(f"DELETE FROM audit_logs WHERE id = {_at(sequence)}; DELETE FROM audit_links WHERE sequence = {sequence}")
    found = await _look()
    assert (found.broken_at, found.reason) == (sequence, reason)


async def test_two_swapped_lines_are_found(chain: Sql) -> None:
    [(second,), (fourth,)] = chain("SELECT id FROM audit_links WHERE sequence IN (2, 4) ORDER BY sequence")
    for sequence, line in ((2, new_id()), (4, second), (2, fourth)):
        chain(f"UPDATE audit_links SET id = '{line}' WHERE sequence = {sequence}")
    assert (await _look()).broken_at == 2


async def test_renumbered_lines_are_found(chain: Sql) -> None:
    chain("UPDATE audit_links SET sequence = -sequence WHERE sequence IN (2, 4)")
    chain("UPDATE audit_links SET sequence = 6 + sequence WHERE sequence < 0")
    assert (await _look()).broken_at == 2


async def test_an_edited_line_with_a_new_hash_of_its_own_is_found(chain: Sql) -> None:
    chain(f"UPDATE audit_logs SET action = 'altro.fatto' WHERE id = {_at(3)}")
    async with db.unit_of_work() as session:
        await _rehash(session, [3], chain)
    found = await _look()
    assert (found.broken_at, found.reason) == (4, "disconnected")


async def test_the_newest_line_with_a_new_hash_is_found(chain: Sql) -> None:
    chain(f"UPDATE audit_logs SET action = 'altro.fatto' WHERE id = {_at(LINES)}")
    async with db.unit_of_work() as session:
        await _rehash(session, [LINES], chain)
    assert (await _look()).broken_at == LINES


async def test_a_forged_tail_with_its_head_is_found_and_never_forgotten(chain: Sql) -> None:
    chain(f"UPDATE audit_logs SET action = 'altro.fatto' WHERE id = {_at(3)}")
    async with db.unit_of_work() as session:
        last = await _rehash(session, range(3, LINES + 1), chain)
    chain(f"UPDATE audit_heads SET hash = '{last}'")
    found = await _look()
    assert (found.broken_at, found.reason) == (LINES, "head_forged")
    async with db.unit_of_work() as session:
        await record(session, "prova.fatta", "test")
    found = await _look()
    assert (found.broken_at, found.reason) == (LINES, "head_forged")


async def test_an_anchor_says_where_a_forged_tail_begins(chain: Sql) -> None:
    async with db.unit_of_work() as session:
        await anchor(session)
    chain(f"UPDATE audit_logs SET action = 'altro.fatto' WHERE id = {_at(LINES)}")
    async with db.unit_of_work() as session:
        last = await _rehash(session, [LINES], chain)
    chain(f"UPDATE audit_heads SET hash = '{last}'")
    found = await _look()
    assert (found.broken_at, found.reason) == (LINES, "anchor_differs")


async def test_an_old_head_put_back_over_removed_lines_is_found_by_an_anchor(chain: Sql) -> None:
    [(sequence, hash, seal)] = chain("SELECT sequence, hash, seal FROM audit_heads")
    async with db.unit_of_work() as session:
        await record(session, "prova.nascosta", "test")
    async with db.unit_of_work() as session:
        kept = await anchor(session)
    chain(f"DELETE FROM audit_logs WHERE id = {_at(sequence + 1)}")
    chain(f"DELETE FROM audit_links WHERE sequence > {sequence}")
    chain(f"UPDATE audit_heads SET sequence = {sequence}, hash = '{hash}', seal = '{seal}'")
    assert (await _look()).reason == "tail_removed"
    chain("DELETE FROM audit_anchors")
    assert (await _look()).holds
    assert kept is not None
    found = await _look(kept_outside=dict([kept]))
    assert (found.broken_at, found.reason) == (sequence + 1, "tail_removed")


async def test_a_line_slipped_in_without_a_link_is_found(chain: Sql) -> None:
    chain(
        "INSERT INTO audit_logs (tenant_id, id, action, entity_type, actor_kind, changes, created_at)"
        " SELECT tenant_id, gen_random_uuid(), 'finta.fatta', 'test', 'system', '{}', now() FROM audit_heads"
    )
    assert (await _look()).reason == "unlinked"


async def test_a_head_taken_away_does_not_start_a_new_chain(chain: Sql) -> None:
    chain("DELETE FROM audit_heads")
    assert (await _look()).reason == "head_forged"
    async with db.unit_of_work() as session:
        await record(session, "prova.fatta", "test")
    found = await _look()
    assert (found.broken_at, found.reason) == (LINES, "head_forged")
    async with db.unit_of_work() as session:
        assert await session.scalar(text("SELECT max(sequence) FROM audit_links")) == LINES + 1
