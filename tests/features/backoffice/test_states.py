"""The owner's screens as a browser tab meets them: who sees what, lists in SQL, and a second try for dead work."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from reflex_base.event import EventHandler
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import new_id
from aistrategyhub.core.paging import PageRequest
from aistrategyhub.features.audit.models import AuditEntry
from aistrategyhub.features.backoffice.queries import list_work, read_figures
from aistrategyhub.features.backoffice.queries.orders import get_order_detail
from aistrategyhub.features.backoffice.rules import ORDER_FILTERS, WORK_PARTS
from aistrategyhub.features.backoffice.state.dashboard import DashboardState
from aistrategyhub.features.backoffice.state.invoices import AdminInvoicesState
from aistrategyhub.features.backoffice.state.mails import AdminMailsState
from aistrategyhub.features.backoffice.state.orders import AdminOrdersState, AdminOrderState
from aistrategyhub.features.backoffice.state.work import AdminWorkState
from aistrategyhub.features.catalog.models import ItemKind
from aistrategyhub.features.invoicing.queries import list_invoices
from aistrategyhub.features.mailing.models import EmailSend, EmailStatus, EmailType, SuppressedAddress
from aistrategyhub.features.orders.models import Order
from aistrategyhub.features.orders.queries import list_orders
from aistrategyhub.features.orders.service import OrderedItem, place_order
from aistrategyhub.features.site_settings.schemas import PublicOffices
from aistrategyhub.features.site_settings.service import save_setting
from aistrategyhub.features.tenants.service import create_tenant
from aistrategyhub.infra import db
from aistrategyhub.infra.heartbeat import JobProcess
from aistrategyhub.infra.work import Work, WorkStatus
from tests.factories.catalog import create_service
from tests.factories.people import create_somebody, principal_of
from tests.factories.sales import PERSON
from tests.harness.statements import counted_statements
from tests.harness.states import Tab

STAFF = (Role.SUPER_ADMIN, Role.ADMIN, Role.SUPPORT)
EVERY_ROLE = (*STAFF, Role.EDITOR, Role.CUSTOMER, None)
ORDER = "/admin/ordini/[order_number]"


async def _enter(session: AsyncSession, tab: Tab, role: Role | None) -> None:
    if role is not None:
        tab.principal = principal_of(await create_somebody(session, role))


def _received(tab: Tab, state: Any) -> dict[str, Any]:
    return tab.values.get(state.get_full_name(), {})


def _work(session: AsyncSession, status: WorkStatus = WorkStatus.DEAD, **changes: Any) -> Work:
    values = {"job": "invoicing.deliver", "attempts": 12, "last_error": "il disco è pieno"}
    work = Work(tenant_id=session.info["tenant_id"], status=status, **values | changes)
    session.add(work)
    return work


class TestWhoSeesWhat:
    @pytest.mark.parametrize("role", EVERY_ROLE)
    @pytest.mark.parametrize(
        ("handler", "route", "readers"),
        [
            (AdminOrdersState.load, "/admin/ordini", STAFF),
            (AdminInvoicesState.load, "/admin/fatture", STAFF),
            (AdminMailsState.load, "/admin/email", STAFF),
            (AdminWorkState.load, "/admin/lavori", STAFF),
            (DashboardState.load, "/admin", (*STAFF, Role.EDITOR)),
        ],
    )
    async def test_rows_reach_only_those_who_may_read_them(
        self,
        session: AsyncSession,
        tab: Tab,
        role: Role | None,
        handler: EventHandler,
        route: str,
        readers: tuple[Role, ...],
    ) -> None:
        await _enter(session, tab, role)
        tab.go(route)
        await tab.send(handler)
        is_loaded = any(values.get("is_loaded_rx_state_") for values in tab.values.values())
        assert is_loaded is (role in readers)

    @pytest.mark.parametrize(
        ("role", "sees_figures", "sees_orders"),
        [(Role.ADMIN, True, True), (Role.SUPPORT, False, True), (Role.EDITOR, False, False)],
    )
    async def test_the_dashboard_holds_what_the_role_may_read(
        self, demo: AsyncSession, tab: Tab, role: Role, sees_figures: bool, sees_orders: bool
    ) -> None:
        await _enter(demo, tab, role)
        tab.go("/admin")
        await tab.send(DashboardState.load)
        shown = _received(tab, DashboardState)
        assert bool(shown["bars_rx_state_"]) is sees_figures
        assert bool(shown["figures_rx_state_"]["revenue_label"]) is sees_figures
        assert bool(shown["orders_rx_state_"]) is sees_orders

    @pytest.mark.parametrize(("role", "is_warned"), [(Role.ADMIN, True), (Role.SUPPORT, False)])
    async def test_the_dashboard_warns_before_vat_is_due_in_other_member_states(
        self, session: AsyncSession, tab: Tab, role: Role, is_warned: bool
    ) -> None:
        slug = await create_service(session, price="8000.00", kind=ItemKind.DIGITAL)
        berlin = {"street": "Lindenstraße 4", "city": "Berlin", "zip": "10969", "country": "DE"}
        buyer = PERSON | {"fiscal_code": "", "billing_address": berlin}
        order = await place_order(session, items=[OrderedItem(slug)], buyer_data=buyer, locale="it")
        order.paid_at = now()
        await session.flush()
        await _enter(session, tab, role)
        tab.go("/admin")
        await tab.send(DashboardState.load)
        assert ("8.000,00" in _received(tab, DashboardState)["threshold_notice_rx_state_"]) is is_warned

    @pytest.mark.parametrize(("role", "is_warned"), [(Role.ADMIN, True), (Role.SUPPORT, False)])
    async def test_the_dashboard_says_that_the_split_of_public_offices_is_over(
        self, session: AsyncSession, tab: Tab, role: Role, is_warned: bool
    ) -> None:
        await save_setting(session, PublicOffices(sells=True, split_until=date(2026, 6, 30)))
        await _enter(session, tab, role)
        tab.go("/admin")
        await tab.send(DashboardState.load)
        assert ("30 giugno 2026" in _received(tab, DashboardState)["split_notice_rx_state_"]) is is_warned

    @pytest.mark.parametrize("role", [Role.SUPPORT, Role.EDITOR, Role.CUSTOMER, None])
    async def test_only_the_owner_starts_dead_work_again(
        self, session: AsyncSession, tab: Tab, role: Role | None
    ) -> None:
        work = _work(session)
        await session.flush()
        await _enter(session, tab, role)
        tab.go("/admin/lavori")
        await tab.send(AdminWorkState.retry, work_id=str(work.id))
        await session.refresh(work)
        assert work.status is WorkStatus.DEAD


class TestOrders:
    @pytest.fixture
    async def orders(self, demo: AsyncSession, tab: Tab) -> Callable[..., Awaitable[list[dict[str, Any]]]]:
        await _enter(demo, tab, Role.ADMIN)
        tab.go("/admin/ordini")
        await tab.send(AdminOrdersState.load)

        async def after(handler: EventHandler, **payload: Any) -> list[dict[str, Any]]:
            await tab.send(handler, **payload)
            return tab.seen(AdminOrdersState, "rows")

        return after

    async def test_the_newest_come_first_a_page_at_a_time(self, orders: Any, tab: Tab) -> None:
        first = tab.seen(AdminOrdersState, "rows")
        assert (len(first), tab.seen(AdminOrdersState, "total"), tab.seen(AdminOrdersState, "page_count")) == (
            20,
            90,
            5,
        )
        second = await orders(AdminOrdersState.turn_to, page=2)
        assert not {row["number"] for row in first} & {row["number"] for row in second}
        assert len(await orders(AdminOrdersState.turn_to, page=5)) == 10

    async def test_search_looks_in_number_name_and_address(self, orders: Any, tab: Tab) -> None:
        for q in ("brenta mecc", "chiara.zanetti@"):
            found = await orders(AdminOrdersState.search, q=q)
            assert found, q
            assert {row["buyer_name"] for row in found} == {"Brenta Meccanica S.r.l."}
        [one] = await orders(AdminOrdersState.search, q="ord-2026-00007")
        assert one["number"] == "ORD-2026-00007"
        assert await orders(AdminOrdersState.search, q="%") == []
        assert await orders(AdminOrdersState.search, q="' OR 1=1 --") == []

    async def test_a_status_narrows_the_list(self, orders: Any, demo: AsyncSession) -> None:
        for chosen, (_label, statuses) in ORDER_FILTERS.items():
            rows = await orders(AdminOrdersState.choose, status=chosen)
            found = dict((await demo.execute(select(Order.number, Order.status))).tuples().all())
            expected = [number for number, status in found.items() if not statuses or status in statuses]
            assert {row["number"] for row in rows} <= set(expected), chosen
            assert len(rows) == min(len(expected), 20), chosen

    async def test_the_address_may_ask_for_a_status(self, orders: Any, tab: Tab) -> None:
        tab.go("/admin/ordini", query={"stato": "da-pagare"})
        rows = await orders(AdminOrdersState.arrive)
        assert {row["status_tone"] for row in rows} == {"waiting"}
        tab.go("/admin/ordini", query={"stato": "'; DROP TABLE orders"})
        assert len(await orders(AdminOrdersState.arrive)) == 20

    async def test_titles_sort_both_ways_and_unknown_ones_do_nothing(self, orders: Any) -> None:
        names = [row["buyer_name"] for row in await orders(AdminOrdersState.sort_by, column="buyer_name")]
        assert names == sorted(names)
        names = [row["buyer_name"] for row in await orders(AdminOrdersState.sort_by, column="buyer_name")]
        assert names == sorted(names, reverse=True)
        numbers = [row["number"] for row in await orders(AdminOrdersState.sort_by, column="buyer; DROP")]
        assert len(numbers) == 20

    async def test_an_order_with_all_that_belongs_to_it(self, demo: AsyncSession, tab: Tab) -> None:
        order = (await demo.execute(select(Order).where(Order.status == "completed").limit(1))).scalar_one()
        await _enter(demo, tab, Role.SUPPORT)
        tab.go(ORDER, order_number=order.number)
        await tab.send(AdminOrderState.load)
        shown = tab.seen(AdminOrderState, "order")
        assert shown["number"] == order.number
        assert shown["documents"][0]["number"].startswith("DEMO/")
        assert [payment["status_label"] for payment in shown["payments"]] == ["Riuscito"]
        assert shown["events"][0]["title"] == "Ordine ricevuto"

    @pytest.mark.parametrize("number", ["ORD-1999-00001", "x", "'", "x" * 300])
    async def test_a_number_that_nobody_has(self, session: AsyncSession, tab: Tab, number: str) -> None:
        await _enter(session, tab, Role.ADMIN)
        tab.go(ORDER, order_number=number)
        await tab.send(AdminOrderState.load)
        assert tab.seen(AdminOrderState, "is_missing") is True


class TestInvoices:
    async def test_documents_are_found_by_number_client_and_order(self, demo: AsyncSession) -> None:
        everything = await list_invoices(demo)
        newest = everything.rows[0]
        for q in (newest.number, newest.order_number):
            assert [row.number for row in (await list_invoices(demo, q=q)).rows] == [newest.number]
        assert newest.number in {row.number for row in (await list_invoices(demo, q=newest.buyer_name)).rows}
        assert (await list_invoices(demo, q="%")).total == 0

    async def test_the_newest_come_first_and_titles_sort(self, demo: AsyncSession, tab: Tab) -> None:
        await _enter(demo, tab, Role.ADMIN)
        tab.go("/admin/fatture")
        await tab.send(AdminInvoicesState.load)
        numbers = [row["number"] for row in tab.seen(AdminInvoicesState, "rows")]
        assert numbers == sorted(numbers, reverse=True)
        await tab.send(AdminInvoicesState.sort_by, column="buyer_name")
        names = [row["buyer_name"] for row in tab.seen(AdminInvoicesState, "rows")]
        assert names == sorted(names)


class TestWork:
    async def test_the_parts_of_the_queue_are_this_firms_only(self, session: AsyncSession, tab: Tab) -> None:
        for status in (WorkStatus.DEAD, WorkStatus.DEAD, WorkStatus.READY):
            _work(session, status)
        await session.flush()
        async with db.transaction() as outside:
            other = await create_tenant(outside, slug="altra", name="Altra ditta")
            outside.add(Work(tenant_id=other.id, job="x", status=WorkStatus.DEAD))
        await _enter(session, tab, Role.ADMIN)
        tab.go("/admin/lavori")
        await tab.send(AdminWorkState.load)
        counts = {choice["value"]: choice["count"] for choice in tab.seen(AdminWorkState, "choices")}
        assert counts == {"fermi": 2, "in-attesa": 1, "in-corso": 0, "fatti": 0}
        [first, _second] = tab.seen(AdminWorkState, "rows")
        assert (first["title"], first["attempts_label"]) == ("PDF e invio di una fattura", "12 di 12")
        assert (first["error"], first["can_retry"]) == ("il disco è pieno", True)
        await tab.send(AdminWorkState.choose, part="in-attesa")
        assert [row["can_retry"] for row in tab.seen(AdminWorkState, "rows")] == [False]

    async def test_a_second_try_starts_at_once_and_leaves_a_trace(self, session: AsyncSession, tab: Tab) -> None:
        work = _work(session)
        await session.flush()
        await _enter(session, tab, Role.ADMIN)
        tab.go("/admin/lavori")
        await tab.send(AdminWorkState.load)
        await tab.send(AdminWorkState.retry, work_id=str(work.id))
        await session.refresh(work)
        assert (work.status, work.attempts) == (WorkStatus.READY, 0)
        assert tab.seen(AdminWorkState, "rows") == []
        trace = (await session.execute(select(AuditEntry).where(AuditEntry.entity_id == work.id))).scalar_one()
        assert (trace.action, trace.user_id) == ("backoffice.work_retried", tab.principal.person_id)

    async def test_another_firms_work_is_not_ours_to_start(self, session: AsyncSession, tab: Tab) -> None:
        async with db.transaction() as outside:
            other = await create_tenant(outside, slug="altra", name="Altra ditta")
            foreign = Work(tenant_id=other.id, job="x", status=WorkStatus.DEAD)
            outside.add(foreign)
        await _enter(session, tab, Role.SUPER_ADMIN)
        tab.go("/admin/lavori")
        for work_id in (str(foreign.id), str(new_id()), "non un id"):
            with pytest.raises(Exception, match="WORK_NOT_DEAD"):
                await tab.send(AdminWorkState.retry, work_id=work_id)
        async with db.transaction() as outside:
            assert (await outside.get(Work, foreign.id)).status is WorkStatus.DEAD

    async def test_who_is_at_work_and_who_went_silent(self, session: AsyncSession, tab: Tab) -> None:
        async with db.transaction() as outside:
            for host, seen_at in (("vivo", now()), ("muto", datetime(2026, 1, 1, tzinfo=UTC))):
                outside.add(
                    JobProcess(id=new_id(), host=host, pid=7, is_leader=True, started_at=seen_at, seen_at=seen_at)
                )
        await _enter(session, tab, Role.SUPPORT)
        tab.go("/admin/lavori")
        await tab.send(AdminWorkState.load)
        assert [process["name"] for process in tab.seen(AdminWorkState, "processes")] == ["vivo · 7"]


class TestMails:
    @pytest.fixture
    async def failed(self, session: AsyncSession) -> EmailSend:
        mail = EmailSend(
            email_to="anna@prova.example",
            email_type=EmailType.TRANSACTIONAL,
            template="invoicing/invoice_ready",
            locale="it",
            sender_name="Ditta",
            subject="Fattura 2026/00001",
            html="<p>canary-body</p>",
            text="canary-body",
            status=EmailStatus.FAILED,
            error_message="casella piena",
        )
        session.add(mail)
        await session.flush()
        return mail

    async def test_a_failed_mail_says_why_and_goes_again(
        self, session: AsyncSession, tab: Tab, failed: EmailSend
    ) -> None:
        await _enter(session, tab, Role.ADMIN)
        tab.go("/admin/email")
        await tab.send(AdminMailsState.search, q="anna@")
        [row] = tab.seen(AdminMailsState, "rows")
        assert (row["status_label"], row["problem"], row["can_retry"]) == ("Non inviata", "casella piena", True)
        assert "canary-body" not in str(tab.values)
        await tab.send(AdminMailsState.retry, mail_id=str(failed.id))
        await session.refresh(failed)
        assert failed.status is EmailStatus.QUEUED

    async def test_a_mail_that_came_back_says_why_and_its_address_is_let_in_again(
        self, session: AsyncSession, tab: Tab, failed: EmailSend
    ) -> None:
        failed.status, failed.bounce_reason = EmailStatus.BOUNCED, "5.1.1 User unknown"
        session.add(SuppressedAddress(address=failed.email_to, reason="5.1.1 User unknown", mail_id=failed.id))
        await session.flush()
        await _enter(session, tab, Role.ADMIN)
        tab.go("/admin/email")
        await tab.send(AdminMailsState.choose, status="respinte")
        [row] = tab.seen(AdminMailsState, "rows")
        assert (row["status_label"], row["problem"]) == ("Respinta", "L’indirizzo non esiste. 5.1.1 User unknown")
        assert row["can_retry"]
        assert row["is_suppressed"]

        await tab.send(AdminMailsState.readmit, mail_id=str(failed.id))
        [row] = tab.seen(AdminMailsState, "rows")
        assert not row["is_suppressed"]
        await tab.send(AdminMailsState.retry, mail_id=str(failed.id))
        await tab.send(AdminMailsState.choose, status="in-attesa")
        [row] = tab.seen(AdminMailsState, "rows")
        assert row["mail_id"] != str(failed.id)

    async def test_a_mail_that_waits_for_its_turn_says_when_it_leaves(
        self, session: AsyncSession, tab: Tab, failed: EmailSend
    ) -> None:
        failed.status, failed.error_message = EmailStatus.QUEUED, None
        failed.turn_at = datetime(2099, 11, 21, 13, 32, tzinfo=UTC)
        await session.flush()
        await _enter(session, tab, Role.SUPPORT)
        tab.go("/admin/email")
        await tab.send(AdminMailsState.choose, status="no such filter")
        [row] = tab.seen(AdminMailsState, "rows")
        assert row["leaves_label"] == "non prima del 21 nov 2099, 14:32"
        assert not row["can_retry"]
        assert tab.seen(AdminMailsState, "chosen") == "tutte"

    async def test_support_reads_mails_and_sends_none(self, session: AsyncSession, tab: Tab, failed: EmailSend) -> None:
        await _enter(session, tab, Role.SUPPORT)
        tab.go("/admin/email")
        await tab.send(AdminMailsState.load)
        assert len(tab.seen(AdminMailsState, "rows")) == 1
        await tab.send(AdminMailsState.retry, mail_id=str(failed.id))
        await session.refresh(failed)
        assert failed.status is EmailStatus.FAILED


@pytest.mark.parametrize(
    ("read", "most"),
    [
        (lambda session: list_orders(session, PageRequest(per_page=100)), 2),
        (lambda session: list_invoices(session, PageRequest(per_page=100)), 2),
        (lambda session: list_work(session, PageRequest(per_page=100), status=WORK_PARTS["fermi"]), 2),
        (lambda session: read_figures(session, today=now().date()), 4),
        (lambda session: get_order_detail(session, "ORD-2026-00010"), 12),
    ],
)
async def test_a_long_list_costs_no_more_statements(
    demo: AsyncSession, read: Callable[[AsyncSession], Awaitable[Any]], most: int
) -> None:
    with counted_statements() as sent:
        await read(demo)
    assert len(sent) <= most, sent


async def test_a_list_of_documents_reads_no_files(demo: AsyncSession) -> None:
    with counted_statements() as sent:
        await list_invoices(demo)
    assert not any("invoices.xml" in statement or "invoices.document," in statement for statement in sent)
