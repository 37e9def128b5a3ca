"""Staff find warnings and errors of their own tenant; the whole installation's only those who answer for it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.backoffice.state.diagnostics import AdminDiagnosticsState
from aistrategyhub.infra.db import tenant_of
from aistrategyhub.infra.system_logs import SystemLog
from tests.factories.people import create_somebody, principal_of
from tests.harness.states import Tab

ROUTE = "/admin/diagnostica"


def _line(session: AsyncSession, message: str, **values: Any) -> None:
    known: dict[str, Any] = {"tenant_id": tenant_of(session), "level": "warning", "module": "orders"}
    session.add(SystemLog(message=message, **known | {"created_at": now()} | values))


async def _enter(session: AsyncSession, tab: Tab, role: Role) -> None:
    await session.flush()
    tab.principal = principal_of(await create_somebody(session, role))
    tab.go(ROUTE)


def _messages(tab: Tab) -> list[str]:
    return [row["message"] for row in tab.seen(AdminDiagnosticsState, "rows")]


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        (Role.SUPER_ADMIN, {"ours", "nobody's"}),
        (Role.ADMIN, {"ours", "nobody's"}),
        (Role.SUPPORT, {"ours"}),
        (Role.EDITOR, None),
        (Role.CUSTOMER, None),
    ],
)
async def test_everybody_sees_what_they_may(session: AsyncSession, tab: Tab, role: Role, seen: set[str] | None) -> None:
    _line(session, "ours")
    _line(session, "nobody's", tenant_id=None)
    _line(session, "another's", tenant_id=new_id())
    _line(session, "too old", created_at=now() - timedelta(days=31))
    await _enter(session, tab, role)
    await tab.send(AdminDiagnosticsState.load)
    if seen is None:
        assert not any(values.get("rows_rx_state_") for values in tab.values.values())
    else:
        assert set(_messages(tab)) == seen


async def test_a_line_tells_what_it_knows(session: AsyncSession, tab: Tab) -> None:
    _line(
        session,
        "order failed",
        level="error",
        stack_trace="ValueError: boom",
        context={"order_id": "o-1"},
        request_id="richiesta-1",
        created_at=datetime.fromisoformat("2026-11-21T09:05:00+00:00"),
    )
    await _enter(session, tab, Role.SUPPORT)
    await tab.send(AdminDiagnosticsState.load)
    [row] = tab.seen(AdminDiagnosticsState, "rows")
    assert row == {
        "at_label": "21 nov 2026, 10:05",
        "level_label": "Errore",
        "level_tone": "failed",
        "module": "orders",
        "message": "order failed",
        "request_id": "richiesta-1",
        "context": '{\n  "order_id": "o-1"\n}',
        "stack_trace": "ValueError: boom",
    }


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        ("avvisi", {"a warning"}),
        ("errori", {"an error", "a critical"}),
        ("no such level", {"a warning", "an error", "a critical"}),
    ],
)
async def test_a_level_narrows_the_list(session: AsyncSession, tab: Tab, level: str, expected: set[str]) -> None:
    for name, article in (("warning", "a"), ("error", "an"), ("critical", "a")):
        _line(session, f"{article} {name}", level=name)
    await _enter(session, tab, Role.SUPPORT)
    await tab.send(AdminDiagnosticsState.choose, level=level)
    assert set(_messages(tab)) == expected


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("REFUSED", {"mail refused"}),
        ("payments", {"charge late"}),
        ("req-77", {"mail refused"}),
        ("%", {"disk full 100%"}),
        ("nothing like it", set()),
    ],
)
async def test_a_search_looks_in_message_module_and_request(
    session: AsyncSession, tab: Tab, q: str, expected: set[str]
) -> None:
    _line(session, "mail refused", request_id="req-77", module="mailing")
    _line(session, "charge late", module="payments")
    _line(session, "disk full 100%")
    await _enter(session, tab, Role.SUPPORT)
    await tab.send(AdminDiagnosticsState.search, q=q)
    assert set(_messages(tab)) == expected


async def test_a_long_list_has_pages_the_newest_first(session: AsyncSession, tab: Tab) -> None:
    for number in range(25):
        _line(session, f"line {number}", created_at=now() - timedelta(minutes=number))
    await _enter(session, tab, Role.SUPPORT)
    await tab.send(AdminDiagnosticsState.load)
    assert _messages(tab) == [f"line {number}" for number in range(20)]
    await tab.send(AdminDiagnosticsState.turn_to, page=2)
    assert _messages(tab) == [f"line {number}" for number in range(20, 25)]
