"""The inbox as whoever answers meets it."""

from dataclasses import replace

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.core.clock import now
from aistrategyhub.features.contact.models import MessageStatus
from aistrategyhub.features.contact.queries import list_messages
from aistrategyhub.features.contact.state.inbox import AdminMessagesState, AdminMessageState
from tests.factories.messages import create_message
from tests.factories.people import create_somebody, principal_of
from tests.harness.states import Tab

PAGE = "/admin/messaggi/[message_id]"


async def sign_in(session: AsyncSession, tab: Tab, role: Role) -> None:
    tab.principal = replace(principal_of(await create_somebody(session, role)), proved_at=now())


async def test_spam_stays_out_of_the_way(session: AsyncSession, tab: Tab) -> None:
    await create_message(session, submit="1", service_name="DPIA")
    await create_message(session, submit="2", is_trapped=True)
    await sign_in(session, tab, Role.SUPPORT)

    tab.go("/admin/messaggi")
    await tab.send(AdminMessagesState.load)
    (row,) = tab.seen(AdminMessagesState, "rows")
    assert (row["service_name"], row["status_label"]) == ("DPIA", "Da leggere")

    await tab.send(AdminMessagesState.choose, status="spam")
    assert [row["status_label"] for row in tab.seen(AdminMessagesState, "rows")] == ["Spam"]


async def test_opening_a_new_message_reads_it(session: AsyncSession, tab: Tab) -> None:
    message = await create_message(session, phone="+39 049 000 0000")
    await sign_in(session, tab, Role.SUPPORT)

    tab.go(PAGE, message_id=str(message.id))
    await tab.send(AdminMessageState.load)

    shown = tab.seen(AdminMessageState, "message")
    assert (shown["status_label"], shown["phone_href"]) == ("Letto", "tel:+390490000000")
    assert shown["answer_href"] == "mailto:lucia@officinebrenta.example?subject=La%20Sua%20richiesta"
    await session.refresh(message)
    assert message.status is MessageStatus.READ


async def test_it_is_answered(session: AsyncSession, tab: Tab) -> None:
    message = await create_message(session)
    await sign_in(session, tab, Role.SUPPORT)
    tab.go(PAGE, message_id=str(message.id))
    await tab.send(AdminMessageState.load)

    await tab.send(AdminMessageState.put, status="answered")

    assert tab.seen(AdminMessageState, "message")["status"] == "answered"


async def test_only_some_may_delete(session: AsyncSession, tab: Tab) -> None:
    message = await create_message(session)
    for role, left in ((Role.SUPPORT, 1), (Role.ADMIN, 0)):
        await sign_in(session, tab, role)
        tab.go(PAGE, message_id=str(message.id))
        await tab.send(AdminMessageState.load)
        await tab.send(AdminMessageState.delete)
        assert (await list_messages(session)).total == left


@pytest.mark.parametrize("asked", ["x", "0199a0d0-0000-7000-8000-000000000000"])
async def test_one_that_is_not_there_is_missing(session: AsyncSession, tab: Tab, asked: str) -> None:
    await sign_in(session, tab, Role.SUPPORT)
    tab.go(PAGE, message_id=asked)
    await tab.send(AdminMessageState.load)

    assert tab.seen(AdminMessageState, "is_missing") is True


async def test_an_editor_sees_nothing(session: AsyncSession, tab: Tab) -> None:
    await create_message(session)
    await sign_in(session, tab, Role.EDITOR)
    tab.go("/admin/messaggi")
    await tab.send(AdminMessagesState.load)

    assert tab.values.get(AdminMessagesState.get_full_name(), {}).get("rows_rx_state_", []) == []


async def test_a_file_of_what_is_shown(session: AsyncSession, tab: Tab) -> None:
    await sign_in(session, tab, Role.ADMIN)
    tab.go("/admin/messaggi")
    await tab.send(AdminMessagesState.choose, status="aperti")
    await tab.send(AdminMessagesState.export)

    assert "/api/v1/contact/messages/export?status=new&status=read" in str(tab.events[-1].payload)
