"""The trail as staff read it: in words, in a tab, over HTTP, as a file."""

import ast
import csv
import io
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.core.clock import now
from aistrategyhub.core.spreadsheets import csv_cell
from aistrategyhub.features.accounts.models import Session
from aistrategyhub.features.audit.jobs import VERIFY
from aistrategyhub.features.audit.models import AuditEntry
from aistrategyhub.features.audit.rules import MASK, PERSONAL
from aistrategyhub.features.audit.service import link_pending, record, verify_and_note
from aistrategyhub.features.backoffice.rules.acts import ACTIONS, ENTITIES
from aistrategyhub.features.backoffice.rules.audit import chain_badge, differences, period
from aistrategyhub.features.backoffice.schemas import Difference
from aistrategyhub.features.backoffice.state.audit import AdminAuditLineState, AdminAuditState
from aistrategyhub.infra.settings import ROOT
from aistrategyhub.infra.work import Work
from tests.factories.people import cookie_of, create_somebody, principal_of
from tests.harness.states import Tab

ROUTE = "/admin/registro"
READERS = (Role.ADMIN, Role.SUPER_ADMIN)


def _recorded() -> Iterator[tuple[str, str]]:
    """The acts that the product's source records by their names, each with the kind of thing that it concerns."""
    for path in (ROOT / "aistrategyhub").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "record":
                named = [arg.value if isinstance(arg, ast.Constant) else "" for arg in node.args[1:3]]
                if named and named[0]:
                    yield named[0], named[1] if len(named) > 1 else ""


class TestWords:
    @pytest.mark.parametrize(
        ("changes", "told"),
        [
            ({}, []),
            ({"number": "ORD-1"}, [("number", "", "ORD-1")]),
            ({"before": "a", "after": "b"}, [("", "a", "b")]),
            (
                {"key": "x", "before": {"a": 1, "b": {"c": True}}, "after": {"a": 1, "b": {"c": False}, "d": None}},
                [("key", "", "x"), ("b.c", "sì", "no")],
            ),
            ({"before": None, "after": {"a": "1"}}, [("a", "—", "1")]),
            ({"before": {"a": "1"}, "after": None}, [("a", "1", "—")]),
            (
                {"before": {"p": MASK, "e": PERSONAL}, "after": {"p": MASK, "e": PERSONAL}},
                [("p", "(segreto)", "(segreto)"), ("e", "(dato cancellato)", "(dato cancellato)")],
            ),
            ({"lines": [1, {"a": 2}]}, [("lines", "", '[1, {"a": 2}]')]),
        ],
    )
    def test_the_difference(self, changes: dict[str, Any], told: list[tuple[str, str, str]]) -> None:
        assert differences(changes) == [Difference(*item) for item in told]

    def test_every_act_that_is_recorded_has_words(self) -> None:
        recorded = list(_recorded())
        assert len(recorded) > 100
        assert {act for act, _thing in recorded} - set(ACTIONS) == set()
        assert {thing for _act, thing in recorded if thing} - set(ENTITIES) == set()

    def test_days_are_romes_and_both_included(self) -> None:
        since, until = period("2026-06-01", "2026-06-01")
        assert since is not None
        assert until is not None
        assert (since.isoformat(), until - since) == ("2026-05-31T22:00:00+00:00", timedelta(days=1))
        assert period("ieri", "2026-13-45") == (None, None)
        assert period("", "9999-12-31") == (None, None)

    @pytest.mark.parametrize("cell", ["=1+1", "+39", "-1", "@SUM(A1)", "\t=1"])
    def test_a_spreadsheet_computes_nothing(self, cell: str) -> None:
        assert csv_cell(cell) == f"'{cell}"

    def test_the_badge(self) -> None:
        assert chain_badge(0, None, None, None).tone == "waiting"
        assert chain_badge(9, None, None, now()).label == "Catena integra"
        broken = chain_badge(9, 4, "altered", now())
        assert (broken.label, broken.tone) == ("Catena interrotta alla riga 4", "failed")
        assert "una riga è stata modificata" in broken.note.lower()


class TestScreen:
    @pytest.mark.parametrize("role", list(Role))
    async def test_lines_reach_only_those_who_may_read_them(self, session: AsyncSession, tab: Tab, role: Role) -> None:
        await record(session, "orders.placed", "order")
        await link_pending(session)
        if role is not Role.GUEST:
            tab.principal = principal_of(await create_somebody(session, role))
        tab.go(ROUTE)
        for handler in (AdminAuditState.load, AdminAuditState.verify):
            await tab.send(handler)
        tab.go(f"{ROUTE}/[audit_number]", audit_number="1")
        await tab.send(AdminAuditLineState.load)
        received = tab.values.get(AdminAuditState.get_full_name(), {})
        line = tab.values.get(AdminAuditLineState.get_full_name(), {})
        asked = (await session.execute(select(Work).where(Work.job == VERIFY))).all()
        may_read = role in READERS
        assert bool(received.get("rows_rx_state_")) is may_read
        assert bool(line.get("is_loaded_rx_state_")) is may_read
        assert bool(asked) is may_read

    @pytest.fixture
    async def owner(self, session: AsyncSession, tab: Tab) -> Tab:
        person = await create_somebody(session, Role.SUPER_ADMIN)
        tab.principal = principal_of(person)
        await record(session, "orders.placed", "order", number="ORD-2026-00007")
        await record(session, "settings.changed", "site_setting", key="x", before={"a": 1}, after={"a": 2})
        await link_pending(session)
        tab.go(ROUTE)
        return tab

    async def test_filters_narrow_and_pages_turn(self, owner: Tab) -> None:
        await owner.send(AdminAuditState.load)
        everything = owner.seen(AdminAuditState, "rows")
        assert [row["number"] for row in everything] == [3, 2, 1]
        assert everything[1]["entity_label"] == "Ordine ORD-2026-00007"
        assert everything[2]["entity_label"] == "Anna Ferri"
        await owner.send(AdminAuditState.narrow, filters={"action": "orders.placed", "person": "", "other": "x"})
        assert [row["number"] for row in owner.seen(AdminAuditState, "rows")] == [2]
        await owner.send(AdminAuditState.narrow, filters={"person": "nessuno con questo nome"})
        assert owner.seen(AdminAuditState, "rows") == []

    async def test_a_line_tells_its_difference(self, owner: Tab) -> None:
        owner.go(f"{ROUTE}/[audit_number]", audit_number="3")
        await owner.send(AdminAuditLineState.load)
        line = owner.seen(AdminAuditLineState, "line")
        assert {"field": "a", "before": "1", "after": "2"} in line["differences"]

    @pytest.mark.parametrize("number", ["0", "99", "-1", "tre", "9" * 40, "٣"])
    async def test_no_such_line_is_said(self, owner: Tab, number: str) -> None:
        owner.go(f"{ROUTE}/[audit_number]", audit_number=number)
        await owner.send(AdminAuditLineState.load)
        assert owner.seen(AdminAuditLineState, "is_missing") is True

    async def test_the_badge_tells_the_last_look(self, owner: Tab, session: AsyncSession) -> None:
        await verify_and_note(session)
        await session.flush()
        await owner.send(AdminAuditState.load)
        assert owner.seen(AdminAuditState, "badge")["label"] == "Catena integra"

    async def test_an_export_wants_a_fresh_proof(self, owner: Tab) -> None:
        await owner.send(AdminAuditState.export, file_format="csv")
        assert "/conferma-identita" in str(owner.events[-1])


class TestHttp:
    @pytest.fixture
    async def owner(self, session: AsyncSession) -> dict[str, str]:
        headers = await cookie_of(session, Role.SUPER_ADMIN)
        await record(session, "orders.placed", "order", number="=HYPERLINK(1)", email="a@b.example")
        await link_pending(session)
        return headers

    async def test_the_list(self, api: httpx.AsyncClient, owner: dict[str, str]) -> None:
        answer = await api.get("/api/v1/admin/audit?action=orders&limit=1", headers=owner)
        assert answer.status_code == 200, answer.text
        [line] = answer.json()["data"]["lines"]
        assert line["changes"] == {"number": "=HYPERLINK(1)", "email": "a@b.example"}

    @pytest.mark.parametrize(
        "query",
        ["before=0", "limit=101", "entity_id=x", "since=ieri", "ip=%27", "action=%00", "person=%00", "format=xml"],
    )
    async def test_nonsense_is_refused(self, api: httpx.AsyncClient, owner: dict[str, str], query: str) -> None:
        path = "/api/v1/admin/audit/export" if query.startswith("format") else "/api/v1/admin/audit"
        assert (await api.get(f"{path}?{query}", headers=owner)).status_code == 422

    async def test_files_hold_every_line_and_the_export_is_recorded(
        self, api: httpx.AsyncClient, owner: dict[str, str], session: AsyncSession
    ) -> None:
        as_csv = await api.get("/api/v1/admin/audit/export?action=orders.placed", headers=owner)
        assert as_csv.status_code == 200, as_csv.text
        header, line = csv.reader(io.StringIO(as_csv.text.removeprefix("\ufeff")), delimiter=";")
        told = dict(zip(header, line, strict=True))
        assert json.loads(told["changes"])["number"] == "=HYPERLINK(1)"
        as_json = await api.get("/api/v1/admin/audit/export?format=json", headers=owner)
        actions = [item["action"] for item in as_json.json()]
        assert actions.count("audit.exported") == 2
        recorded = (await session.execute(select(AuditEntry).where(AuditEntry.action == "audit.exported"))).scalars()
        assert {str(entry.changes) for entry in recorded} == {
            "{'format': 'csv', 'filters': {'action': 'orders.placed'}}",
            "{'format': 'json', 'filters': {}}",
        }

    async def test_an_old_proof_is_not_enough_for_a_file(
        self, api: httpx.AsyncClient, owner: dict[str, str], session: AsyncSession
    ) -> None:
        for held in (await session.execute(select(Session))).scalars():
            held.proved_at = now() - timedelta(minutes=11)
        await session.flush()
        refused = await api.get("/api/v1/admin/audit/export", headers=owner)
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "STEP_UP_REQUIRED")

    @pytest.mark.parametrize("role", [Role.CUSTOMER, Role.EDITOR, Role.SUPPORT])
    async def test_others_are_refused(self, api: httpx.AsyncClient, session: AsyncSession, role: Role) -> None:
        headers = await cookie_of(session, role)
        for path in ("/api/v1/admin/audit", "/api/v1/admin/audit/export"):
            assert (await api.get(path, headers=headers)).status_code == 403
