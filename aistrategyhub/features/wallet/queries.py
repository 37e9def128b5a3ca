"""Reads of kept cards. A card is always found through its holder."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.text import mark
from aistrategyhub.features.wallet.models import CardSetup, KeptCard, ProviderCustomer

_AT_ONCE = 200


class CardNotFound(DomainError):
    """No such card, or not the caller's."""

    code = "CARD_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Questa carta non c’è più.")


async def list_cards(session: AsyncSession, person_id: UUID) -> list[KeptCard]:
    """A person's cards, the default one first, then the newest."""
    query = (
        select(KeptCard)
        .where(KeptCard.user_id == person_id)
        .order_by(KeptCard.is_default.desc(), KeptCard.created_at.desc())
    )
    return list((await session.execute(query)).scalars())


async def get_card(session: AsyncSession, person_id: UUID, card_id: UUID) -> KeptCard:
    """A person's card. Raises CardNotFound."""
    query = select(KeptCard).where(KeptCard.user_id == person_id, KeptCard.id == card_id)
    card = (await session.execute(query)).scalar_one_or_none()
    if card is None:
        raise CardNotFound
    return card


async def find_default_card(session: AsyncSession, person_id: UUID) -> KeptCard | None:
    """The card that is charged when nobody chooses another."""
    query = select(KeptCard).where(KeptCard.user_id == person_id, KeptCard.is_default)
    return (await session.execute(query)).scalar_one_or_none()


async def default_cards(session: AsyncSession, person_ids: Sequence[UUID]) -> dict[UUID, KeptCard]:
    """The default cards of these people, by person, in one statement."""
    query = select(KeptCard).where(KeptCard.user_id.in_(person_ids), KeptCard.is_default)
    return {card.user_id: card for card in (await session.execute(query)).scalars()}


async def find_customer(session: AsyncSession, person_id: UUID) -> ProviderCustomer | None:
    """The person as the provider knows them."""
    query = select(ProviderCustomer).where(ProviderCustomer.user_id == person_id)
    return (await session.execute(query)).scalar_one_or_none()


async def lock_customer_of(session: AsyncSession, provider_reference: str) -> ProviderCustomer | None:
    """Whom the provider knows by this reference; nobody else changes their cards until this transaction ends."""
    query = select(ProviderCustomer).where(ProviderCustomer.provider_reference == provider_reference).with_for_update()
    return (await session.execute(query)).scalar_one_or_none()


async def lock_customer(session: AsyncSession, person_id: UUID) -> ProviderCustomer | None:
    """The same, found by the person."""
    query = select(ProviderCustomer).where(ProviderCustomer.user_id == person_id).with_for_update()
    return (await session.execute(query)).scalar_one_or_none()


async def list_open_setups(session: AsyncSession, *, since: datetime, before: datetime) -> list[CardSetup]:
    """Savings of cards begun in this time of which the provider has not said what became."""
    query = (
        select(CardSetup)
        .where(
            CardSetup.settled_at.is_(None),
            CardSetup.provider_reference.is_not(None),
            CardSetup.begun_at >= since,
            CardSetup.begun_at < before,
        )
        .order_by(CardSetup.begun_at)
        .limit(_AT_ONCE)
    )
    return list((await session.execute(query)).scalars())


async def has_setup(session: AsyncSession, person_id: UUID, provider_reference: str) -> bool:
    """Whether this person began to save this card."""
    query = select(CardSetup.id).where(
        CardSetup.user_id == person_id, CardSetup.provider_reference == provider_reference
    )
    return (await session.execute(query)).scalar_one_or_none() is not None
