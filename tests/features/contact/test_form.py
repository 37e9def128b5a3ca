"""The contact form of a page that is awake."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core import clock
from aistrategyhub.features.contact.models import ContactMessage, MessageStatus
from aistrategyhub.features.contact.service.proofs import new_challenge
from aistrategyhub.features.contact.state import form
from aistrategyhub.features.contact.state.form import ContactFormState
from aistrategyhub.infra.rate_limits import CONTACT_UNPROVED
from tests.factories.catalog import create_service
from tests.factories.messages import message_data, solved
from tests.harness.states import Tab


@pytest.fixture
async def waiting(tab: Tab, monkeypatch: pytest.MonkeyPatch) -> Tab:
    """The form, in front of which somebody has sat for a minute."""
    tab.go("/contatti")
    await tab.send(ContactFormState.arrive)
    started = clock.now()
    monkeypatch.setattr(form, "now", lambda: started + timedelta(minutes=1))
    return tab


def typed(**changes: Any) -> dict[str, Any]:
    return message_data(**{"consent": "on", "website": "", "locale": "it", "proof": "", **changes})


async def stored(session: AsyncSession) -> list[ContactMessage]:
    return list((await session.execute(select(ContactMessage))).scalars())


async def test_a_message_about_the_service_of_the_address_arrives(
    session: AsyncSession, tab: Tab, monkeypatch: pytest.MonkeyPatch
) -> None:
    await create_service(session, slug="piano", name="Piano NIS2")
    tab.go("/contatti", query={"servizio": "piano"})
    await tab.send(ContactFormState.arrive)
    assert tab.seen(ContactFormState, "about") == "Piano NIS2"
    later = clock.now() + timedelta(minutes=1)
    monkeypatch.setattr(form, "now", lambda: later)

    await tab.send(ContactFormState.submit, data=typed())

    (message,) = await stored(session)
    assert (message.service_slug, message.page, message.status) == ("piano", "/contatti", MessageStatus.NEW)
    assert tab.seen(ContactFormState, "is_sent") is True


async def test_a_refusal_says_what_is_wrong_and_keeps_the_form(session: AsyncSession, waiting: Tab) -> None:
    await waiting.send(ContactFormState.submit, data=typed(email="lucia", consent=None))

    assert set(waiting.seen(ContactFormState, "errors")) == {"email", "consent"}
    assert waiting.seen(ContactFormState, "busy") is False
    assert await stored(session) == []


async def test_two_presses_are_one_message(session: AsyncSession, waiting: Tab) -> None:
    for _twice in range(2):
        await waiting.send(ContactFormState.submit, data=typed())

    assert len(await stored(session)) == 1


async def test_a_robot_is_too_quick(session: AsyncSession, tab: Tab) -> None:
    tab.go("/contatti")
    await tab.send(ContactFormState.arrive)
    await tab.send(ContactFormState.submit, data=typed())

    assert "troppo in fretta" in tab.seen(ContactFormState, "form_error")
    assert await stored(session) == []


async def test_so_is_one_that_never_opened_the_page(session: AsyncSession, tab: Tab) -> None:
    tab.go("/contatti")
    await tab.send(ContactFormState.submit, data=typed())

    assert "troppo in fretta" in tab.seen(ContactFormState, "form_error")
    assert await stored(session) == []


async def test_a_false_proof_lets_nothing_in_and_asks_the_page_for_another(session: AsyncSession, waiting: Tab) -> None:
    await waiting.send(ContactFormState.submit, data=typed(proof=solved(new_challenge().model_dump())[:-8]))

    assert waiting.seen(ContactFormState, "round") == 2
    assert await stored(session) == []


async def test_what_falls_into_the_trap_is_spam(session: AsyncSession, waiting: Tab) -> None:
    await waiting.send(ContactFormState.submit, data=typed(website="https://robot.example"))

    (message,) = await stored(session)
    assert message.status is MessageStatus.SPAM
    assert waiting.seen(ContactFormState, "is_sent") is True


async def test_without_work_only_a_few_are_let_in(
    session: AsyncSession, waiting: Tab, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(CONTACT_UNPROVED.allowed + 1):
        await waiting.send(ContactFormState.submit, data=typed(message=f"Messaggio {number}"))

    assert len(await stored(session)) == CONTACT_UNPROVED.allowed
    assert "Troppe richieste" in waiting.seen(ContactFormState, "form_error")
