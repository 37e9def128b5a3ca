"""What the holder of an order may fetch over HTTP: the order itself and its documents."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from aistrategyhub.core.access import SignInRequired, current_principal, public, requires
from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.paging import MOST_PER_PAGE, PageRequest
from aistrategyhub.core.text import mark
from aistrategyhub.features.invoicing.models import Invoice
from aistrategyhub.features.invoicing.queries import InvoiceNotFound, find_open_invoice_of_order, page_invoices_of
from aistrategyhub.features.invoicing.service import courtesy_copy, pdf_file_name
from aistrategyhub.features.orders.api import body_of
from aistrategyhub.features.orders.links import order_key, order_path, read_order_key
from aistrategyhub.features.orders.models import Order
from aistrategyhub.features.orders.permissions import OrdersPermission
from aistrategyhub.features.orders.queries import OrderNotFound, find_order_of_address, name_services, page_orders_of
from aistrategyhub.features.portal.queries import OrderFile, document_path, get_order_file
from aistrategyhub.features.portal.schemas import (
    InvoiceBody,
    OwnInvoiceBody,
    OwnOrderBody,
    TimelineBody,
    TrackedOrderBody,
)
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, PagedEnvelope, download, ok, paged
from aistrategyhub.infra.http.forwarded import caller_of
from aistrategyhub.infra.rate_limits import ORDER_TRACKING, hit_or_refuse
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.storage import storage_for

router = APIRouter(tags=["orders"])

PageNumber = Annotated[int, Query(ge=1)]
PageSize = Annotated[int, Query(ge=1, le=MOST_PER_PAGE)]
_ASK = mark("Indica il numero dell'ordine e l'indirizzo e-mail, oppure la chiave dell'ordine.")


@router.get("/orders/track")
@public("the number with the address, or the key, is the right to see the order")
async def track(
    request: Request,
    order_number: Annotated[str | None, Query(max_length=30, examples=["ORD-2026-00001"])] = None,
    number: Annotated[str | None, Query(max_length=30, description="The same as `order_number`.")] = None,
    email: Annotated[str | None, Query(max_length=255)] = None,
    key: Annotated[str | None, Query(max_length=200)] = None,
) -> Envelope[TrackedOrderBody]:
    """An order with its history and documents, found by number and e-mail address or by its key."""
    order_number = order_number or number
    async with unit_of_work() as session:
        if key:
            order_id = read_order_key(key)
        elif order_number and email:
            await hit_or_refuse(ORDER_TRACKING, caller_of(request.scope))
            order = await find_order_of_address(session, number=order_number, email=email)
            if order is None:
                raise OrderNotFound
            order_id = order.id
        else:
            raise InvalidInput([FieldError("email" if order_number else "order_number", "REQUIRED", _ASK)])
        return ok(_tracked(await get_order_file(session, order_id)))


@router.get("/orders/{order_key}/invoice.xml")
@public("the order key is the right to its documents")
async def invoice_xml(order_key: str) -> Response:
    """The electronic invoice as it goes to the SdI."""
    async with unit_of_work() as session:
        invoice = await find_open_invoice_of_order(session, read_order_key(order_key))
    if invoice is None:
        raise InvoiceNotFound
    return download(invoice.xml, "application/xml", invoice.file_name)


@router.get("/orders/{order_key}/invoice.pdf")
@public("the order key is the right to its documents")
async def invoice_pdf(order_key: str) -> Response:
    """The courtesy copy."""
    async with unit_of_work() as session:
        file = await get_order_file(session, read_order_key(order_key))
        if file.invoice is None or not file.has_pdf:
            raise InvoiceNotFound
        content = await courtesy_copy(session, file.invoice, storage_for(get_settings()))
    return download(content, "application/pdf", pdf_file_name(file.invoice))


@router.get("/users/me/orders")
@requires(OrdersPermission.READ_OWN)
async def own_orders(page: PageNumber = 1, per_page: PageSize = 20) -> PagedEnvelope[OwnOrderBody]:
    """The orders of the person signed in, newest first."""
    async with unit_of_work() as session:
        found = await page_orders_of(session, _person_id(), PageRequest(page, per_page))
        services = await name_services(session, [order.id for order in found.rows])
    bodies = [_own_order(order, services.get(order.id, "")) for order in found.rows]
    return paged(bodies, total=found.total, page=found.page, per_page=found.per_page)


@router.get("/users/me/invoices")
@requires(OrdersPermission.READ_OWN)
async def own_invoices(page: PageNumber = 1, per_page: PageSize = 20) -> PagedEnvelope[OwnInvoiceBody]:
    """The documents of their orders, newest first."""
    async with unit_of_work() as session:
        found = await page_invoices_of(session, _person_id(), PageRequest(page, per_page))
    bodies = [_own_invoice(invoice, order) for invoice, order in found.rows]
    return paged(bodies, total=found.total, page=found.page, per_page=found.per_page)


def _person_id() -> UUID:
    person_id = current_principal().person_id
    if person_id is None:
        raise SignInRequired
    return person_id


def _own_order(order: Order, services: str) -> OwnOrderBody:
    return OwnOrderBody(
        order_id=order.id,
        order_number=order.number,
        order_key=order_key(order.id),
        status=order.status,
        currency=order.currency,
        subtotal=order.subtotal,
        tax_amount=order.tax_amount,
        total=order.total,
        services=services,
        placed_at=order.placed_at,
        paid_at=order.paid_at,
        order_url=get_settings().base_url + order_path(order.id, order.locale),
    )


def _own_invoice(invoice: Invoice, order: Order) -> OwnInvoiceBody:
    base = get_settings().base_url
    return OwnInvoiceBody(
        number=invoice.invoice_number,
        document_type=invoice.document_type,
        issue_date=invoice.issue_date,
        order_number=order.number,
        currency=invoice.currency,
        subtotal=invoice.subtotal,
        tax_amount=invoice.tax_amount,
        total=invoice.total,
        xml_url=base + document_path(order.id, "xml"),
        pdf_url=base + document_path(order.id, "pdf"),
    )


def _tracked(file: OrderFile) -> TrackedOrderBody:
    base = get_settings().base_url
    invoice = file.invoice and InvoiceBody(
        number=file.invoice.invoice_number,
        issue_date=file.invoice.issue_date.isoformat(),
        file_name=file.invoice.file_name,
        xml_url=base + document_path(file.order.id, "xml"),
        pdf_url=base + document_path(file.order.id, "pdf") if file.has_pdf else None,
    )
    timeline = [TimelineBody(kind=event.kind, at=event.created_at, data=event.data) for event in file.events]
    return TrackedOrderBody(**body_of(file.order, file.lines).model_dump(), timeline=timeline, invoice=invoice or None)
