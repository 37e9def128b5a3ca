"""Lines as they are written: by whom, from where, in which place of the chain, and what is erased of them."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Principal, Role, acting_as
from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import new_id
from aistrategyhub.core.origin import Origin, calling_from
from aistrategyhub.features.audit.models import ActorKind, AuditEntry, AuditLink, AuditOrigin, AuditPersonal
from aistrategyhub.features.audit.rules import ORIGINS_LAST, PERSONAL
from aistrategyhub.features.audit.service import (
    anchor,
    erase_old_origins,
    forget_person,
    link_pending,
    record,
    verify,
)
from aistrategyhub.features.tenants.service import create_tenant
from aistrategyhub.infra import db
from tests.harness.statements import counted_statements

_PERSON, _KEY = UUID(int=7), UUID(int=8)


async def _entry(session: AsyncSession, action: str = "prova.fatta") -> AuditEntry:
    return (await session.execute(select(AuditEntry).where(AuditEntry.action == action))).scalar_one()


async def _sequences() -> list[int]:
    async with db.unit_of_work() as session:
        return list((await session.execute(select(AuditLink.sequence).order_by(AuditLink.sequence))).scalars())


class TestActor:
    @pytest.mark.parametrize(
        ("principal", "kind"),
        [
            ({"person_id": _PERSON, "role": Role.ADMIN}, ActorKind.PERSON),
            ({"person_id": _PERSON, "api_key_id": _KEY}, ActorKind.PROGRAM),
            ({}, ActorKind.VISITOR),
            ({"is_system": True}, ActorKind.SYSTEM),
        ],
    )
    async def test_each_kind(self, session: AsyncSession, principal: dict[str, Any], kind: ActorKind) -> None:
        with acting_as(Principal(tenant_id=db.tenant_of(session), **principal)):
            await record(session, "prova.fatta", "test")
        entry = await _entry(session)
        assert (entry.actor_kind, entry.user_id) == (kind, principal.get("person_id"))
        assert entry.api_key_id == principal.get("api_key_id")

    async def test_a_colleague_in_anothers_name_is_named_too(self, session: AsyncSession) -> None:
        colleague = new_id()
        principal = Principal(tenant_id=db.tenant_of(session), person_id=_PERSON, impersonator_id=colleague)
        with acting_as(principal):
            await record(session, "prova.fatta", "test")
        entry = await _entry(session)
        assert (entry.user_id, entry.impersonator_id) == (_PERSON, colleague)

    async def test_address_and_browser_come_from_the_request(self, session: AsyncSession) -> None:
        with calling_from(Origin.of("2001:DB8::0001", "Firefox\n" * 100)):
            await record(session, "prova.fatta", "test")
        origin = (await session.execute(select(AuditOrigin))).scalar_one()
        assert (origin.ip_address, len(origin.user_agent)) == ("2001:db8::1", 300)

    @pytest.mark.parametrize("address", ["", "testclient", "1.2.3.4, 5.6.7.8", "'; DROP TABLE audit_logs; --"])
    async def test_what_is_no_address_is_not_kept_as_one(self, session: AsyncSession, address: str) -> None:
        with calling_from(Origin.of(address, "")):
            await record(session, "prova.fatta", "test")
        assert (await session.execute(select(AuditOrigin.ip_address))).scalar_one() == ""


class TestChain:
    async def test_numbers_have_no_gaps_per_tenant(self, committed_tenant: UUID) -> None:
        async with db.transaction() as session:
            other = (await create_tenant(session, slug="altra", name="Altra")).id
        for lines in (1, 3):
            async with db.unit_of_work() as session:
                for _ in range(lines):
                    await record(session, "prova.fatta", "test")
            async with db.unit_of_work(other) as session:
                await record(session, "prova.fatta", "test")
        assert await _sequences() == [1, 2, 3, 4]
        for tenant_id, expected in ((committed_tenant, 4), (other, 2)):
            async with db.unit_of_work(tenant_id) as session:
                found = await verify(session)
                assert (found.holds, found.lines) == (True, expected)

    async def test_what_is_undone_leaves_no_gap(self, committed_tenant: UUID) -> None:
        async def fail() -> None:
            async with db.unit_of_work() as session:
                await record(session, "prova.persa", "test")
                raise LookupError

        async with db.unit_of_work() as session:
            await record(session, "prova.fatta", "test")
            savepoint = await session.begin_nested()
            await record(session, "prova.persa", "test")
            await savepoint.rollback()
            async with session.begin_nested():
                await record(session, "prova.fatta", "test")
        with pytest.raises(LookupError):
            await fail()
        async with db.unit_of_work() as session:
            found = await verify(session)
            actions = (await session.execute(select(AuditEntry.action))).scalars().all()
        assert (found.holds, found.lines, set(actions)) == (True, 2, {"prova.fatta"})

    async def test_many_writers_at_once_make_one_chain(self, committed_tenant: UUID) -> None:
        async def write(number: int) -> None:
            async with db.unit_of_work() as session:
                await record(session, "prova.fatta", "test", number=number)
                await asyncio.sleep(0.001)
                await record(session, "prova.fatta", "test", number=number)

        await asyncio.gather(*(write(number) for number in range(20)))
        assert await _sequences() == list(range(1, 41))
        async with db.unit_of_work() as session:
            assert (await verify(session)).holds

    async def test_a_line_that_waits_for_its_commit_holds_nobody_up(self, committed_tenant: UUID) -> None:
        async with db.unit_of_work() as slow:
            await record(slow, "prova.lenta", "test")
            await slow.flush()
            async with asyncio.timeout(5), db.unit_of_work() as quick:
                await record(quick, "prova.svelta", "test")
        assert await _sequences() == [1, 2]

    async def test_lines_older_than_the_chain_are_linked_first(self, committed_tenant: UUID) -> None:
        async with db.unit_of_work() as session:
            session.add(AuditEntry(action="prova.antica", entity_type="test", created_at=now() - timedelta(days=1)))
        async with db.unit_of_work() as session:
            assert (await verify(session)).holds
            await record(session, "prova.fatta", "test")
        async with db.unit_of_work() as session:
            query = select(AuditEntry.action).join(AuditLink, AuditLink.id == AuditEntry.id)
            actions = (await session.execute(query.order_by(AuditLink.sequence))).scalars().all()
            assert (actions, (await verify(session)).holds) == (["prova.antica", "prova.fatta"], True)

    async def test_every_line_is_found_by_reading_whole_tables(self, committed_tenant: UUID) -> None:
        """After a restore there are no statistics, and a plan made without them takes a hundred times as long."""
        async with db.unit_of_work() as session:
            await record(session, "prova.fatta", "test")
        async with db.unit_of_work() as session:
            with counted_statements() as sent:
                await verify(session)
            joined = [number for number, statement in enumerate(sent) if "JOIN audit_personal" in statement]
            limits = sent.index("SET LOCAL enable_nestloop = off"), sent.index("SET LOCAL enable_nestloop = on")
            assert limits[0] < joined[0] < limits[1]
            assert await session.scalar(text("SHOW enable_nestloop")) == "on"

    async def test_an_anchor_is_made_once_per_state(self, session: AsyncSession) -> None:
        assert await anchor(session) is None
        await record(session, "prova.fatta", "test")
        await link_pending(session)
        first = await anchor(session)
        assert first == await anchor(session)
        assert first is not None
        assert first[0] == 1

    @pytest.mark.parametrize(
        ("table", "verbs"),
        [
            ("audit_logs", ("UPDATE", "DELETE")),
            ("audit_links", ("UPDATE", "DELETE")),
            ("audit_anchors", ("UPDATE", "DELETE")),
            ("audit_checks", ("UPDATE", "DELETE")),
            ("audit_heads", ("DELETE",)),
            ("audit_origins", ("UPDATE",)),
            ("audit_personal", ("UPDATE",)),
        ],
    )
    async def test_the_application_may_not(self, session: AsyncSession, table: str, verbs: tuple[str, ...]) -> None:
        for verb in verbs:
            statement = f"DELETE FROM {table}" if verb == "DELETE" else f"UPDATE {table} SET id = id"
            with pytest.raises(DBAPIError, match="permission denied"):
                async with session.begin_nested():
                    await session.execute(text(statement))


class TestErasure:
    async def _write(self, session: AsyncSession) -> None:
        with (
            acting_as(Principal(tenant_id=db.tenant_of(session), person_id=_PERSON)),
            calling_from(Origin.of("192.0.2.7", "Firefox")),
        ):
            await record(session, "prova.propria", "order", new_id(), total="10.00")
        await record(session, "prova.subita", "user", _PERSON, before={"email": "a@b.example"}, role="editor")
        await record(session, "prova.altrui", "user", new_id(), email="altro@b.example")
        await link_pending(session)

    async def test_a_person_is_forgotten_and_the_chain_holds(self, session: AsyncSession) -> None:
        await self._write(session)
        assert await forget_person(session, _PERSON) == 2
        await link_pending(session)
        found = await verify(session)
        assert (found.holds, found.lines, found.erased) == (True, 4, 2)
        entry = await _entry(session, "prova.subita")
        assert entry.changes == {"before": {"email": PERSONAL}, "role": "editor"}
        assert [row.kept for row in (await session.execute(select(AuditPersonal))).scalars()] == [
            {"/email": "altro@b.example"}
        ]
        assert (await session.execute(select(AuditOrigin))).first() is None

    async def test_old_addresses_go_and_young_ones_stay(self, session: AsyncSession) -> None:
        await self._write(session)
        assert await erase_old_origins(session, at=now() + ORIGINS_LAST - timedelta(minutes=1)) == 0
        assert await erase_old_origins(session, at=now() + ORIGINS_LAST + timedelta(minutes=1)) == 1
        await link_pending(session)
        found = await verify(session)
        assert (found.holds, found.erased) == (True, 1)
