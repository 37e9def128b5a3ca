"""The consent ledger: exact words, nothing twice, nothing changed afterwards."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.text import LOCALES
from aistrategyhub.features.accounts.models import Consent, ConsentPurpose, ConsentTrace, Person
from aistrategyhub.features.accounts.queries.consents import current_consents, list_consents
from aistrategyhub.features.accounts.rules.wordings import WORDINGS, WordingChanged
from aistrategyhub.features.accounts.service import record_consent
from tests.factories.people import create_somebody

MARKETING = ConsentPurpose.MARKETING


async def _say(session: AsyncSession, person: Person | None, *, is_given: bool = True, **details: Any) -> Consent:
    said: dict[str, Any] = {"email": "anna@prova.example", "language": "it", "place": "/registrati"} | details
    return await record_consent(
        session, said.pop("purpose", MARKETING), is_given=is_given, person_id=person.id if person else None, **said
    )


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("it", "Acconsento a ricevere per e-mail novità e offerte. Posso cambiare idea quando voglio."),
        ("en", "I agree to receive news and offers by e-mail. I can change my mind whenever I want."),
    ],
)
async def test_the_words_are_kept_as_they_were_read(session: AsyncSession, language: str, words: str) -> None:
    consent = await _say(session, None, language=language, ip_address="192.0.2.7", user_agent="Prova " * 100)
    assert (consent.wording, consent.language, consent.place) == (words, language, "/registrati")
    assert consent.wording_version == WORDINGS[MARKETING].version
    query = select(ConsentTrace).where(ConsentTrace.consent_id == consent.id)
    trace = (await session.execute(query)).scalar_one()
    assert (trace.email, str(trace.ip_address), len(trace.user_agent)) == ("anna@prova.example", "192.0.2.7", 300)


async def test_the_last_word_counts_and_every_word_is_kept(session: AsyncSession) -> None:
    person = await create_somebody(session)
    for is_given in (True, True, False, False, True):
        await _say(session, person, is_given=is_given)
    await _say(session, person, purpose=ConsentPurpose.TERMS)
    assert [said.is_given for said in await list_consents(session, person_id=person.id)] == [True, True, False, True]
    now = await current_consents(session, person_id=person.id)
    assert {purpose: said.is_given for purpose, said in now.items()} == {MARKETING: True, ConsentPurpose.TERMS: True}


async def test_an_address_and_a_person_are_not_confused(session: AsyncSession) -> None:
    person = await create_somebody(session, email="anna@prova.example")
    await _say(session, person)
    assert await current_consents(session, email="anna@prova.example") == {}
    await _say(session, None, email=" Anna@Prova.example ", is_given=False)
    [said] = (await current_consents(session, email="ANNA@prova.example")).values()
    assert (said.is_given, said.user_id) == (False, None)
    assert (await current_consents(session, person_id=person.id))[MARKETING].is_given


async def test_nobody_agrees_to_words_that_have_changed(session: AsyncSession) -> None:
    with pytest.raises(WordingChanged):
        await _say(session, None, shown_version="1999-12-31")
    assert await list_consents(session, email="anna@prova.example") == []
    await _say(session, None, shown_version=WORDINGS[MARKETING].version)


@pytest.mark.parametrize(
    "attempt",
    [
        lambda: update(Consent).values(is_given=False),
        lambda: delete(Consent),
        lambda: update(ConsentTrace).values(email="altri@prova.example"),
    ],
)
async def test_the_application_cannot_rewrite_the_ledger(session: AsyncSession, attempt: Callable[[], Any]) -> None:
    await _say(session, None)
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with session.begin_nested():
            await session.execute(attempt())


def test_every_purpose_has_words_in_every_language() -> None:
    assert set(WORDINGS) == set(ConsentPurpose)
    for wording in WORDINGS.values():
        assert len({wording.in_language(locale) for locale in LOCALES}) == len(LOCALES)
        assert len(wording.version) <= 20
