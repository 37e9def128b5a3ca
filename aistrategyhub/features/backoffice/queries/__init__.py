"""Reads of many rooms for one screen of the owner, and of the work queue."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.billing import Buyer
from aistrategyhub.core.clock import now
from aistrategyhub.core.paging import Page, PageRequest
from aistrategyhub.core.text import _, moment_label, money_label, short_date_label
from aistrategyhub.features.backoffice.rules import figures, first_month, month_bars, process_row, work_row
from aistrategyhub.features.backoffice.schemas import Figures, MonthBar, OrderDetail, ProcessRow, WorkRow
from aistrategyhub.features.invoicing.models import Invoice
from aistrategyhub.features.invoicing.queries import count_issued, download_path, find_invoice_of_order
from aistrategyhub.features.orders.links import order_path
from aistrategyhub.features.orders.models import Order, OrderEvent, OrderLine
from aistrategyhub.features.orders.queries import (
    count_payable,
    find_order_by_number,
    list_events,
    list_lines,
    sum_paid_by_month,
)
from aistrategyhub.features.orders.rules import (
    STATUS_LABELS,
    STATUS_TONES,
    address_label,
    buyer_label,
    codes_label,
    event_rows,
    line_row,
    vat_rows,
)
from aistrategyhub.features.payments.models import Payment
from aistrategyhub.features.payments.queries import list_payments_of
from aistrategyhub.features.payments.rules import payment_row
from aistrategyhub.infra.db import tenant_of
from aistrategyhub.infra.heartbeat import list_alive
from aistrategyhub.infra.work import Work, WorkStatus


async def read_figures(session: AsyncSession, *, today: date) -> tuple[Figures, list[MonthBar]]:
    """The figures of the month and the bars of the year that ends with it."""
    sums = await sum_paid_by_month(session, since=first_month(today))
    payable = await count_payable(session)
    issued = await count_issued(session, since=today.replace(day=1))
    work = await count_work(session)
    return figures(sums, payable, issued, work, today=today), month_bars(sums, today=today)


async def get_order_detail(session: AsyncSession, number: str) -> OrderDetail:
    """The order with this number and all that belongs to it. Raises OrderNotFound."""
    order = await find_order_by_number(session, number)
    return _order_detail(
        order,
        await list_lines(session, order.id),
        await list_events(session, order.id),
        await list_payments_of(session, order.id),
        await find_invoice_of_order(session, order.id),
    )


async def count_work(session: AsyncSession) -> dict[WorkStatus, int]:
    """How much work of this tenant there is in each status."""
    query = select(Work.status, func.count()).where(Work.tenant_id == tenant_of(session)).group_by(Work.status)
    return dict((await session.execute(query)).tuples().all())


async def list_work(session: AsyncSession, request: PageRequest, *, status: WorkStatus) -> Page[WorkRow]:
    """One page of this tenant's work in a status, the newest first."""
    wanted = (Work.tenant_id == tenant_of(session), Work.status == status)
    query = select(Work).where(*wanted).order_by(Work.created_at.desc(), Work.id)
    rows = await session.execute(query.limit(request.per_page).offset(request.offset))
    total = (await session.execute(select(func.count()).select_from(Work).where(*wanted))).scalar_one()
    at = now()
    return Page([work_row(work, now=at) for work in rows.scalars()], total, request.page, request.per_page)


async def list_processes(session: AsyncSession) -> list[ProcessRow]:
    """The job processes that are alive, the oldest first."""
    at = now()
    return [process_row(process, now=at) for process in await list_alive(session)]


def _order_detail(
    order: Order,
    lines: Sequence[OrderLine],
    events: Sequence[OrderEvent],
    payments: Sequence[Payment],
    invoice: Invoice | None,
) -> OrderDetail:
    """An order with all that belongs to it, in the words of the present language."""
    buyer = Buyer.model_validate(order.buyer)
    return OrderDetail(
        number=order.number,
        placed_label=moment_label(order.placed_at),
        status_label=_(STATUS_LABELS[order.status]),
        status_tone=STATUS_TONES[order.status],
        buyer_name=buyer_label(order),
        contact_name=buyer.person_name if buyer.company_name else "",
        buyer_codes=codes_label(buyer),
        buyer_address=address_label(buyer),
        email=order.email,
        lines=[line_row(line, order.currency) for line in lines],
        vat=vat_rows(lines, order.currency),
        subtotal_label=money_label(order.subtotal, order.currency),
        total_label=money_label(order.total, order.currency),
        events=event_rows(events),
        payments=[payment_row(payment) for payment in payments],
        page_path=order_path(order.id),
        invoice_number=invoice.invoice_number if invoice else "",
        invoice_date_label=short_date_label(invoice.issue_date) if invoice else "",
        xml_path=download_path(invoice.id, "xml") if invoice else "",
        pdf_path=download_path(invoice.id, "pdf") if invoice else "",
    )
