"""A person's cards over HTTP. A card is typed on the provider's page alone and never comes here."""

from uuid import UUID

from fastapi import APIRouter

from aistrategyhub.core.access import SignInRequired, current_principal, requires
from aistrategyhub.features.wallet.models import KeptCard
from aistrategyhub.features.wallet.permissions import WalletPermission
from aistrategyhub.features.wallet.queries import list_cards
from aistrategyhub.features.wallet.schemas import KeptCardBody
from aistrategyhub.features.wallet.service import make_default, remove_card
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, ok

router = APIRouter(tags=["payments"], prefix="/users/me/cards")


@router.get("")
@requires(WalletPermission.USE_OWN)
async def own_cards() -> Envelope[list[KeptCardBody]]:
    """The cards of the person signed in, the default one first. There are never many: they come in one piece."""
    async with unit_of_work() as session:
        return ok([_body(card) for card in await list_cards(session, _me())])


@router.put("/{card_id}/default")
@requires(WalletPermission.USE_OWN)
async def choose(card_id: UUID) -> Envelope[KeptCardBody]:
    """Makes it the card that subscriptions are charged on."""
    async with unit_of_work() as session:
        return ok(_body(await make_default(session, _me(), card_id)))


@router.delete("/{card_id}")
@requires(WalletPermission.USE_OWN)
async def remove(card_id: UUID) -> Envelope[list[KeptCardBody]]:
    """Takes a card away, here and at the provider; answers with those that are left."""
    async with unit_of_work() as session:
        await remove_card(session, _me(), card_id)
        return ok([_body(card) for card in await list_cards(session, _me())])


def _me() -> UUID:
    person_id = current_principal().person_id
    if person_id is None:
        raise SignInRequired
    return person_id


def _body(card: KeptCard) -> KeptCardBody:
    return KeptCardBody(
        card_id=card.id,
        brand=card.brand,
        last4=card.last4,
        exp_month=card.exp_month,
        exp_year=card.exp_year,
        is_default=card.is_default,
    )
