"""The order's page and the customer's home, as a browser tab meets them; the provider is the real stand-in."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub import registry
from aistrategyhub.core.access import Role
from aistrategyhub.core.clock import today_in_rome
from aistrategyhub.features.accounts.service import create_person
from aistrategyhub.features.invoicing.service import deliver_invoice, issue_invoice
from aistrategyhub.features.orders.links import order_key, order_path
from aistrategyhub.features.orders.models import Order, OrderStatus
from aistrategyhub.features.orders.service import add_event, advance, mark_paid
from aistrategyhub.features.payments.models import MoneyMethod
from aistrategyhub.features.payments.rules.receiving import Incoming
from aistrategyhub.features.payments.service import book_money
from aistrategyhub.features.portal import state as screens
from aistrategyhub.features.portal.state import CustomerHomeState, OrderPageState
from aistrategyhub.features.site_settings.schemas import BankTransfer
from aistrategyhub.features.site_settings.service import save_setting
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.storage import storage_for
from tests.factories.sales import create_order, create_seller
from tests.harness.states import Tab
from tests.integrations.stripe.stand_in import StandIn

PAGE = "/ordine/[order_key]"


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    running = StandIn(tmp_path_factory.mktemp("stripe")).start()
    yield running
    running.stop()


@pytest.fixture(autouse=True)
def quick_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page looks at the order every moment, and gives up soon."""
    monkeypatch.setattr(screens, "_FIRST_LOOK_SECONDS", 0.01)
    monkeypatch.setattr(screens, "_FOLLOW_SECONDS", 0.05)


@pytest.fixture
async def order(session: AsyncSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Order:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    get_settings.cache_clear()
    await create_seller(session)
    return await create_order(session, price="1000.00")


async def _open(tab: Tab, order: Order, *, page: str = PAGE, **query: str) -> None:
    tab.go(page, query=query, order_key=order_key(order.id))
    await tab.send(OrderPageState.load)


async def _pay(session: AsyncSession, order: Order) -> None:
    await mark_paid(session, order, at=datetime.now(UTC))
    await session.flush()


async def test_it_shows_the_order_in_words(session: AsyncSession, tab: Tab, order: Order) -> None:
    await _open(tab, order)
    shown = tab.seen(OrderPageState, "order")
    assert shown["number"] == order.number
    assert (shown["status_label"], shown["status_tone"]) == ("Da pagare", "waiting")
    assert shown["pay_label"] == "Paga 1.220,00\xa0€"
    assert [row["vat_label"] for row in shown["vat"]] == ["220,00\xa0€"]
    assert shown["buyer_codes"].replace("\xa0", " ") == "Partita IVA 12345678903 · Codice destinatario M5UXCR1"
    assert [event["title"] for event in shown["events"]] == ["Ordine ricevuto"]
    assert tab.seen(OrderPageState, "is_rehearsal") is True


async def test_no_internal_id_reaches_the_browser(session: AsyncSession, tab: Tab, order: Order) -> None:
    await _open(tab, order)
    assert str(order.id) not in str(tab.values)
    assert str(order.tenant_id) not in str(tab.values)


@pytest.mark.parametrize("key", ["", "x", "A" * 43, "../../x", "0" * 500])
async def test_a_key_that_opens_nothing(session: AsyncSession, tab: Tab, key: str) -> None:
    tab.go(PAGE, order_key=key)
    await tab.send(OrderPageState.load)
    assert tab.seen(OrderPageState, "is_missing") is True
    assert tab.seen(OrderPageState, "order")["number"] == ""


async def test_an_order_seen_before_is_not_shown_under_a_wrong_key(
    session: AsyncSession, tab: Tab, order: Order
) -> None:
    await _open(tab, order)
    tab.go(PAGE, order_key=order_key(order.id).swapcase())
    await tab.send(OrderPageState.load)
    assert tab.seen(OrderPageState, "is_missing") is True
    assert tab.seen(OrderPageState, "order")["number"] == ""


async def test_paying_leads_to_the_card_page_of_the_one_payment(
    session: AsyncSession, tab: Tab, order: Order, provider: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screens, "card_page_gateway", provider.gateway)
    await _open(tab, order)
    await tab.send(OrderPageState.pay)
    await tab.send(OrderPageState.pay)
    paths = [event.payload["path"] for event in tab.events if event.name == "_leave"]
    asked = parse_qs(urlsplit(paths[0]).query)
    assert paths[0] == paths[1]
    assert asked["return_url"] == [order_path(order.id)]
    assert asked["locale"] == ["it"]
    assert asked["client_secret"][0].startswith("pi_")


async def test_a_closed_order_cannot_be_paid(
    session: AsyncSession, tab: Tab, order: Order, provider: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screens, "card_page_gateway", provider.gateway)
    await advance(session, order, to=OrderStatus.CANCELLED)
    await _open(tab, order)
    await tab.send(OrderPageState.pay)
    assert tab.seen(OrderPageState, "problem") == f"L'ordine {order.number} non è più da pagare."
    assert tab.seen(OrderPageState, "is_starting") is False
    assert not [event for event in tab.events if event.name == "_leave"]


async def test_a_provider_that_is_away_is_said_and_can_be_tried_again(
    session: AsyncSession, tab: Tab, order: Order, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screens, "card_page_gateway", StandIn(tmp_path / "nobody").gateway)
    await _open(tab, order)
    await tab.send(OrderPageState.pay)
    assert "non risponde" in tab.seen(OrderPageState, "problem")
    assert tab.seen(OrderPageState, "is_starting") is False


async def test_a_fault_is_a_number_and_the_button_works_again(
    session: AsyncSession, tab: Tab, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise RuntimeError("canary-of-the-inside")

    monkeypatch.setattr(screens, "card_page_gateway", broken)
    await _open(tab, order)
    await tab.send(OrderPageState.pay)
    assert tab.seen(OrderPageState, "is_starting") is False
    assert tab.seen(OrderPageState, "problem") != ""
    assert "canary" not in str(tab.values)


async def test_a_refused_card_is_explained(session: AsyncSession, tab: Tab, order: Order) -> None:
    await add_event(session, order, "payment_failed", code="insufficient_funds")
    await _open(tab, order)
    assert tab.seen(OrderPageState, "order")["payment_problem"].startswith("La carta non ha fondi sufficienti")
    await _pay(session, order)
    await _open(tab, order)
    assert tab.seen(OrderPageState, "order")["payment_problem"] == ""


async def test_after_the_card_page_it_waits_for_the_providers_word(
    session: AsyncSession, tab: Tab, order: Order
) -> None:
    await _open(tab, order, redirect_status="succeeded")
    assert tab.seen(OrderPageState, "is_confirming") is True
    await _pay(session, order)
    await _open(tab, order, redirect_status="succeeded")
    assert tab.seen(OrderPageState, "is_confirming") is False


async def test_it_turns_to_paid_and_shows_the_documents_by_itself(
    session: AsyncSession, tab: Tab, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screens, "_FOLLOW_SECONDS", 30)
    steps = [lambda: _pay(session, order), lambda: issue_invoice(session, order.id), lambda: _deliver(session, order)]
    seen = []
    read = screens._read

    async def read_after_a_step(key: str) -> object:
        if seen and steps:
            await steps.pop(0)()
        seen.append(view := await read(key))
        return view

    monkeypatch.setattr(screens, "_read", read_after_a_step)
    await _open(tab, order)
    shown = tab.seen(OrderPageState, "order")
    assert [(view.is_paid, view.invoice_number != "", view.pdf_url != "") for view in seen] == [
        (False, False, False),
        (True, False, False),
        (True, True, False),
        (True, True, True),
    ]
    assert shown["invoice_number"].startswith("DEMO/")
    assert shown["xml_url"] == f"/api/v1/orders/{order_key(order.id)}/invoice.xml"
    assert shown["pdf_url"] == f"/api/v1/orders/{order_key(order.id)}/invoice.pdf"


async def _deliver(session: AsyncSession, order: Order) -> None:
    invoice = await issue_invoice(session, order.id)
    await deliver_invoice(session, invoice.id, storage_for(get_settings()))


async def test_the_english_page_speaks_english(session: AsyncSession, tab: Tab, order: Order) -> None:
    await _open(tab, order, page=f"/en{PAGE}")
    assert tab.seen(OrderPageState, "order")["pay_label"] == "Pay €1,220.00"


class TestCustomerHome:
    async def test_customers_see_their_own_orders_and_nobody_elses(
        self, session: AsyncSession, tab: Tab, order: Order
    ) -> None:
        anna = await create_person(session, email="anna@x.example", password="una frase lunga", role=Role.CUSTOMER)
        own = await create_order(session, slug="altro")
        own.user_id = anna.id
        await session.flush()
        tab.principal = replace(
            tab.principal, person_id=anna.id, role=Role.CUSTOMER, permissions=registry.granted(Role.CUSTOMER)
        )
        tab.go("/area-clienti")
        await tab.send(CustomerHomeState.load)
        [row] = tab.seen(CustomerHomeState, "rows")
        assert (row["number"], row["services"]) == (own.number, "Gap assessment")
        assert row["path"] == order_path(own.id)

    async def test_visitors_are_sent_to_sign_in(self, session: AsyncSession, tab: Tab, order: Order) -> None:
        tab.go("/area-clienti")
        await tab.send(CustomerHomeState.load)
        assert CustomerHomeState.get_full_name() not in tab.values or not tab.values[
            CustomerHomeState.get_full_name()
        ].get("rows_rx_state_")
        assert any("/accedi" in event.payload.get("path", "") for event in tab.events)


class TestTransfer:
    """The order's page for a buyer who pays by bank transfer."""

    @pytest.fixture
    async def account(self, session: AsyncSession) -> BankTransfer:
        account = BankTransfer(
            takes_transfers=True,
            account_holder="Meridiana Compliance S.r.l.",
            account_iban="IT60X0542811101000000123456",
        )
        await save_setting(session, account)
        return account

    async def test_it_is_offered_when_the_owner_takes_transfers(self, tab: Tab, order: Order) -> None:
        await _open(tab, order)
        assert (
            tab.seen(OrderPageState, "order")["takes_card"],
            tab.seen(OrderPageState, "order")["takes_transfer"],
        ) == (
            True,
            False,
        )

    async def test_the_page_shows_where_to_send_it(self, tab: Tab, order: Order, account: BankTransfer) -> None:
        await _open(tab, order)
        assert tab.seen(OrderPageState, "order")["takes_transfer"] is True
        for _press in range(2):
            await tab.send(OrderPageState.pay_by_transfer)
        shown = tab.seen(OrderPageState, "order")
        assert (shown["is_awaiting_transfer"], shown["status_label"]) == (True, "In attesa del bonifico")
        assert (shown["transfer"]["iban_label"], shown["transfer"]["amount"], shown["transfer"]["reference"]) == (
            "IT60 X054 2811 1010 0000 0123 456",
            "1220,00",
            order.number,
        )
        assert shown["transfer"]["qr_image"].startswith("data:image/svg+xml")

    async def test_who_has_sent_a_part_is_not_offered_to_pay_it_all_again(
        self, session: AsyncSession, tab: Tab, order: Order, account: BankTransfer
    ) -> None:
        part = Incoming(Decimal(1000), MoneyMethod.TRANSFER, today_in_rome())
        await book_money(session, order.id, part)
        await _open(tab, order)
        shown = tab.seen(OrderPageState, "order")
        assert (shown["takes_card"], shown["transfer"]["amount"], shown["too_small"]) == (False, "220,00", "")

    async def test_a_sum_too_small_for_a_card_says_so(
        self, session: AsyncSession, tab: Tab, account: BankTransfer
    ) -> None:
        small = await create_order(session, price="0.20", slug="piccolo")
        await _open(tab, small)
        shown = tab.seen(OrderPageState, "order")
        assert (shown["takes_card"], shown["takes_transfer"]) == (False, True)
        assert "0,50" in shown["too_small"]

    async def test_nobody_who_switched_it_off_is_asked(self, session: AsyncSession, tab: Tab, order: Order) -> None:
        await _open(tab, order)
        await tab.send(OrderPageState.pay_by_transfer)
        assert tab.seen(OrderPageState, "problem").startswith("Quest’ordine non si può pagare con bonifico")
        assert tab.seen(OrderPageState, "is_starting") is False
