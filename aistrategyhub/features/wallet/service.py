"""Verbs of kept cards: begin to keep one, keep it, choose the default, take one away."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core import clock
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.wallet.events import DefaultCardChanged
from aistrategyhub.features.wallet.models import CardSetup, KeptCard, ProviderCustomer
from aistrategyhub.features.wallet.queries import get_card, list_cards, lock_customer, lock_customer_of
from aistrategyhub.infra.outbox import publish
from aistrategyhub.infra.work import enqueue
from aistrategyhub.integrations.stripe import gateway as provider

LOOK_AGAIN = "wallet.look_again"
FORGET_CARD = "wallet.forget_card"
FORGET_CUSTOMER = "wallet.forget_customer"


async def open_customer(session: AsyncSession, person_id: UUID) -> ProviderCustomer:
    """The person's row for the provider: made now, or found from before."""
    made = insert(ProviderCustomer).values(id=new_id(), user_id=person_id, created_at=clock.now())
    await session.execute(made.on_conflict_do_nothing(index_elements=["tenant_id", "user_id"]))
    customer = await lock_customer(session, person_id)
    assert customer is not None
    return customer


async def attach_customer(session: AsyncSession, customer: ProviderCustomer, reference: str) -> None:
    """Remembers the provider's name for this person."""
    await session.execute(
        update(ProviderCustomer)
        .where(ProviderCustomer.id == customer.id, ProviderCustomer.provider_reference.is_(None))
        .values(provider_reference=reference)
    )


async def begin_setup(session: AsyncSession, person_id: UUID) -> CardSetup:
    """A card that the person is about to type."""
    setup = CardSetup(user_id=person_id)
    session.add(setup)
    await session.flush()
    return setup


async def attach_setup(session: AsyncSession, setup: CardSetup, reference: str) -> None:
    """Remembers the provider's name for it."""
    await session.execute(update(CardSetup).where(CardSetup.id == setup.id).values(provider_reference=reference))


async def settle_setup(session: AsyncSession, setup: provider.CardSetup) -> KeptCard | None:
    """Keeps the card that the provider says it keeps, once however often it says so; None while there is none."""
    if setup.status is provider.SetupStatus.CANCELED:
        await _close_setup(session, setup.id)
    if setup.card is None or setup.customer_id is None:
        return None
    customer = await lock_customer_of(session, setup.customer_id)
    if customer is None:
        return None
    await _close_setup(session, setup.id)
    card = await _keep(session, customer, setup.card)
    if card is not None:
        await _choose(session, card)
    return card


async def make_default(session: AsyncSession, person_id: UUID, card_id: UUID) -> KeptCard:
    """The card to be charged from now on. Raises CardNotFound."""
    await lock_customer(session, person_id)
    card = await get_card(session, person_id, card_id)
    if not card.is_default:
        await _choose(session, card)
        await record(session, "wallet.card_chosen", "card", card.id, last4=card.last4)
    return card


async def remove_card(session: AsyncSession, person_id: UUID, card_id: UUID) -> None:
    """Takes a card away, here at once and from the provider soon; another becomes the default. Raises CardNotFound."""
    await lock_customer(session, person_id)
    card = await get_card(session, person_id, card_id)
    await session.delete(card)
    await session.flush()
    await record(session, "wallet.card_removed", "card", card.id, last4=card.last4)
    reference = card.provider_reference
    await enqueue(session, FORGET_CARD, {"reference": reference}, key=f"{FORGET_CARD}:{card.id}")
    left = await list_cards(session, person_id)
    if card.is_default and left:
        await _choose(session, left[0])


async def forget_person(session: AsyncSession, person_id: UUID) -> None:
    """Takes away everything that is kept of a person, also at the provider."""
    customer = await lock_customer(session, person_id)
    for table in (CardSetup, KeptCard, ProviderCustomer):
        await session.execute(delete(table).where(table.user_id == person_id))
    if customer is not None and customer.provider_reference:
        payload = {"reference": customer.provider_reference}
        await enqueue(session, FORGET_CUSTOMER, payload, key=f"{FORGET_CUSTOMER}:{customer.id}")


async def forget_setups(session: AsyncSession, *, before: datetime) -> None:
    """Deletes what was begun before this moment, whatever became of it."""
    await session.execute(delete(CardSetup).where(CardSetup.begun_at < before))


async def _close_setup(session: AsyncSession, reference: str) -> None:
    await session.execute(
        update(CardSetup)
        .where(CardSetup.provider_reference == reference, CardSetup.settled_at.is_(None))
        .values(settled_at=clock.now())
    )


async def _keep(session: AsyncSession, customer: ProviderCustomer, card: provider.SavedCard) -> KeptCard | None:
    """The card as a new row; None when it was kept before."""
    known = select(KeptCard).where(KeptCard.provider_reference == card.id)
    if (await session.execute(known)).scalar_one_or_none() is not None:
        return None
    kept = KeptCard(
        user_id=customer.user_id,
        provider_reference=card.id,
        brand=card.brand,
        last4=card.last4,
        exp_month=card.exp_month,
        exp_year=card.exp_year,
    )
    session.add(kept)
    await session.flush()
    await record(session, "wallet.card_kept", "card", kept.id, last4=kept.last4)
    return kept


async def _choose(session: AsyncSession, card: KeptCard) -> None:
    await session.execute(
        update(KeptCard).where(KeptCard.user_id == card.user_id, KeptCard.is_default).values(is_default=False)
    )
    card.is_default = True
    await session.flush()
    await publish(session, DefaultCardChanged(person_id=card.user_id, card_id=card.id))
