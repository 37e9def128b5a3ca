"""An offer from its draft to what was agreed: each step once, and why not where not."""

import asyncio
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now, today_in_rome
from aistrategyhub.core.errors import DomainError, InvalidInput
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.accounts.events import PersonErased
from aistrategyhub.features.catalog.models import CatalogPrice
from aistrategyhub.features.mailing.models import EmailSend
from aistrategyhub.features.orders.models import Order, OrderStatus
from aistrategyhub.features.orders.queries import list_lines
from aistrategyhub.features.orders.service import (
    OrderWasAgreed,
    call_off,
    cancel,
    expire_unpaid,
    mark_paid,
    remind_unpaid,
)
from aistrategyhub.features.orders.service.collecting import collect_agreement
from aistrategyhub.features.orders.subscribers import place_agreed, place_asked
from aistrategyhub.features.quotes import service
from aistrategyhub.features.quotes.events import InstalmentAsked, OfferAccepted
from aistrategyhub.features.quotes.models import (
    Author,
    Instalment,
    OfferStatus,
    QuoteAcceptance,
    QuoteOffer,
    QuotePaper,
    QuoteRequest,
    RequestStatus,
)
from aistrategyhub.features.quotes.queries.offers import (
    figures,
    get_offer,
    list_collected,
    list_offers,
    list_thread,
    page_own_offers,
)
from aistrategyhub.features.quotes.rules.offers import (
    InstalmentNotDue,
    OfferAlreadyAccepted,
    OfferAlreadyRejected,
    OfferChanged,
    OfferExpired,
    OfferNotReady,
    OfferSuperseded,
    TotalChanged,
)
from aistrategyhub.features.quotes.service.keeping import RequestIsAContract
from aistrategyhub.features.quotes.subscribers import forget
from aistrategyhub.features.vat.models import VatCheck
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.outbox import OutboxFact
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.storage import storage_for
from tests.factories.catalog import create_service
from tests.factories.offers import create_draft, create_sent, signature, typed_line, typed_offer
from tests.factories.people import create_somebody
from tests.factories.quotes import create_asked_service, create_request
from tests.factories.sales import COMPANY, create_seller
from tests.harness.background import run_everything

GERMAN: dict[str, Any] = {
    "company_name": "Hansewerke GmbH",
    "email": "einkauf@hansewerke.example",
    "vat_number": "DE136695976",
    "billing_address": {"street": "Am Sandtorkai 1", "city": "Hamburg", "zip": "20457", "country": "DE"},
}


async def status_of(session: AsyncSession, offer: QuoteOffer) -> tuple[OfferStatus, RequestStatus]:
    found = await get_offer(session, offer.id)
    request = await session.scalar(select(QuoteRequest).where(QuoteRequest.id == offer.request_id))
    return found.status, request.status


async def mails_to(session: AsyncSession, address: str) -> list[str]:
    query = select(EmailSend.subject).where(EmailSend.email_to == address).order_by(EmailSend.queued_at)
    return list((await session.execute(query)).scalars())


async def accept(session: AsyncSession, offer: QuoteOffer, **changes: Any) -> QuoteAcceptance:
    buyer = changes.pop("buyer", COMPANY)
    check = changes.pop("vat_check", None)
    signed = signature(changes.pop("seen_total", str(offer.total)), **changes)
    return await service.accept_offer(session, offer.id, signed, buyer, vat_check=check)


async def facts(session: AsyncSession, name: str) -> int:
    return len(list((await session.execute(select(OutboxFact).where(OutboxFact.name == name))).scalars()))


class TestDraft:
    async def test_it_begins_with_the_service_that_was_asked_for(self, session: AsyncSession) -> None:
        await create_service(session, slug="piano", name="Piano NIS2", price="1450.00")
        request = await create_request(session)
        request.item_slug, request.item_name = "piano", "Piano NIS2"

        offer = await service.start_offer(session, request.id)

        (line,) = offer.typed["lines"]
        assert (line["name"], line["price"], offer.number, offer.version) == (
            "Piano NIS2",
            "1450,00",
            f"OFF-{today_in_rome().year}-00001",
            1,
        )
        assert (str(offer.net), str(offer.total)) == ("1450.00", "1769.00")
        assert (await service.start_offer(session, request.id)).id == offer.id

    async def test_what_is_wrong_is_kept_as_it_was_typed(self, session: AsyncSession) -> None:
        offer = await create_draft(session)
        typed = typed_offer(lines=[typed_line(price="mille"), typed_line("l2", price="200")])

        written = await service.save_offer(session, offer.id, typed, revision=offer.revision)

        assert offer.typed["lines"][0]["price"] == "mille"
        assert list(written.errors) == ["lines.0.price"]
        assert str(offer.net) == "200.00"

    async def test_a_sum_that_no_offer_has_is_said_and_kept(self, session: AsyncSession) -> None:
        offer = await create_draft(session)
        typed = typed_offer(lines=[typed_line(price="9999999999,99", quantity="10000")])

        written = await service.save_offer(session, offer.id, typed, revision=offer.revision)

        assert list(written.errors) == ["lines.0.price"]
        assert offer.typed["lines"][0]["price"] == "9999999999,99"

    async def test_two_colleagues_do_not_overwrite_each_other(self, session: AsyncSession) -> None:
        offer = await create_draft(session)
        opened = offer.revision
        await service.save_offer(session, offer.id, typed_offer(), revision=opened)

        with pytest.raises(OfferChanged):
            await service.save_offer(session, offer.id, typed_offer(discount="50"), revision=opened)
        with pytest.raises(OfferChanged):
            await service.send_offer(session, offer.id, revision=opened, by=None)

    async def test_a_wrong_draft_is_not_sent(self, session: AsyncSession) -> None:
        offer = await create_draft(session, lines=[typed_line(price="")])

        with pytest.raises(InvalidInput):
            await service.send_offer(session, offer.id, revision=offer.revision, by=None)

        assert await status_of(session, offer) == (OfferStatus.DRAFT, RequestStatus.NEW)


class TestSending:
    async def test_it_freezes_the_words_and_a_new_version_takes_its_place(self, session: AsyncSession) -> None:
        first = await create_sent(session)
        second = await service.start_offer(session, first.request_id)
        assert second.typed == first.typed
        await service.save_offer(session, second.id, typed_offer(discount="10"), revision=second.revision)
        assert (await status_of(session, first))[0] is OfferStatus.SENT

        await service.send_offer(session, second.id, revision=second.revision, by=None)

        assert (second.number, second.version) == (first.number, 2)
        assert (await status_of(session, first))[0] is OfferStatus.SUPERSEDED
        with pytest.raises(OfferSuperseded):
            await accept(session, first)

    async def test_it_is_printed_and_mailed_once(self, session: AsyncSession) -> None:
        await create_seller(session)
        offer = await create_draft(session)
        await service.send_offer(session, offer.id, revision=offer.revision, by=None)
        storage = storage_for(get_settings())

        await service.print_offer(session, offer.id, storage)
        await service.print_offer(session, offer.id, storage)

        paper = (await session.execute(select(QuotePaper))).scalar_one()
        pdf = await storage.get(paper.storage_key)
        assert pdf.startswith(b"%PDF-")
        mails = [line for line in await mails_to(session, "lucia@officinebrenta.example") if offer.number in line]
        assert len(mails) == 1

    async def test_the_customer_is_reminded_once_and_then_it_is_over(self, session: AsyncSession) -> None:
        offer = await create_sent(session)
        offer.valid_until = today_in_rome() + timedelta(days=3)
        await session.flush()

        assert [await service.remind_of_offers(session) for _turn in range(2)] == [1, 0]
        assert await service.expire_offers(session, today=offer.valid_until) == 0
        assert await service.expire_offers(session, today=offer.valid_until + timedelta(days=1)) == 1
        assert await status_of(session, offer) == (OfferStatus.EXPIRED, RequestStatus.QUOTED)
        with pytest.raises(OfferExpired):
            await accept(session, offer)


class TestAccepting:
    async def test_the_evidence_says_who_what_when_and_from_where(self, session: AsyncSession) -> None:
        offer = await create_sent(session)

        kept = await accept(session, offer)

        assert (kept.signed_name, kept.ip_address, kept.user_agent) == ("Lucia Brenta", "203.0.113.7", "Firefox")
        assert kept.sha256 == "a" * 64
        assert offer.number in kept.words
        assert "1.220,00" in kept.words
        assert await status_of(session, offer) == (OfferStatus.ACCEPTED, RequestStatus.ACCEPTED)
        assert await facts(session, "quotes.offer_accepted") == 1

    async def test_an_offer_that_is_out_can_be_accepted_while_its_request_is_looked_at_again(
        self, session: AsyncSession
    ) -> None:
        offer = await create_sent(session)
        await service.mark_request(session, offer.request_id, RequestStatus.IN_REVIEW, by=None)

        await accept(session, offer)

        assert await status_of(session, offer) == (OfferStatus.ACCEPTED, RequestStatus.ACCEPTED)

    async def test_twice_is_one_effect(self, session: AsyncSession) -> None:
        offer = await create_sent(session)
        await accept(session, offer)

        with pytest.raises(OfferAlreadyAccepted):
            await accept(session, offer)
        with pytest.raises(OfferAlreadyAccepted):
            await service.reject_offer(session, offer.id, "Ci ho ripensato")
        with pytest.raises(OfferAlreadyAccepted):
            await service.start_offer(session, offer.request_id)

        assert len(list((await session.execute(select(QuoteAcceptance))).scalars())) == 1
        assert await facts(session, "quotes.offer_accepted") == 1

    async def test_ten_at_once_are_one_effect(self, committed_tenant: UUID) -> None:
        async with unit_of_work(committed_tenant) as session:
            offer = await create_sent(session)

        async def press() -> str:
            try:
                async with unit_of_work(committed_tenant) as session:
                    await accept(session, offer)
                    return "ACCEPTED"
            except DomainError as refusal:
                return refusal.code

        told = await asyncio.gather(*(press() for _ in range(10)))

        assert sorted(told) == ["ACCEPTED"] + ["OFFER_ALREADY_ACCEPTED"] * 9
        async with unit_of_work(committed_tenant) as session:
            assert await facts(session, "quotes.offer_accepted") == 1

    async def test_nothing_is_accepted_whose_paper_is_not_frozen(self, session: AsyncSession) -> None:
        offer = await create_draft(session)
        await service.send_offer(session, offer.id, revision=offer.revision, by=None)

        with pytest.raises(OfferNotReady):
            await accept(session, offer)

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"name": " "}, "signed_name"),
            ({"name": "x" * 161}, "signed_name"),
            ({"has_agreed": False}, "agreed"),
            ({"chosen": ("l1",)}, "chosen"),
            ({"chosen": ("nessuna",)}, "chosen"),
            ({"buyer": COMPANY | {"vat_number": "1"}}, "vat_number"),
        ],
    )
    async def test_what_is_missing_is_said_and_nothing_is_agreed(
        self, session: AsyncSession, changes: dict[str, Any], field: str
    ) -> None:
        offer = await create_sent(session)

        with pytest.raises(InvalidInput) as refused:
            await accept(session, offer, **changes)

        assert field in {error.field for error in refused.value.fields}
        assert await status_of(session, offer) == (OfferStatus.SENT, RequestStatus.QUOTED)

    async def test_a_sum_that_was_not_seen_is_not_agreed_to(self, session: AsyncSession) -> None:
        offer = await create_sent(session, lines=[typed_line(), typed_line("più", price="500", is_optional=True)])

        with pytest.raises(TotalChanged) as refused:
            await accept(session, offer, chosen=("più",))
        assert "1.830,00" in refused.value.values["total"]

        kept = await accept(session, offer, chosen=("più",), seen_total="1830.00")
        assert kept.total == Decimal("1830.00")

    async def test_a_proven_firm_abroad_agrees_to_the_net(self, session: AsyncSession) -> None:
        offer = await create_sent(session, country="DE")
        check = VatCheck(state="DE", number="136695976", is_valid=True, name="Hansewerke GmbH")
        session.add(check)
        await session.flush()

        with pytest.raises(TotalChanged):
            await accept(session, offer, buyer=GERMAN, vat_check=check)
        kept = await accept(session, offer, buyer=GERMAN, vat_check=check, seen_total="1000.00")

        order = await collect_agreement(session, offer.id)
        assert order is not None
        assert (kept.vat, order.tax_amount, order.vat_check_id) == (Decimal("0.00"), Decimal("0.00"), check.id)

    async def test_a_no_has_its_reason(self, session: AsyncSession) -> None:
        offer = await create_sent(session)
        with pytest.raises(InvalidInput):
            await service.reject_offer(session, offer.id, "  ")

        await service.reject_offer(session, offer.id, "Costa più di quanto possiamo.")

        assert await status_of(session, offer) == (OfferStatus.REJECTED, RequestStatus.REJECTED)
        with pytest.raises(OfferAlreadyRejected):
            await accept(session, offer)
        again = await service.start_offer(session, offer.request_id)
        await service.send_offer(session, again.id, revision=again.revision, by=None)
        assert await status_of(session, again) == (OfferStatus.SENT, RequestStatus.QUOTED)


class TestOrders:
    async def test_deposit_then_balance_from_the_snapshot(self, session: AsyncSession) -> None:
        await create_asked_service(session)
        line = typed_line(item_slug="piano", name="Piano NIS2", price="1.234,56")
        offer = await create_sent(session, lines=[line, typed_line("l2", price="333,33")], deposit="30", discount="5")
        agreed = await accept(session, offer)
        await session.execute(update(CatalogPrice).values(amount=Decimal("9999.00")))

        for _turn in range(2):
            await place_agreed(session, OfferAccepted(offer_id=offer.id))
        with pytest.raises(DomainError):
            await service.ask_instalment(session, new_id(), Instalment.BALANCE)
        await service.ask_instalment(session, offer.id, Instalment.BALANCE)
        for _turn in range(2):
            await place_asked(session, InstalmentAsked(offer_id=offer.id, instalment=Instalment.BALANCE))
        with pytest.raises(InstalmentNotDue):
            await service.ask_instalment(session, offer.id, Instalment.BALANCE)

        deposit, balance = (await session.execute(select(Order).order_by(Order.number))).scalars()
        assert (deposit.instalment, balance.instalment) == (Instalment.DEPOSIT, Instalment.BALANCE)
        assert deposit.total + balance.total == agreed.total
        assert deposit.tax_amount + balance.tax_amount == agreed.vat
        lines = await list_lines(session, deposit.id)
        assert [row.name for row in lines] == ["Acconto: Piano NIS2", "Acconto: Analisi del rischio"]
        assert [row.item_id is None for row in lines] == [False, True]
        assert (await list_lines(session, balance.id))[0].name == "Saldo: Piano NIS2"
        subjects = await mails_to(session, "lucia@officinebrenta.example")
        assert sum(deposit.number in line for line in subjects) == 1
        assert sum(balance.number in line for line in subjects) == 1

    @pytest.mark.parametrize(
        ("address", "written"),
        [
            ("lucia@officinebrenta.example", ["quotes/offer_due"]),
            ("amministrazione@officinebrenta.example", ["orders/order_received", "quotes/offer_due"]),
        ],
    )
    async def test_nobody_is_written_twice_about_an_order(
        self, session: AsyncSession, address: str, written: list[str]
    ) -> None:
        offer = await create_sent(session)
        await accept(session, offer, buyer=COMPANY | {"email": address})

        order = await collect_agreement(session, offer.id)

        assert order is not None
        await run_everything(session, but=frozenset({"mailing.send", service.PRINT}))
        mails = (await session.execute(select(EmailSend.template, EmailSend.subject))).all()
        assert sorted(template for template, subject in mails if order.number in subject) == written

    async def test_what_is_paid_is_told_to_the_offer(self, session: AsyncSession) -> None:
        offer = await create_sent(session, deposit="0")
        await accept(session, offer)
        order = await collect_agreement(session, offer.id)
        assert order is not None

        await mark_paid(session, order, at=now())

        (collected,) = await list_collected(session, offer.id)
        assert (collected.instalment, collected.paid_at) == (Instalment.FULL, order.paid_at)

    async def test_what_was_agreed_is_owed_however_long_it_takes(self, session: AsyncSession) -> None:
        offer = await create_sent(session)
        await accept(session, offer)
        order = await collect_agreement(session, offer.id)
        assert order is not None
        order.placed_at = now() - timedelta(days=13)
        await session.flush()

        assert await remind_unpaid(session, at=now()) == 0
        assert await expire_unpaid(session, at=now() + timedelta(days=400)) == 0
        assert order.status is OrderStatus.PENDING

    async def test_the_firm_calls_it_off_and_its_buyer_does_not(self, session: AsyncSession) -> None:
        offer = await create_sent(session)
        await accept(session, offer)
        order = await collect_agreement(session, offer.id)
        assert order is not None

        with pytest.raises(OrderWasAgreed):
            await call_off(session, order.id)
        await cancel(session, order.id)

        assert (await call_off(session, order.id)).status is OrderStatus.CANCELLED
        (collected,) = await list_collected(session, offer.id)
        assert (collected.order_id, collected.order_number) == (None, order.number)

    async def test_a_cancelled_part_is_asked_for_again_and_an_open_one_is_not(self, session: AsyncSession) -> None:
        offer = await create_sent(session, deposit="30")
        await accept(session, offer)
        first = await collect_agreement(session, offer.id)
        assert first is not None
        with pytest.raises(InstalmentNotDue):
            await service.ask_instalment(session, offer.id, Instalment.DEPOSIT)
        await cancel(session, first.id)

        await service.ask_instalment(session, offer.id, Instalment.DEPOSIT)
        for _turn in range(2):
            await place_asked(session, InstalmentAsked(offer_id=offer.id, instalment=Instalment.DEPOSIT))

        (again,) = (await session.execute(select(Order).where(Order.id != first.id))).scalars()
        assert (again.total, again.instalment, again.status) == (first.total, Instalment.DEPOSIT, OrderStatus.PENDING)
        (collected,) = await list_collected(session, offer.id)
        assert (collected.order_id, collected.order_number) == (again.id, again.number)
        due = select(EmailSend.subject).where(EmailSend.template == "quotes/offer_due")
        assert len((await session.execute(due)).all()) == 2
        with pytest.raises(InstalmentNotDue):
            await service.ask_instalment(session, offer.id, Instalment.FULL)


class TestThread:
    async def test_questions_and_answers_are_mailed_to_the_other_side(self, session: AsyncSession) -> None:
        await create_seller(session)
        offer = await create_sent(session)

        await service.write_about_offer(session, offer.id, "Serve il CED?", author=Author.CUSTOMER, person_id=None)
        await service.write_about_offer(session, offer.id, "No.", author=Author.STAFF, person_id=new_id())

        assert [(line.is_staff, line.words) for line in await list_thread(session, offer.request_id)] == [
            (False, "Serve il CED?"),
            (True, "No."),
        ]
        assert any("domanda" in line for line in await mails_to(session, "studio@meridiana.example"))
        assert any("risposta" in line for line in await mails_to(session, "lucia@officinebrenta.example"))
        with pytest.raises(InvalidInput):
            await service.write_about_offer(session, offer.id, " ", author=Author.CUSTOMER, person_id=None)


class TestLists:
    async def test_staff_find_offers_and_see_what_they_are_worth(self, session: AsyncSession) -> None:
        won, open_ = await create_sent(session), await create_sent(session)
        await accept(session, won)

        page = await list_offers(session, q="brenta", statuses=[OfferStatus.ACCEPTED])
        told = await figures(session)

        assert [offer.id for offer, _request in page.rows] == [won.id]
        assert (told.open, told.won, told.open_net, told.won_net) == (1, 1, open_.net, won.net)

    async def test_a_customer_sees_what_they_were_sent(self, session: AsyncSession) -> None:
        person = await create_somebody(session, email="lucia@officinebrenta.example")
        sent, draft = await create_sent(session), await create_draft(session)
        await session.execute(update(QuoteRequest).values(user_id=person.id))

        page = await page_own_offers(session, person.id)

        assert [offer.id for offer, _request in page.rows] == [sent.id]
        assert draft.status is OfferStatus.DRAFT


class TestKeeping:
    async def test_a_contract_is_not_deleted_and_forgets_the_person(self, session: AsyncSession) -> None:
        person = await create_somebody(session, email="lucia@officinebrenta.example")
        offer = await create_sent(session)
        kept = await accept(session, offer)
        await session.execute(update(QuoteRequest).values(user_id=person.id))
        with pytest.raises(RequestIsAContract):
            await service.delete_request(session, offer.request_id)

        await forget(session, PersonErased(person_id=person.id))

        assert (await session.execute(select(QuotePaper.id))).first() is None
        await session.refresh(kept)
        await session.refresh(offer)
        assert (kept.signed_name, kept.buyer, kept.ip_address, kept.total) == ("", {}, "", offer.total)
        assert (offer.typed, offer.content["intro"]) == ({}, "")
        with pytest.raises(InstalmentNotDue):
            await service.ask_instalment(session, offer.id, Instalment.BALANCE)

    async def test_whoever_signed_what_somebody_else_had_asked_for_is_forgotten_too(
        self, session: AsyncSession
    ) -> None:
        person = await create_somebody(session, email="socio@officinebrenta.example")
        offer, other = await create_sent(session), await create_sent(session)
        kept, untouched = await accept(session, offer, person_id=person.id), await accept(session, other)

        await forget(session, PersonErased(person_id=person.id))

        await session.refresh(kept)
        await session.refresh(untouched)
        assert (kept.signed_name, kept.buyer, kept.ip_address, kept.person_id) == ("", {}, "", None)
        assert untouched.signed_name == "Lucia Brenta"
        assert await collect_agreement(session, offer.id) is None

    async def test_what_was_not_agreed_goes_with_its_request(self, session: AsyncSession) -> None:
        offer = await create_sent(session)

        await service.delete_request(session, offer.request_id)

        assert (await session.execute(select(QuoteOffer.id))).first() is None
