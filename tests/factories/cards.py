"""People with cards that the stand-in of Stripe keeps for them."""

from uuid import UUID

import httpx

from aistrategyhub.features.accounts.models import Person
from aistrategyhub.features.wallet.checkout import finish_saving, start_saving
from aistrategyhub.features.wallet.models import KeptCard
from aistrategyhub.features.wallet.queries import find_default_card
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.integrations.stripe.client import StripeGateway
from tests.integrations.stripe.stand_in import PUBLIC_URL, StandIn

RETURN_URL = f"{PUBLIC_URL}/area-clienti/carte"
GOOD, ASKS_ONCE, ASKS_ALWAYS = "4242424242424242", "4000002500003155", "4000002760003184"
FAILS_LATER, DECLINED = "4000000000000341", "4000000000000002"


class Bank:
    """The payer's side: types cards on the stand-in's pages and answers its bank."""

    def __init__(self, stand_in: StandIn, gateway: StripeGateway) -> None:
        self.stand_in, self.gateway = stand_in, gateway

    async def type_card(self, client_secret: str, number: str, *, path: str = "/save") -> httpx.Response:
        typed = {"number": number, "expiry": "12/34", "cvc": "123", "name": "Anna Ferri"}
        return await self._post(path, typed | {"client_secret": client_secret, "return_url": RETURN_URL})

    async def decide(self, page: str, decision: str = "approve") -> httpx.Response:
        """Answers the 3-D Secure page at this address, whoever shows it."""
        address = httpx.URL(page)
        return await self._post(f"/{address.path.rsplit('/', 1)[-1]}", dict(address.params) | {"decision": decision})

    async def save_card(self, person: Person, number: str = GOOD) -> KeptCard:
        """A card of this number kept for the person, who confirms it when the bank asks; it is the default one."""
        setup = await start_saving(person.id, self.gateway)
        answer = await self.type_card(setup.client_secret, number)
        if "3ds-save" in answer.headers.get("location", ""):
            await self.decide(answer.headers["location"])
        await finish_saving(person.id, setup.id, self.gateway)
        async with unit_of_work() as session:
            card = await find_default_card(session, person.id)
        assert card is not None
        return card

    async def charges_of(self, order_id: UUID) -> list[int]:
        """What the stand-in's own books say was taken for an order, in cents."""
        charges = (await self.stand_in.ask("GET", "/v1/charges", {"limit": "100"})).json()["data"]
        return [one["amount"] for one in charges if one["paid"] and one["metadata"].get("order_id") == str(order_id)]

    async def _post(self, path: str, data: dict[str, str]) -> httpx.Response:
        async with httpx.AsyncClient(base_url=self.stand_in.url) as client:
            return await client.post(path, data=data)
