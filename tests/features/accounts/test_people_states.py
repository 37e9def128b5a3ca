"""The staff's screens of people as a browser tab meets them: who sees what, and what becomes of a press."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import reflex as rx
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.core.clock import now
from aistrategyhub.features.accounts.models import LoginAttempt, Person, Session
from aistrategyhub.features.accounts.rules.staff import RoleNotYours
from aistrategyhub.features.accounts.service import open_session
from aistrategyhub.features.accounts.state.attempts import AdminAttemptsState
from aistrategyhub.features.accounts.state.invitation import InvitationState
from aistrategyhub.features.accounts.state.people import AdminPeopleState
from aistrategyhub.features.accounts.state.person import AdminPersonSecurityState, AdminPersonState
from tests.factories.people import create_somebody, principal_of
from tests.harness.statements import counted_statements
from tests.harness.states import Tab

PERSON = "/admin/persone/[person_id]"
READERS = (Role.SUPER_ADMIN, Role.ADMIN, Role.SUPPORT)


async def _enter(session: AsyncSession, tab: Tab, role: Role, *, proved: bool = True) -> Person:
    person = await create_somebody(session, role)
    tab.principal = replace(principal_of(person), proved_at=now() if proved else None)
    return person


def _is_loaded(tab: Tab, state: type[rx.State]) -> bool:
    return tab.seen(state, "is_loaded")


async def _send(tab: Tab, screen: type[rx.State], handler: str, **payload: Any) -> None:
    await tab.send(screen.event_handlers[handler], **payload)


async def _names(tab: Tab) -> list[str]:
    return [row["email"].partition("@")[0] for row in tab.seen(AdminPeopleState, "rows")]


@pytest.fixture
async def some_people(session: AsyncSession) -> dict[str, Person]:
    people = {}
    for name, role in (("bianca", Role.CUSTOMER), ("carlo", Role.CUSTOMER), ("dora", Role.EDITOR)):
        people[name] = await create_somebody(session, role, email=f"{name}@ditta.example")
        people[name].first_name, people[name].last_name = name.title(), "O'Brien_100%"
    people["carlo"].is_active = False
    await session.flush()
    return people


@pytest.mark.parametrize("role", Role)
async def test_the_list_is_for_those_who_read_people(
    session: AsyncSession, tab: Tab, some_people: dict[str, Person], role: Role
) -> None:
    await _enter(session, tab, role)
    await _send(tab, AdminPeopleState, "arrive")
    assert _is_loaded(tab, AdminPeopleState) is (role in READERS)


async def test_search_role_and_state_narrow_the_list(
    session: AsyncSession, tab: Tab, some_people: dict[str, Person]
) -> None:
    await _enter(session, tab, Role.SUPPORT)
    await _send(tab, AdminPeopleState, "arrive")
    assert sorted(await _names(tab)) == ["bianca", "carlo", "dora", "support"]
    assert (tab.seen(AdminPeopleState, "staff_count"), tab.seen(AdminPeopleState, "customer_count")) == (2, 2)
    await _send(tab, AdminPeopleState, "choose_role", role="customer")
    assert sorted(await _names(tab)) == ["bianca", "carlo"]
    await _send(tab, AdminPeopleState, "choose_state", state="inactive")
    assert await _names(tab) == ["carlo"]
    await _send(tab, AdminPeopleState, "choose_state", state="tutti")
    await _send(tab, AdminPeopleState, "search", q="bian o'brien_100%")
    assert await _names(tab) == ["bianca"]
    await _send(tab, AdminPeopleState, "search", q="'; DROP TABLE users; --")
    assert await _names(tab) == []
    await _send(tab, AdminPeopleState, "choose_role", role="inventato")
    await _send(tab, AdminPeopleState, "search", q="")
    assert len(await _names(tab)) == 4


@pytest.mark.parametrize("column", ["name", "email", "created_at", "last_login", "password_hash", "inventata"])
async def test_the_list_sorts_by_the_columns_it_knows_and_pages_in_sql(
    session: AsyncSession, tab: Tab, column: str
) -> None:
    await _enter(session, tab, Role.ADMIN)
    for number in range(25):
        session.add(Person(email=f"p{number:02}@ditta.example", role=Role.CUSTOMER, last_name=f"N{number:02}"))
    await session.flush()
    await _send(tab, AdminPeopleState, "choose_role", role="customer")
    with counted_statements() as sent:
        await _send(tab, AdminPeopleState, "sort_by", column=column)
    assert len([statement for statement in sent if "users" in statement]) == 3
    first = await _names(tab)
    await _send(tab, AdminPeopleState, "turn_to", page=2)
    assert len(first) == 20
    assert sorted(first + await _names(tab)) == [f"p{number:02}" for number in range(25)]


async def test_a_person_is_shown_with_what_the_reader_may_do(
    session: AsyncSession, tab: Tab, some_people: dict[str, Person]
) -> None:
    await _enter(session, tab, Role.SUPPORT)
    tab.go(PERSON, person_id=str(some_people["bianca"].id))
    await _send(tab, AdminPersonState, "load")
    await _send(tab, AdminPersonSecurityState, "arrive")
    card = tab.seen(AdminPersonState, "person")
    assert (card["name"], card["role_label"]) == ("Bianca O'Brien_100%", "Cliente")
    assert not any(card[power] for power in ("can_manage", "can_change_role", "can_impersonate", "can_invite_again"))
    assert (card["roles"], card["last_login_ip"]) == ([], "")
    assert not _is_loaded(tab, AdminPersonSecurityState)
    assert "password" not in str(card).replace("password_hash", "x").replace("'ways_in': 'password'", "")


@pytest.mark.parametrize("person_id", ["non-un-id", "00000000-0000-0000-0000-000000000000", "' OR 1=1 --"])
async def test_nobody_has_that_id(session: AsyncSession, tab: Tab, person_id: str) -> None:
    await _enter(session, tab, Role.ADMIN)
    tab.go(PERSON, person_id=person_id)
    await _send(tab, AdminPersonState, "load")
    await _send(tab, AdminPersonSecurityState, "arrive")
    assert tab.seen(AdminPersonState, "is_missing") is True


async def test_an_admin_makes_an_editor_and_ends_the_sessions(
    session: AsyncSession, tab: Tab, some_people: dict[str, Person]
) -> None:
    bianca = some_people["bianca"]
    await open_session(session, bianca, methods=["password"], ip_address="203.0.113.7", user_agent="telefono")
    await session.flush()
    await _enter(session, tab, Role.ADMIN)
    tab.go(PERSON, person_id=str(bianca.id))
    await _send(tab, AdminPersonState, "load")
    await _send(tab, AdminPersonSecurityState, "arrive")
    card, devices = tab.seen(AdminPersonState, "person"), tab.seen(AdminPersonSecurityState, "sessions")
    assert [choice["value"] for choice in card["roles"]] == ["editor", "support", "customer"]
    assert [(line["device"], line["ip_address"]) for line in devices] == [("telefono", "203.0.113.7")]
    await _send(tab, AdminPersonState, "change_role", form={"role": "editor"})
    assert tab.seen(AdminPersonState, "person")["role"] == "editor"
    assert tab.seen(AdminPersonSecurityState, "sessions") == []


@pytest.mark.parametrize("form", [{"role": "super_admin"}, {"role": "admin"}, {"role": "root"}, {}])
async def test_a_forged_role_changes_nothing(
    session: AsyncSession, tab: Tab, some_people: dict[str, Person], form: dict[str, str]
) -> None:
    await _enter(session, tab, Role.ADMIN)
    tab.go(PERSON, person_id=str(some_people["bianca"].id))
    with pytest.raises(RoleNotYours):
        await _send(tab, AdminPersonState, "change_role", form=form)
    assert await _role_of(session, some_people["bianca"].id) is Role.CUSTOMER


@pytest.mark.parametrize("handler", ["change_role", "deactivate", "reactivate", "reset_second_factor", "invite_again"])
async def test_dangerous_acts_ask_for_a_fresh_proof(
    session: AsyncSession, tab: Tab, some_people: dict[str, Person], handler: str
) -> None:
    await _enter(session, tab, Role.SUPER_ADMIN, proved=False)
    tab.go(PERSON, person_id=str(some_people["bianca"].id))
    await _send(tab, AdminPersonState, handler, **({"form": {"role": "admin"}} if handler == "change_role" else {}))
    assert "/conferma-identita" in str(tab.events[-1])
    assert await _role_of(session, some_people["bianca"].id) is Role.CUSTOMER


async def test_sessions_of_the_person_in_the_address_are_ended_and_no_others(
    session: AsyncSession, tab: Tab, some_people: dict[str, Person]
) -> None:
    for name in ("bianca", "dora"):
        await open_session(session, some_people[name], methods=["totp"], ip_address=None, user_agent=name)
    await session.flush()
    foreign = await session.scalar(select(Session.id).where(Session.user_id == some_people["dora"].id))
    await _enter(session, tab, Role.ADMIN)
    tab.go(PERSON, person_id=str(some_people["bianca"].id))
    await _send(tab, AdminPersonSecurityState, "end_session", session_id=str(foreign))
    assert len(tab.seen(AdminPersonSecurityState, "sessions")) == 1
    await _send(tab, AdminPersonSecurityState, "end_all_sessions")
    assert tab.seen(AdminPersonSecurityState, "sessions") == []
    assert await session.scalar(select(Session.id).where(Session.id == foreign)) == foreign


async def test_an_invitation_keeps_what_was_wrong_beside_its_field(session: AsyncSession, tab: Tab) -> None:
    await _enter(session, tab, Role.ADMIN)
    await _send(tab, InvitationState, "load")
    await _send(
        tab, InvitationState, "submit", form={"email": "no", "first_name": "", "role": "admin", "language": "it"}
    )
    assert sorted(tab.seen(InvitationState, "errors")) == ["email", "first_name"]
    form = {"email": "nora@ditta.example", "first_name": "Nora", "last_name": "", "role": "admin", "language": "en"}
    await _send(tab, InvitationState, "submit", form=form)
    assert "non può cambiare" in tab.seen(InvitationState, "form_error")
    await _send(tab, InvitationState, "submit", form=form | {"role": "editor"})
    made = (await session.execute(select(Person).where(Person.email == "nora@ditta.example"))).scalar_one()
    assert (made.role, made.language) == (Role.EDITOR, "en")
    assert f"/admin/persone/{made.id}" in str(tab.events[-1])


async def test_attempts_are_narrowed_by_address_ip_result_and_period(session: AsyncSession, tab: Tab) -> None:
    for email, ip, success, days in (
        ("anna@ditta.example", "203.0.113.7", True, 0),
        ("anna@ditta.example", "2001:db8::1", False, 3),
        ("ignota@altrove.example", "203.0.113.7", False, 20),
    ):
        at = now() - timedelta(days=days)
        session.add(LoginAttempt(email=email, ip_address=ip, success=success, attempted_at=at))
    await session.flush()
    await _enter(session, tab, Role.ADMIN)

    async def shown(handler: str, **payload: Any) -> list[tuple[str, str]]:
        await _send(tab, AdminAttemptsState, handler, **payload)
        return [(row["email"][:4], row["ip_address"]) for row in tab.seen(AdminAttemptsState, "rows")]

    anna = [("anna", "203.0.113.7"), ("anna", "2001:db8::1")]
    unknown = ("igno", "203.0.113.7")
    assert await shown("load") == anna
    assert await shown("choose_period", period="sempre") == [*anna, unknown]
    assert await shown("search_ip", ip="203.0.113.7") == [anna[0], unknown]
    assert await shown("choose_result", result="falliti") == [unknown]
    assert await shown("search_ip", ip="203.0.113") == [anna[1], unknown]
    assert "per intero" in tab.seen(AdminAttemptsState, "ip_problem")
    assert await shown("search", q="ANNA@") == [anna[1]]


@pytest.mark.parametrize("role", [Role.SUPPORT, Role.EDITOR, Role.CUSTOMER])
async def test_attempts_are_for_those_who_read_security(session: AsyncSession, tab: Tab, role: Role) -> None:
    await _enter(session, tab, role)
    await _send(tab, AdminAttemptsState, "load")
    assert not _is_loaded(tab, AdminAttemptsState)


async def _role_of(session: AsyncSession, person_id: UUID) -> Role:
    return (await session.execute(select(Person.role).where(Person.id == person_id))).scalar_one()
