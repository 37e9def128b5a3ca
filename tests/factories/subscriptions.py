"""Items sold by subscription, and people who may subscribe: with billing data and a card."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core import clock
from aistrategyhub.features.accounts.models import Person, Profile
from aistrategyhub.features.catalog.models import ItemKind
from aistrategyhub.features.catalog.queries import get_service, list_plans
from aistrategyhub.features.catalog.schemas import PlanDraft
from aistrategyhub.features.catalog.service.plans import set_plans
from aistrategyhub.features.subscriptions import checkout
from aistrategyhub.features.subscriptions.jobs import find_due
from aistrategyhub.features.subscriptions.models import Subscription
from aistrategyhub.features.subscriptions.queries import get_by_number
from tests.factories.cards import GOOD, Bank
from tests.factories.catalog import create_service
from tests.factories.people import create_somebody
from tests.factories.sales import COMPANY, create_seller
from tests.harness.background import run_everything

MONTHLY = PlanDraft.model_validate({"interval": "month", "amount": "100.00", "notice_days": 10})
DEARER = PlanDraft.model_validate({"interval": "month", "interval_count": 3, "amount": "600.00"})
YEARLY = PlanDraft.model_validate({"interval": "year", "amount": "1000.00", "notice_days": 30})
TRIAL = PlanDraft.model_validate({"interval": "month", "amount": "100.00", "trial_days": 14, "notice_days": 30})
SLUG = "presidio"


async def create_plans(session: AsyncSession, *plans: PlanDraft) -> list[UUID]:
    """An item sold by subscription on these plans; their ids."""
    await create_service(session, slug=SLUG, name="Presidio", kind=ItemKind.SUBSCRIPTION)
    item = await get_service(session, SLUG, "it")
    await set_plans(session, item.id, plans or [MONTHLY])
    return [plan.id for plan in await list_plans(session, item.id)]


async def create_subscriber(session: AsyncSession, *, email: str = "", has_billing: bool = True) -> Person:
    """Somebody whose profile an invoice can be made out to."""
    person = await create_somebody(session, email=email)
    if has_billing:
        billing = {name: value for name, value in COMPANY.items() if name != "email"}
        session.add(Profile(user_id=person.id, **billing))
        await session.flush()
    return person


async def let_work(session: AsyncSession) -> None:
    """Does what is due, but for mails and courtesy copies."""
    await run_everything(session, but=frozenset({"mailing.send", "invoicing.deliver"}))


@dataclass
class Life:
    """A subscriber's time: it stands still until `pass_on`."""

    session: AsyncSession
    bank: Bank
    monkeypatch: pytest.MonkeyPatch
    person: Person
    plans: list[UUID]
    now: datetime

    @classmethod
    async def begin(cls, session, bank, monkeypatch, *plans: PlanDraft, card: str | None = GOOD) -> "Life":
        await create_seller(session)
        ids = await create_plans(session, *plans)
        person = await create_subscriber(session)
        if card:
            await bank.save_card(person, card)
        life = cls(session, bank, monkeypatch, person, ids, clock.now())
        life.be_at(life.now)
        return life

    async def subscribe(self, plan: int = 0) -> Subscription:
        begun = await checkout.subscribe(self.person.id, SLUG, self.plans[plan], "it", "Autorizzo l’addebito.")
        return await self.look(begun.number)

    async def subscribe_and_pay(self, plan: int = 0) -> Subscription:
        begun = await self.subscribe(plan)
        await checkout.pay_open_charge(self.person.id, begun.number, self.bank.gateway, "it")
        await let_work(self.session)
        return await self.look(begun.number)

    async def pass_on(self, **time: int) -> None:
        """Lets time go by and the house do what is due."""
        self.be_at(self.now + timedelta(**time))
        await self.do_what_is_due()

    async def pass_on_to(self, moment: datetime) -> None:
        self.be_at(moment)
        await self.do_what_is_due()

    async def do_what_is_due(self) -> None:
        await find_due(self.session, {})
        await let_work(self.session)

    async def look(self, number: str) -> Subscription:
        found = await get_by_number(self.session, number)
        await self.session.refresh(found)
        return found

    def be_at(self, moment: datetime) -> None:
        """Lets time go by, and nothing be done."""
        self.now = moment
        self.monkeypatch.setattr(clock, "now", lambda: moment)
