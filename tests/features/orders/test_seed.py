"""The demo firm's year: believable, valid, and the same however often it is loaded."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.core.feature import SeedPlan
from aistrategyhub.core.tax_ids import is_partita_iva, is_personal_fiscal_code
from aistrategyhub.features.accounts.models import Person
from aistrategyhub.features.accounts.seed import DEMO_PASSWORD, PEOPLE
from aistrategyhub.features.accounts.seed import seed as seed_accounts
from aistrategyhub.features.invoicing.fatturapa.schema import violations
from aistrategyhub.features.invoicing.models import Invoice, InvoicePdf
from aistrategyhub.features.mailing.models import EmailSend
from aistrategyhub.features.orders.models import Order, OrderEvent, OrderLine, OrderStatus
from aistrategyhub.features.orders.rules import PAID_STATUSES
from aistrategyhub.features.orders.seed.buyers import BUYERS_IN_BLOCK, buyers_of_block
from aistrategyhub.features.orders.seed.year import DEMO_SERVICES, plan_year
from aistrategyhub.features.payments.models import Payment, PaymentStatus
from aistrategyhub.infra.outbox import OutboxFact
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.start import SIGN_INS_FILE
from aistrategyhub.infra.work import Work
from tests.factories.demo_firm import load_demo_firm
from tests.factories.people import person_let_in

NOW = datetime(2026, 11, 21, 10, 30, tzinfo=UTC)
TABLES = (Person, Order, OrderLine, OrderEvent, Payment, Invoice)


@pytest.fixture(autouse=True)
def own_data_dir(session: AsyncSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    get_settings.cache_clear()
    return tmp_path


async def _counts(session: AsyncSession) -> dict[str, int]:
    return {
        table.__tablename__: (await session.execute(select(func.count()).select_from(table))).scalar_one()
        for table in TABLES
    }


async def _all(session: AsyncSession, table: type, *order_by: object) -> list:
    return list((await session.execute(select(table).order_by(*order_by))).scalars())


async def test_loading_twice_adds_nothing(session: AsyncSession) -> None:
    await load_demo_firm(session)
    first = await _counts(session)
    await load_demo_firm(session)
    assert await _counts(session) == first
    assert first["orders"] == 90
    assert first["users"] == len(PEOPLE)


async def test_scale_multiplies_orders_and_customers_and_keeps_the_first_year(session: AsyncSession) -> None:
    await load_demo_firm(session)
    one = await _counts(session)
    await load_demo_firm(session, scale=4)
    four = await _counts(session)
    customers = sum(person.role is Role.CUSTOMER for person in PEOPLE)
    assert four["orders"] == 4 * 90
    assert four["users"] == one["users"] + 3 * customers
    assert four["invoices"] == one["invoices"]
    assert four["payments"] > 3 * one["payments"]


async def test_every_order_adds_up_and_its_number_and_timeline_follow_its_dates(demo: AsyncSession) -> None:
    lines, events = Counter(), {}
    for line in await _all(demo, OrderLine):
        assert line.gross == line.net + line.vat
        lines[line.order_id] += line.gross
    for event in await _all(demo, OrderEvent, OrderEvent.created_at, OrderEvent.id):
        events.setdefault(event.order_id, []).append(event)
    numbers: dict[int, list[str]] = {}
    for order in await _all(demo, Order, Order.placed_at):
        numbers.setdefault(order.placed_at.year, []).append(order.number)
        assert order.total == order.subtotal + order.tax_amount == lines[order.id]
        assert events[order.id][0].kind == "placed"
        assert events[order.id][0].created_at == order.placed_at
        assert (order.paid_at is None) == (order.status not in PAID_STATUSES)
        assert order.paid_at is None or order.paid_at > order.placed_at
    for of_year in numbers.values():
        assert of_year == sorted(of_year)
        assert len(set(of_year)) == len(of_year)


async def test_paid_orders_have_their_payment_and_open_ones_can_still_be_paid(demo: AsyncSession) -> None:
    payments = {payment.order_id: payment for payment in await _all(demo, Payment)}
    for order in await _all(demo, Order):
        payment = payments.get(order.id)
        if order.status in PAID_STATUSES:
            assert payment is not None
            assert (payment.status, payment.amount) == (PaymentStatus.SUCCEEDED, order.total)
        elif order.status is OrderStatus.AWAITING_PAYMENT:
            assert payment is not None
            assert (payment.status, payment.provider_reference) == (PaymentStatus.PENDING, None)
        elif order.status is OrderStatus.PENDING:
            assert payment is None


async def test_invoices_are_valid_gapless_and_never_go_back_in_time(demo: AsyncSession) -> None:
    paid = {order.id: order for order in await _all(demo, Order) if order.status in PAID_STATUSES}
    invoices = await _all(demo, Invoice, Invoice.invoice_year, Invoice.invoice_progressive)
    assert {invoice.order_id for invoice in invoices} == paid.keys()
    by_year: dict[int, list[Invoice]] = {}
    for invoice in invoices:
        assert violations(invoice.xml) == []
        assert invoice.total == paid[invoice.order_id].total
        assert invoice.series == "DEMO"
        assert invoice.issue_date.year == invoice.invoice_year
        assert etree.fromstring(invoice.xml).findtext(".//DatiGeneraliDocumento/Numero") == invoice.invoice_number
        by_year.setdefault(invoice.invoice_year, []).append(invoice)
    for of_year in by_year.values():
        assert [invoice.invoice_progressive for invoice in of_year] == list(range(1, len(of_year) + 1))
        dates = [invoice.issue_date for invoice in of_year]
        assert dates == sorted(dates)


async def test_the_seed_tells_nobody(demo: AsyncSession) -> None:
    told = select(OutboxFact.name).where(OutboxFact.tenant_id == demo.info["tenant_id"]).distinct()
    assert set((await demo.execute(told)).scalars()) == {"publishing.published"}
    asked = select(func.count()).select_from(Work).where(Work.tenant_id == demo.info["tenant_id"])
    assert (await demo.execute(asked)).scalar_one() == 0
    for table in (EmailSend, InvoicePdf):
        assert await _all(demo, table) == []


async def test_the_people_of_the_sign_in_file_can_sign_in(session: AsyncSession, own_data_dir: Path) -> None:
    await load_demo_firm(session)
    shown = (own_data_dir / SIGN_INS_FILE).read_text()
    for person in PEOPLE:
        assert person.email in shown
        let_in = await person_let_in(session, person.email, DEMO_PASSWORD)
        assert let_in is not None
        assert let_in.role is person.role
    customer = next(person for person in PEOPLE if person.role is Role.CUSTOMER)
    owned = select(func.count()).select_from(Order).join(Person, Person.id == Order.user_id)
    assert (await session.execute(owned.where(Person.email == customer.email))).scalar_one() > 0


async def test_in_production_nobody_knows_the_demo_passwords(
    session: AsyncSession, own_data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    get_settings.cache_clear()
    await seed_accounts(session, SeedPlan(session.info["tenant_id"]))
    assert not (own_data_dir / SIGN_INS_FILE).exists()
    assert await person_let_in(session, PEOPLE[0].email, DEMO_PASSWORD) is None


def test_buyers_are_different_firms_and_people_with_codes_right_in_form() -> None:
    buyers = buyers_of_block(0)
    assert len(buyers) == BUYERS_IN_BLOCK == len({buyer.email for buyer in buyers})
    for buyer in buyers:
        assert buyer.email.endswith(".example")
        if buyer.is_company:
            assert is_partita_iva(buyer.vat_number)
        else:
            assert is_personal_fiscal_code(buyer.fiscal_code)
    assert buyers_of_block(0) == buyers
    assert len({buyer.is_company for buyer in buyers}) == 2


@pytest.mark.parametrize(
    "now", [NOW, datetime(2027, 1, 1, 0, 5, tzinfo=UTC), datetime(2028, 2, 29, 23, 59, tzinfo=UTC)]
)
def test_a_year_ends_now_and_begins_a_year_before(now: datetime) -> None:
    orders = plan_year(0, now, DEMO_SERVICES)
    moments = [order.placed_at for order in orders]
    assert len(orders) == 90
    assert moments == sorted(moments)
    assert now - timedelta(days=366) < moments[0]
    assert all(step.at <= now for order in orders for step in order.steps)
    assert {slug for order in orders for slug in order.slugs} == set(DEMO_SERVICES)
    assert orders[-1].status is OrderStatus.PENDING
    assert plan_year(0, now, DEMO_SERVICES) == orders


def test_august_is_quiet_and_autumn_is_not() -> None:
    months = Counter(order.placed_at.month for block in range(20) for order in plan_year(block, NOW, DEMO_SERVICES))
    assert months[8] * 3 < months[10]


def test_a_smaller_catalogue_makes_a_smaller_year() -> None:
    orders = plan_year(0, NOW, {"toolkit-policy-ai-generativa"})
    assert {order.slugs for order in orders} == {("toolkit-policy-ai-generativa",)}
    assert Decimal(len(orders)) > 0
    assert min(order.placed_at for order in orders).date() >= date(2025, 11, 20)
