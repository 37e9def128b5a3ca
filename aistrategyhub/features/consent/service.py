"""Keeping choices, and letting go of old ones."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.consent import CONSENT_LASTS, Purpose, declared_needs, wording_version
from aistrategyhub.core.errors import DomainError, FieldError, InvalidInput
from aistrategyhub.core.text import _, current_locale, mark
from aistrategyhub.features.consent.models import ConsentRecord


class OtherWordsAsked(DomainError):
    """What the site asks for has changed since the page was loaded: nobody agrees to what they did not read."""

    code = "OTHER_WORDS_ASKED"
    sentence = mark("Le richieste di consenso sono cambiate: ricarica la pagina e scegli di nuovo.")


async def keep_choice(session: AsyncSession, choices: Mapping[Purpose, bool], *, shown: str) -> ConsentRecord:
    """The record of a choice in the language being spoken. Raises OtherWordsAsked, and InvalidInput when a purpose that
    is asked for has no answer or another one has."""
    needs = declared_needs()
    if shown != wording_version(needs):
        raise OtherWordsAsked
    if set(choices) != {need.purpose for need in needs}:
        raise InvalidInput([FieldError("choices", "WRONG_PURPOSES", mark("Rispondi sì o no a ciascuna richiesta."))])
    at = now()
    record = ConsentRecord(
        choices={purpose.value: answer for purpose, answer in sorted(choices.items())},
        wording_version=shown,
        wording={need.purpose.value: [_(need.title), _(need.description)] for need in needs},
        locale=current_locale(),
        given_at=at,
        expires_at=at + CONSENT_LASTS,
    )
    session.add(record)
    await session.flush()
    return record


async def forget_choices(session: AsyncSession, *, before: datetime) -> int:
    """Takes away the records that expired before this moment; how many."""
    result = await session.execute(delete(ConsentRecord).where(ConsentRecord.expires_at < before))
    return result.rowcount
