"""Cards that people keep: kept once, one of them the default, nobody else's, and gone when they are taken away."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from aistrategyhub.core import clock
from aistrategyhub.core.access import NotInSomebodysName, acting_as
from aistrategyhub.features.accounts.models import Person
from aistrategyhub.features.audit.models import AuditEntry
from aistrategyhub.features.orders.models import OrderStatus
from aistrategyhub.features.orders.queries import OrderNotFound
from aistrategyhub.features.orders.service import OrderNotPayable
from aistrategyhub.features.payments.service import process_event, store_event
from aistrategyhub.features.wallet.checkout import NoCard, finish_saving, pay_with_card, start_saving
from aistrategyhub.features.wallet.jobs import find_late
from aistrategyhub.features.wallet.models import CardSetup, KeptCard, ProviderCustomer
from aistrategyhub.features.wallet.queries import CardNotFound, find_customer, find_default_card, list_cards
from aistrategyhub.features.wallet.service import forget_person, make_default, remove_card, settle_setup
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.integrations.stripe import translate
from tests.factories.cards import ASKS_ALWAYS, ASKS_ONCE, DECLINED, FAILS_LATER, GOOD, RETURN_URL, Bank
from tests.factories.people import create_somebody, principal_of
from tests.factories.sales import create_order
from tests.harness.background import run_everything


@pytest.fixture
async def person(session) -> Person:
    return await create_somebody(session)


async def _order_of(session, person: Person, **options):
    order = await create_order(session, **options)
    order.user_id = person.id
    await session.flush()
    return order


class TestKeeping:
    @pytest.mark.parametrize("number", [GOOD, ASKS_ONCE])
    async def test_a_card_is_kept_with_what_may_be_shown_of_it(self, session, person, bank: Bank, number):
        card = await bank.save_card(person, number)
        assert (card.brand, card.last4, card.exp_month, card.exp_year) == ("visa", number[-4:], 12, 2034)
        assert card.is_default

    async def test_it_is_kept_once_however_often_the_provider_says_so(self, session, person, bank: Bank):
        setup = await start_saving(person.id, bank.gateway)
        await bank.type_card(setup.client_secret, GOOD)
        for _ in range(3):
            await finish_saving(person.id, setup.id, bank.gateway)
        assert len(await list_cards(session, person.id)) == 1
        (begun,) = (await session.execute(select(CardSetup))).scalars()
        assert begun.settled_at is not None

    async def test_a_refused_card_is_not_kept_and_another_may_be_typed(self, session, person, bank: Bank):
        setup = await start_saving(person.id, bank.gateway)
        await bank.type_card(setup.client_secret, DECLINED)
        refused = await finish_saving(person.id, setup.id, bank.gateway)
        assert (refused.card, refused.failure.code) == (None, "card_declined")
        await bank.type_card(setup.client_secret, GOOD)
        await finish_saving(person.id, setup.id, bank.gateway)
        assert len(await list_cards(session, person.id)) == 1

    async def test_a_person_is_one_customer_however_many_cards_they_keep(self, session, person, bank: Bank):
        await bank.save_card(person)
        await bank.save_card(person, ASKS_ONCE)
        assert (await session.execute(select(func.count()).select_from(ProviderCustomer))).scalar_one() == 1
        cards = await list_cards(session, person.id)
        assert [(card.last4, card.is_default) for card in cards] == [("3155", True), ("4242", False)]

    async def test_somebody_elses_setup_tells_nothing(self, session, person, bank: Bank):
        other = await create_somebody(session, email="altra@prova.example")
        setup = await start_saving(person.id, bank.gateway)
        await bank.type_card(setup.client_secret, GOOD)
        assert await finish_saving(other.id, setup.id, bank.gateway) is None
        assert await list_cards(session, other.id) == []

    async def test_nobody_types_a_card_in_somebodys_name(self, person, bank: Bank):
        with acting_as(principal_of(person, impersonator_id=uuid4())), pytest.raises(NotInSomebodysName):
            await start_saving(person.id, bank.gateway)

    async def test_a_webhook_keeps_the_card_of_whoever_closed_the_page(self, session, person, bank: Bank):
        setup = await start_saving(person.id, bank.gateway)
        await bank.type_card(setup.client_secret, GOOD)
        events = (await bank.stand_in.ask("GET", "/v1/events", {"type": "setup_intent.succeeded"})).json()["data"]
        (told,) = [one for one in events if one["data"]["object"]["id"] == setup.id]
        for _ in range(3):
            await store_event(session, translate.event(told))
        await process_event(session, told["id"], bank.gateway)
        await run_everything(session)
        assert len(await list_cards(session, person.id)) == 1

    async def test_the_clock_finds_the_card_that_no_webhook_told_of(self, session, person, bank: Bank, monkeypatch):
        setup = await start_saving(person.id, bank.gateway)
        await bank.type_card(setup.client_secret, GOOD)
        later = clock.now() + timedelta(minutes=5)
        monkeypatch.setattr(clock, "now", lambda: later)
        await find_late(session, {})
        await run_everything(session)
        assert len(await list_cards(session, person.id)) == 1

    async def test_ten_workers_at_once_keep_it_once(self, committed_tenant, bank: Bank):
        async with unit_of_work(committed_tenant) as session:
            person = await create_somebody(session)
        setup = await start_saving(person.id, bank.gateway)
        await bank.type_card(setup.client_secret, GOOD)
        kept = await bank.gateway.get_card_setup(setup.id)

        async def settle() -> None:
            async with unit_of_work(committed_tenant) as session:
                await settle_setup(session, kept)

        await asyncio.gather(*(settle() for _ in range(10)))
        async with unit_of_work(committed_tenant) as session:
            assert (await session.execute(select(func.count()).select_from(KeptCard))).scalar_one() == 1


class TestChoosing:
    async def test_another_card_can_be_the_default(self, session, person, bank: Bank):
        first = await bank.save_card(person)
        await bank.save_card(person, ASKS_ONCE)
        for _ in range(2):
            await make_default(session, person.id, first.id)
        assert (await find_default_card(session, person.id)).id == first.id
        chosen = select(AuditEntry).where(AuditEntry.action == "wallet.card_chosen")
        assert (await session.execute(chosen)).scalar_one().entity_id == first.id

    async def test_a_card_that_is_taken_away_is_gone_here_and_there_and_another_is_the_default(
        self, session, person, bank: Bank
    ):
        first = await bank.save_card(person)
        second = await bank.save_card(person, ASKS_ONCE)
        await remove_card(session, person.id, second.id)
        assert (await find_default_card(session, person.id)).id == first.id
        await run_everything(session)
        customer = await find_customer(session, person.id)
        assert [one.id for one in await bank.gateway.list_saved_cards(customer.provider_reference)] == [
            first.provider_reference
        ]

    @pytest.mark.parametrize("verb", [make_default, remove_card])
    async def test_somebody_elses_card_is_not_found(self, session, person, bank: Bank, verb):
        card = await bank.save_card(person)
        other = await create_somebody(session, email="altra@prova.example")
        with pytest.raises(CardNotFound):
            await verb(session, other.id, card.id)

    async def test_nothing_is_left_of_whoever_is_forgotten(self, session, person, bank: Bank):
        card = await bank.save_card(person)
        reference = (await find_customer(session, person.id)).provider_reference
        await forget_person(session, person.id)
        await run_everything(session)
        for table in (KeptCard, CardSetup, ProviderCustomer):
            assert (await session.execute(select(func.count()).select_from(table))).scalar_one() == 0
        gone = (await bank.stand_in.ask("GET", f"/v1/customers/{reference}")).json()
        assert gone["deleted"] is True
        method = (await bank.stand_in.ask("GET", f"/v1/payment_methods/{card.provider_reference}")).json()
        assert method["customer"] is None


class TestPaying:
    async def test_a_click_pays_an_order_and_a_second_one_nothing(self, session, person, bank: Bank):
        await bank.save_card(person)
        order = await _order_of(session, person)
        charged = await _pay(bank, order, person)
        assert charged.is_paid
        await session.refresh(order)
        assert order.status is OrderStatus.PAID
        with pytest.raises(OrderNotPayable):
            await _pay(bank, order, person)
        assert await bank.charges_of(order.id) == [122000]

    async def test_the_bank_may_ask_first(self, session, person, bank: Bank):
        await bank.save_card(person, ASKS_ALWAYS)
        order = await _order_of(session, person)
        charged = await _pay(bank, order, person)
        assert (charged.is_paid, charged.refusal) == (False, "")
        await bank.decide(charged.action_url)
        assert (await bank.gateway.get_payment_intent(charged.intent.id)).amount_received_minor == 122000

    async def test_a_refusal_is_told_and_another_card_pays_the_same_order(self, session, person, bank: Bank):
        good = await bank.save_card(person)
        await bank.save_card(person, FAILS_LATER)
        order = await _order_of(session, person)
        assert (await _pay(bank, order, person)).refusal == "generic_decline"
        assert (await _pay(bank, order, person, card_id=good.id)).is_paid
        assert await bank.charges_of(order.id) == [122000]

    async def test_nobody_pays_without_a_card_or_somebody_elses_order(self, session, person, bank: Bank):
        order = await _order_of(session, person)
        with pytest.raises(NoCard):
            await _pay(bank, order, person)
        other = await create_somebody(session, email="altra@prova.example")
        await bank.save_card(other)
        with pytest.raises(OrderNotFound):
            await _pay(bank, order, other)

    async def test_fifty_at_once_take_the_money_once(self, committed_tenant, bank: Bank):
        async with unit_of_work(committed_tenant) as session:
            person = await create_somebody(session)
            order = await _order_of(session, person)
        await bank.save_card(person)
        outcomes = await asyncio.gather(*(_pay(bank, order, person) for _ in range(50)), return_exceptions=True)
        assert any(not isinstance(one, BaseException) and one.is_paid for one in outcomes)
        assert {type(one) for one in outcomes if isinstance(one, BaseException)} <= {OrderNotPayable}
        assert await bank.charges_of(order.id) == [122000]


async def _pay(bank: Bank, order, person: Person, **options):
    return await pay_with_card(
        order.id, person.id, bank.gateway, return_url=RETURN_URL, is_payer_present=True, **options
    )
