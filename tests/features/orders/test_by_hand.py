"""An order made for a customer on the phone: agreed prices with their reason, the VAT decided, the link mailed."""

from decimal import Decimal

import pytest
from sqlalchemy import func, select

from aistrategyhub.core.access import Role, acting_as
from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.features.catalog.models import ItemKind
from aistrategyhub.features.catalog.queries import ItemNotFound
from aistrategyhub.features.catalog.schemas import PriceBody
from aistrategyhub.features.mailing.models import EmailSend
from aistrategyhub.features.orders.models import Order, OrderStatus
from aistrategyhub.features.orders.queries import list_lines, list_notes
from aistrategyhub.features.orders.rules.by_hand import MOST_LINES, HandLine, read_line
from aistrategyhub.features.orders.service import place_by_hand
from tests.factories.catalog import create_service
from tests.factories.people import create_somebody, principal_of
from tests.factories.sales import COMPANY
from tests.harness.background import run_everything

LIST_PRICE = PriceBody(amount=Decimal("1000.00"))
ASKED = {"slug": "gap-assessment", "quantity": "1", "unit_price": "1000", "reason": ""}


@pytest.fixture
async def colleague(session):
    person = await create_somebody(session, Role.ADMIN)
    with acting_as(principal_of(person)):
        yield person


async def _place(session, *lines, **options):
    return await place_by_hand(session, lines=lines, buyer_data=COMPANY, locale="it", **{"request_key": "a"} | options)


async def test_the_agreed_price_is_what_is_asked_and_its_reason_stays_with_colleagues(session, colleague):
    slug = await create_service(session, price="1000.00")
    order = await _place(session, HandLine(slug, Decimal(2), Decimal("900.00"), "Cliente da tre anni."))
    [line] = await list_lines(session, order.id)
    assert (line.unit_price, line.net, line.vat, order.total) == (
        Decimal("900.00"),
        Decimal("1800.00"),
        Decimal("396.00"),
        Decimal("2196.00"),
    )
    [note] = await list_notes(session, order.id)
    assert "Cliente da tre anni." in note.words
    assert (note.is_for_buyer, note.written_by) == (False, colleague.id)
    assert (order.status, order.user_id) == (OrderStatus.PENDING, None)


async def test_the_buyer_gets_the_link_to_pay_and_not_the_reason(session, colleague):
    slug = await create_service(session, price="1000.00")
    await _place(session, HandLine(slug, Decimal(1), Decimal("900.00"), "Segreto tra noi"))
    await run_everything(session)
    mail = (await session.execute(select(EmailSend))).scalar_one()
    assert (mail.email_to, mail.template) == (COMPANY["email"], "orders/order_received")
    assert "/ordine/" in mail.text
    assert "Segreto" not in mail.text


async def test_it_belongs_to_whoever_has_proven_the_address_and_never_to_the_colleague(session, colleague):
    slug = await create_service(session)
    person = await create_somebody(session, Role.CUSTOMER, email=COMPANY["email"])
    person.email_verified_at = now()
    await session.flush()
    order = await _place(session, HandLine(slug, Decimal(1), Decimal("1000.00"), "Come da listino"))
    assert order.user_id == person.id


async def test_the_same_request_is_one_order(session, colleague):
    slug = await create_service(session, price="1000.00")
    line = HandLine(slug, Decimal(1), Decimal("1000.00"))
    first, again = await _place(session, line), await _place(session, line)
    assert first.id == again.id
    assert await list_notes(session, first.id) == []


@pytest.mark.parametrize(
    ("lines", "wrong"),
    [
        ((), "lines"),
        ((HandLine("gap-assessment", Decimal(1), Decimal("900.00")),), "reason"),
        ((HandLine("gap-assessment", Decimal(1), Decimal(0), "Omaggio"),), "unit_price"),
        ((HandLine("gap-assessment", Decimal(1), Decimal("1000.00")),) * (MOST_LINES + 1), "lines"),
    ],
)
async def test_nothing_is_made_of_lines_that_will_not_do(session, colleague, lines, wrong):
    await create_service(session, price="1000.00")
    with pytest.raises(InvalidInput) as refused:
        await _place(session, *lines)
    assert [error.field for error in refused.value.fields] == [wrong]
    assert (await session.execute(select(func.count()).select_from(Order))).scalar_one() == 0


async def test_what_the_catalogue_does_not_have_is_not_sold(session, colleague):
    with pytest.raises(ItemNotFound):
        await _place(session, HandLine("mai-visto", Decimal(1), Decimal("10.00"), "Prova"))


async def test_a_service_sold_by_quote_wants_a_reason(session, colleague):
    slug = await create_service(session, slug="progetto", kind=ItemKind.SERVICE_QUOTE, price_max="5000.00")
    with pytest.raises(InvalidInput):
        await _place(session, HandLine(slug, Decimal(1), Decimal("3000.00")))
    order = await _place(session, HandLine(slug, Decimal(1), Decimal("3000.00"), "Come da telefonata"))
    assert order.subtotal == Decimal("3000.00")


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"slug": ""}, {"slug"}),
        ({"quantity": "0"}, {"quantity"}),
        ({"quantity": "-1"}, {"quantity"}),
        ({"quantity": "1.5"}, {"quantity"}),
        ({"quantity": "101", "unit_price": "x"}, {"quantity", "unit_price"}),
        ({"unit_price": "0"}, {"unit_price"}),
        ({"unit_price": "-5"}, {"unit_price"}),
        ({"unit_price": "12,345"}, {"unit_price"}),
        ({"unit_price": "9999999"}, {"unit_price"}),
        ({"unit_price": "900,50"}, {"reason"}),
        ({"reason": "x" * 301}, {"reason"}),
    ],
)
def test_a_wrong_line_is_refused_beside_its_field(changes, wrong):
    with pytest.raises(InvalidInput) as refused:
        read_line(ASKED | changes, LIST_PRICE)
    assert {error.field for error in refused.value.fields} == wrong


def test_a_line_as_people_type_it():
    assert read_line(ASKED, LIST_PRICE) == HandLine("gap-assessment", Decimal(1), Decimal(1000), "")
    typed = ASKED | {"unit_price": "900,5", "quantity": "3", "reason": "Sconto fedeltà"}
    assert read_line(typed, LIST_PRICE) == HandLine("gap-assessment", Decimal(3), Decimal("900.5"), "Sconto fedeltà")
