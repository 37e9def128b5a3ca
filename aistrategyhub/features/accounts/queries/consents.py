"""Reads of the consent ledger."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.accounts.models import Consent, ConsentPurpose, ConsentTrace

_NEWEST_FIRST = (Consent.recorded_at.desc(), Consent.id.desc())


async def current_consents(
    session: AsyncSession, *, person_id: UUID | None = None, email: str | None = None
) -> dict[ConsentPurpose, Consent]:
    """The last word of a person on each purpose; of an address that has no account when only `email` is given."""
    query = select(Consent).distinct(Consent.purpose).order_by(Consent.purpose, *_NEWEST_FIRST)
    rows = (await session.execute(_whose(query, person_id, email))).scalars()
    return {consent.purpose: consent for consent in rows}


async def list_consents(
    session: AsyncSession, *, person_id: UUID | None = None, email: str | None = None
) -> list[Consent]:
    """All that was said, the newest first."""
    query = _whose(select(Consent), person_id, email).order_by(*_NEWEST_FIRST)
    return list((await session.execute(query)).scalars())


def _whose(query: Select[Any], person_id: UUID | None, email: str | None) -> Select[Any]:
    if person_id is not None:
        return query.where(Consent.user_id == person_id)
    trace = (ConsentTrace.tenant_id == Consent.tenant_id) & (ConsentTrace.consent_id == Consent.id)
    return query.join(ConsentTrace, trace).where(
        Consent.user_id.is_(None), ConsentTrace.email == (email or "").strip().lower()
    )
