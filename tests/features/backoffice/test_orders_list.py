"""The list of orders: filters that the address remembers, kept views, acts on many, and the file of them."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import select

from aistrategyhub.core.access import Role
from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.core.paging import PageRequest
from aistrategyhub.features.audit.models import AuditEntry
from aistrategyhub.features.backoffice.rules.orders import export_query, read_order_filter
from aistrategyhub.features.backoffice.state.orders import AdminOrdersState
from aistrategyhub.features.orders.models import OrderStatus, OrderView
from aistrategyhub.features.orders.queries import list_orders, list_views
from aistrategyhub.features.orders.schemas import OrderFilter
from aistrategyhub.features.orders.service import OrderedItem, keep_view, mark_paid, place_order
from aistrategyhub.features.orders.service.views import MOST_VIEWS, TooManyViews
from tests.factories.people import cookie_of, create_somebody, principal_of
from tests.factories.sales import COMPANY, PERSON, create_order
from tests.harness.statements import counted_statements
from tests.harness.states import Tab

LIST = "/admin/ordini"
EXPORT = "/api/v1/admin/orders/export"


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ({}, OrderFilter()),
        ({"chosen": "da-pagare"}, OrderFilter(statuses=frozenset({OrderStatus.PENDING, OrderStatus.AWAITING_PAYMENT}))),
        (
            {"since": "2026-11-01", "until": "2026-11-30"},
            OrderFilter(since=date(2026, 11, 1), until=date(2026, 11, 30)),
        ),
        ({"since": "ieri", "until": "2026-13-01"}, OrderFilter()),
        ({"paid": "si"}, OrderFilter(is_paid=True)),
        ({"paid": "no"}, OrderFilter(is_paid=False)),
        ({"paid": "forse"}, OrderFilter()),
        ({"least": "1.220,50", "most": "2 000"}, OrderFilter(least=Decimal("1220.50"), most=Decimal(2000))),
        ({"least": "1.220", "most": "1220.5"}, OrderFilter(least=Decimal(1220), most=Decimal("1220.5"))),
        ({"least": "-1", "most": "NaN"}, OrderFilter()),
        ({"least": "1e99", "most": "tanto"}, OrderFilter()),
    ],
)
def test_what_the_address_asks_for(asked, wanted):
    assert read_order_filter(asked) == wanted


def test_the_export_is_asked_for_the_same_orders():
    wanted = OrderFilter(q="rossi & figli", statuses=frozenset({OrderStatus.PAID}), is_paid=True, least=Decimal("10"))
    assert export_query(wanted) == "q=rossi+%26+figli&status=paid&paid=true&least=10"
    assert export_query(OrderFilter()) == ""


class TestFilters:
    @pytest.fixture
    async def orders(self, session):
        """Two days before the year ends in Rome, and as it begins."""
        early = await create_order(session, buyer=COMPANY, price="1000.00")
        late = await place_order(session, items=[OrderedItem("gap-assessment", 2)], buyer_data=PERSON, locale="it")
        early.placed_at = datetime(2026, 12, 30, 12, tzinfo=UTC)
        late.placed_at = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
        await mark_paid(session, early, at=early.placed_at)
        await session.flush()
        return {early.id: "early", late.id: "late"}

    @pytest.mark.parametrize(
        ("wanted", "found"),
        [
            (OrderFilter(), {"early", "late"}),
            (OrderFilter(since=date(2027, 1, 1)), {"late"}),
            (OrderFilter(until=date(2026, 12, 31)), {"early"}),
            (OrderFilter(since=date(2026, 12, 30), until=date(2026, 12, 30)), {"early"}),
            (OrderFilter(until=date.max, since=date.min), {"early", "late"}),
            (OrderFilter(is_paid=True), {"early"}),
            (OrderFilter(is_paid=False), {"late"}),
            (OrderFilter(least=Decimal("1220.00"), most=Decimal("1220.00")), {"early"}),
            (OrderFilter(least=Decimal("1220.01")), {"late"}),
            (OrderFilter(q="12345678903"), {"early"}),
            (OrderFilter(q="d’amico", is_paid=True), set()),
        ],
    )
    async def test_each_narrows_in_sql(self, session, orders, wanted, found):
        with counted_statements() as sent:
            page = await list_orders(session, PageRequest(), wanted)
        assert {orders[order.id] for order in page.rows} == found
        assert (page.total, len(sent)) == (len(found), 2)


class TestScreen:
    @pytest.fixture
    async def owner(self, session, tab: Tab):
        person = await create_somebody(session, Role.ADMIN)
        tab.principal = principal_of(person)
        tab.go(LIST)
        return person

    async def test_a_kept_view_brings_its_filters_back(self, session, tab, owner):
        await create_order(session)
        await tab.send(AdminOrdersState.arrive)
        await tab.send(AdminOrdersState.choose, status="da-pagare")
        await tab.send(AdminOrdersState.narrow, form={"least": "1.000", "paid": "no"})
        await tab.send(AdminOrdersState.keep_view, form={"name": "  Da   sollecitare "})
        await tab.send(AdminOrdersState.widen)
        assert tab.seen(AdminOrdersState, "chosen") == "tutti"
        [view] = tab.seen(AdminOrdersState, "views")
        assert view["name"] == "Da sollecitare"

        await tab.send(AdminOrdersState.open_view, view_id=view["view_id"])
        told = [tab.seen(AdminOrdersState, name) for name in ("chosen", "least", "paid")]
        assert told == ["da-pagare", "1.000", "no"]
        assert len(tab.seen(AdminOrdersState, "rows")) == 1

        await tab.send(AdminOrdersState.drop_view, view_id=view["view_id"])
        assert tab.seen(AdminOrdersState, "views") == []

    async def test_a_colleague_s_views_are_theirs(self, session, tab, owner):
        other = await create_somebody(session, Role.SUPPORT)
        await keep_view(session, other.id, "Le mie", "stato=pagati")
        [theirs] = await list_views(session, other.id)
        await tab.send(AdminOrdersState.load)
        assert tab.seen(AdminOrdersState, "views") == []
        await tab.send(AdminOrdersState.drop_view, view_id=str(theirs.id))
        assert (await session.execute(select(OrderView))).scalar_one().id == theirs.id

    async def test_a_name_is_kept_once_and_there_is_an_end(self, session, owner):
        for number in range(MOST_VIEWS):
            await keep_view(session, owner.id, f"Vista {number}", "")
        await keep_view(session, owner.id, "Vista 1", "stato=pagati")
        with pytest.raises(TooManyViews):
            await keep_view(session, owner.id, "Una di troppo", "")
        assert len(await list_views(session, owner.id)) == MOST_VIEWS

    @pytest.mark.parametrize(
        ("name", "query", "code"), [(" ", "", "INVALID_NAME"), ("Vista", "q" * 501, "VIEW_TOO_LONG")]
    )
    async def test_a_view_says_what_is_wrong_with_it(self, session, owner, name, query, code):
        with pytest.raises(InvalidInput) as refused:
            await keep_view(session, owner.id, name, query)
        assert [error.code for error in refused.value.fields] == [code]

    async def test_many_orders_begin_at_once(self, session, tab, owner):
        paid, unpaid = await create_order(session), await create_order(session, slug="altro")
        await mark_paid(session, paid, at=datetime(2026, 11, 20, tzinfo=UTC))
        await tab.send(AdminOrdersState.load)
        await tab.send(AdminOrdersState.tick_all)
        assert set(tab.seen(AdminOrdersState, "selected")) == {str(paid.id), str(unpaid.id)}
        await tab.send(AdminOrdersState.advance, to="processing")
        await session.refresh(paid)
        await session.refresh(unpaid)
        assert (paid.status, unpaid.status) == (OrderStatus.PROCESSING, OrderStatus.PENDING)
        assert tab.seen(AdminOrdersState, "selected") == []

    async def test_only_rows_in_sight_can_be_ticked(self, session, tab, owner):
        order = await create_order(session)
        await tab.send(AdminOrdersState.load)
        await tab.send(AdminOrdersState.tick, order_id=str(owner.id))
        await tab.send(AdminOrdersState.tick, order_id=str(order.id))
        assert tab.seen(AdminOrdersState, "selected") == [str(order.id)]

    async def test_support_cannot_move_many(self, session, tab):
        order = await create_order(session)
        await mark_paid(session, order, at=datetime(2026, 11, 20, tzinfo=UTC))
        tab.principal = principal_of(await create_somebody(session, Role.SUPPORT))
        tab.go(LIST)
        await tab.send(AdminOrdersState.load)
        await tab.send(AdminOrdersState.tick, order_id=str(order.id))
        await tab.send(AdminOrdersState.advance, to="processing")
        await session.refresh(order)
        assert order.status is OrderStatus.PAID


class TestExport:
    async def test_a_file_of_them_starts_no_formula(self, api, session):
        order = await create_order(session, buyer=COMPANY | {"company_name": "=HYPERLINK(1)"})
        order.tax_amount = Decimal("0.00")
        await session.flush()
        answer = await api.get(EXPORT, headers=await cookie_of(session, Role.ADMIN))
        assert answer.status_code == 200, answer.text
        header, line = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")), delimiter=";")
        told = dict(zip(header, line, strict=True))
        assert told["buyer_name"].startswith("'=")
        assert (told["status"], told["vat_number"], told["city"]) == ("pending", "12345678903", "Torino")
        assert (told["tax_amount"], told["paid_at"]) == ("0.00", "")
        recorded = (await session.execute(select(AuditEntry).where(AuditEntry.action == "orders.exported"))).scalar()
        assert recorded.changes == {"count": 1, "filters": {}}

    @pytest.mark.parametrize("query", ["q=%00", "status=x", "since=ieri", "paid=forse", "least=-1", "most=1e99"])
    async def test_nonsense_is_refused(self, api, session, query):
        answer = await api.get(f"{EXPORT}?{query}", headers=await cookie_of(session, Role.ADMIN))
        assert answer.status_code == 422

    @pytest.mark.parametrize("role", [Role.CUSTOMER, Role.EDITOR, Role.SUPPORT])
    async def test_others_get_no_file(self, api, session, role):
        assert (await api.get(EXPORT, headers=await cookie_of(session, role))).status_code == 403
