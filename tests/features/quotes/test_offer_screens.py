"""An offer on its screens: written by staff, read and decided on by whoever holds its key."""

from typing import Any

import pytest
import reflex as rx
from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.features.orders.models import Order
from aistrategyhub.features.orders.service import cancel
from aistrategyhub.features.orders.service.collecting import collect_agreement
from aistrategyhub.features.quotes import service
from aistrategyhub.features.quotes.links import offer_key
from aistrategyhub.features.quotes.models import OfferStatus, QuoteOffer
from aistrategyhub.features.quotes.queries.offers import list_thread
from aistrategyhub.features.quotes.state import offer as screen
from aistrategyhub.features.quotes.state.editor import AdminOfferState
from aistrategyhub.features.quotes.state.listing import AdminRequestsState
from aistrategyhub.features.quotes.state.offer import OfferPageState, OfferQuestionState, OfferRejectionState
from aistrategyhub.features.quotes.state.offers import AdminOffersState
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.storage import storage_for
from tests.factories.offers import create_draft, create_sent, signature, typed_line
from tests.factories.people import create_somebody, principal_of
from tests.factories.quotes import create_request
from tests.factories.sales import COMPANY
from tests.harness.states import Tab

BUYER = {
    "kind": "company",
    "company_name": "Officine Bianchi S.r.l.",
    "email": "acquisti@officinebianchi.example",
    "vat_number": "12345678903",
    "sdi_code": "M5UXCR1",
    "billing_address.street": "Corso Regio Parco 9",
    "billing_address.city": "Torino",
    "billing_address.zip": "10152",
    "billing_address.province": "TO",
    "billing_address.country": "IT",
    "signed_name": "Lucia Brenta",
    "agreed": "on",
}


async def send(tab: Tab, state: type[rx.State], handler: str, **payload: Any) -> None:
    await tab.send(state.event_handlers[handler], **payload)


async def fresh(session: AsyncSession, offer: QuoteOffer) -> QuoteOffer:
    await session.refresh(offer)
    return offer


async def open_editor(session: AsyncSession, tab: Tab, offer: QuoteOffer, role: Role = Role.ADMIN) -> None:
    tab.principal = principal_of(await create_somebody(session, role))
    tab.go("/admin/offerte/[offer_id]", offer_id=str(offer.id))
    await send(tab, AdminOfferState, "load")


async def open_page(tab: Tab, key: str) -> None:
    tab.go("/offerta/[offer_key]", offer_key=key)
    await send(tab, OfferPageState, "load")


def sums(tab: Tab, state: type[rx.State], rows: list[dict[str, Any]] | None = None) -> dict[str, str]:
    shown = tab.seen(state, "sums") if rows is None else rows
    return {row["name"]: row["label"].replace("\u00a0", " ") for row in shown}


class TestEditor:
    async def test_it_is_begun_from_the_request(self, session: AsyncSession, tab: Tab) -> None:
        request = await create_request(session)
        tab.principal = principal_of(await create_somebody(session, Role.ADMIN))
        tab.go("/admin/richieste", query={"richiesta": str(request.id)})
        await send(tab, AdminRequestsState, "arrive")

        await send(tab, AdminRequestsState, "write_offer")

        offer = (await session.execute(select(QuoteOffer))).scalar_one()
        assert str(offer.id) in str(tab.events[-1].payload)

    async def test_sums_follow_what_is_typed_and_what_is_wrong_stays(self, session: AsyncSession, tab: Tab) -> None:
        offer = await create_draft(session)
        await open_editor(session, tab, offer)

        await send(tab, AdminOfferState, "set_line", key="l1", field="price", value="2.000,00")
        assert sums(tab, AdminOfferState)["Totale"] == "2.440,00 €"
        await send(tab, AdminOfferState, "set_line", key="l1", field="quantity", value="-1")
        await send(tab, AdminOfferState, "send")

        (line,) = tab.seen(AdminOfferState, "lines")
        assert line["quantity"] == "-1"
        assert "maggiore di zero" in line["quantity_error"]
        assert "correggili" in tab.seen(AdminOfferState, "form_error")
        assert (await fresh(session, offer)).status is OfferStatus.DRAFT

    async def test_lines_and_milestones_come_and_go(self, session: AsyncSession, tab: Tab) -> None:
        await open_editor(session, tab, await create_draft(session))

        await send(tab, AdminOfferState, "add_line")
        await send(tab, AdminOfferState, "add_step")
        assert [row["key"] for row in tab.seen(AdminOfferState, "lines")] == ["l1", "l2"]
        assert "fare 100" in tab.seen(AdminOfferState, "wrong")["milestones"]
        await send(tab, AdminOfferState, "remove", group="lines", key="l1")
        await send(tab, AdminOfferState, "remove", group="milestones", key="m1")

        assert [row["key"] for row in tab.seen(AdminOfferState, "lines")] == ["l2"]
        assert tab.seen(AdminOfferState, "wrong")["milestones"] == ""

    async def test_it_is_sent_and_then_only_read(self, session: AsyncSession, tab: Tab) -> None:
        offer = await create_draft(session)
        await open_editor(session, tab, offer)

        await send(tab, AdminOfferState, "send")
        await send(tab, AdminOfferState, "set_line", key="l1", field="price", value="1")

        kept = await fresh(session, offer)
        assert (kept.status, str(kept.net)) == (OfferStatus.SENT, "1000.00")
        assert tab.seen(AdminOfferState, "status") == "sent"

    async def test_an_unknown_offer_is_missing(self, session: AsyncSession, tab: Tab) -> None:
        tab.principal = principal_of(await create_somebody(session, Role.ADMIN))
        tab.go("/admin/offerte/[offer_id]", offer_id="boh")
        await send(tab, AdminOfferState, "load")

        assert tab.seen(AdminOfferState, "is_missing") is True

    async def test_a_customer_writes_no_offers(self, session: AsyncSession, tab: Tab) -> None:
        offer = await create_draft(session)

        await open_editor(session, tab, offer, Role.CUSTOMER)
        await send(tab, AdminOfferState, "set_line", key="l1", field="price", value="1")

        assert str((await fresh(session, offer)).net) == "1000.00"


class TestPage:
    async def test_ticking_an_option_changes_the_sum(self, session: AsyncSession, tab: Tab) -> None:
        lines = [typed_line(), typed_line("l2", name="Formazione", price="500", is_optional=True)]
        offer = await create_sent(session, lines=lines)
        await open_page(tab, offer_key(offer.id))
        assert sums(tab, OfferPageState, tab.seen(OfferPageState, "offer")["sums"])["Totale"] == "1.220,00 €"

        await send(tab, OfferPageState, "tick", key="l2", is_chosen=True)

        shown = tab.seen(OfferPageState, "offer")
        assert sums(tab, OfferPageState, shown["sums"])["Totale"] == "1.830,00 €"
        assert "1.830,00" in shown["words"]
        assert (await fresh(session, offer)).status is OfferStatus.VIEWED

    async def test_it_is_accepted_with_what_is_missing_said_first(self, session: AsyncSession, tab: Tab) -> None:
        offer = await create_sent(session)
        await open_page(tab, offer_key(offer.id))

        await send(tab, OfferPageState, "accept", data=BUYER | {"signed_name": "", "agreed": None})
        assert set(tab.seen(OfferPageState, "errors")) == {"signed_name", "agreed"}
        await send(tab, OfferPageState, "accept", data=BUYER | {"vat_number": "1"})
        assert "vat_number" in tab.seen(OfferPageState, "errors")
        order_of = await session.scalar(select(Order.id))
        assert order_of is None

    @pytest.mark.parametrize("role", [Role.CUSTOMER, Role.SUPPORT])
    async def test_the_agreement_is_the_customer_s_and_never_a_colleague_s(
        self, session: AsyncSession, tab: Tab, monkeypatch: pytest.MonkeyPatch, role: Role
    ) -> None:
        monkeypatch.setattr(screen, "_LOOKS", 0)
        offer = await create_sent(session)
        person = await create_somebody(session, role)
        tab.principal = principal_of(person)
        await open_page(tab, offer_key(offer.id))

        await send(tab, OfferPageState, "accept", data=BUYER)

        order = await collect_agreement(session, offer.id)
        assert order is not None
        assert order.user_id == (person.id if role is Role.CUSTOMER else None)

    async def test_once_accepted_it_leads_to_the_order(self, session: AsyncSession, tab: Tab, api: AsyncClient) -> None:
        offer = await create_sent(session)
        kept = await service.accept_offer(session, offer.id, *_signed(offer))
        order = await collect_agreement(session, offer.id)
        assert order is not None

        await open_page(tab, offer_key(offer.id))

        (part,) = tab.seen(OfferPageState, "parts")
        assert part["order_number"] == order.number
        assert "già stata accettata" in tab.seen(OfferPageState, "offer")["problem"]
        led = await api.get(part["pay_href"])
        assert led.status_code == 303
        assert "/ordine/" in led.headers["location"]
        assert (await api.get(part["pay_href"].replace("deposit", "balance"))).status_code == 404
        assert kept.total > order.total

        await cancel(session, order.id)
        await open_page(tab, offer_key(offer.id))

        (part,) = tab.seen(OfferPageState, "parts")
        assert (part["closed_label"], part["pay_href"]) == ("Annullato", "")

    async def test_a_no_and_a_question(self, session: AsyncSession, tab: Tab) -> None:
        offer = await create_sent(session)
        await open_page(tab, offer_key(offer.id))

        await send(tab, OfferQuestionState, "ask", data={"words": "Serve il CED?"})
        await send(tab, OfferRejectionState, "reject", data={"reason": " "})
        assert "reason" in tab.seen(OfferRejectionState, "errors")
        await send(tab, OfferRejectionState, "reject", data={"reason": "Troppo caro."})

        assert [line.words for line in await list_thread(session, offer.request_id)] == ["Serve il CED?"]
        assert (await fresh(session, offer)).reason == "Troppo caro."
        assert tab.seen(OfferPageState, "offer")["is_open"] is False

    @pytest.mark.parametrize("key", ["", "boh", "A" * 43])
    async def test_a_forged_key_opens_nothing(self, session: AsyncSession, tab: Tab, key: str) -> None:
        await create_sent(session)

        await open_page(tab, key)
        await send(tab, OfferPageState, "accept", data=BUYER)

        assert tab.seen(OfferPageState, "is_missing") is True

    async def test_a_draft_is_nobody_s_to_read(self, session: AsyncSession, tab: Tab) -> None:
        await open_page(tab, offer_key((await create_draft(session)).id))

        assert tab.seen(OfferPageState, "is_missing") is True


class TestPaper:
    async def test_its_key_fetches_the_pdf_that_was_frozen(self, session: AsyncSession, api: AsyncClient) -> None:
        offer = await create_draft(session)
        await service.send_offer(session, offer.id, revision=offer.revision, by=None)
        address = f"/api/v1/quotes/offers/{offer_key(offer.id)}/pdf"
        assert (await api.get(address)).json()["error"]["code"] == "OFFER_NOT_READY"
        await service.print_offer(session, offer.id, storage_for(get_settings()))

        answer = await api.get(address)

        assert answer.headers["content-type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF-")
        assert (await api.get("/api/v1/quotes/offers/boh/pdf")).status_code == 404
        assert (await api.get(f"/api/v1/quotes/offers/drafts/{offer.id}/pdf")).status_code in (401, 403)


class TestList:
    async def test_figures_and_filters(self, session: AsyncSession, tab: Tab) -> None:
        await create_sent(session)
        won = await create_sent(session)
        await service.accept_offer(session, won.id, *_signed(won))
        tab.principal = principal_of(await create_somebody(session, Role.ADMIN))
        tab.go("/admin/offerte", query={"stato": "vinte"})

        await send(tab, AdminOffersState, "arrive")

        assert [row["number"] for row in tab.seen(AdminOffersState, "rows")] == [won.number]
        assert (tab.seen(AdminOffersState, "open_label"), tab.seen(AdminOffersState, "won_label")) == ("1", "1")


def _signed(offer: QuoteOffer) -> tuple[Any, Any]:
    return signature(str(offer.total)), COMPANY
