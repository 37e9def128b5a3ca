"""What the holder of an order may fetch over HTTP: the order itself and its documents."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from aistrategyhub.core.access import public
from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.text import mark
from aistrategyhub.features.invoicing.queries import InvoiceNotFound, find_invoice_of_order
from aistrategyhub.features.invoicing.service import courtesy_copy, pdf_file_name
from aistrategyhub.features.orders.api import body_of
from aistrategyhub.features.orders.links import read_order_key
from aistrategyhub.features.orders.queries import track_order
from aistrategyhub.features.portal.queries import OrderFile, document_path, get_order_file
from aistrategyhub.features.portal.schemas import InvoiceBody, TimelineBody, TrackedOrderBody
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, download, ok
from aistrategyhub.infra.http.forwarded import caller_of
from aistrategyhub.infra.rate_limits import ORDER_TRACKING, hit_or_refuse
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.storage import storage_for

router = APIRouter(tags=["orders"])

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
            order_id = (await track_order(session, number=order_number, email=email)).id
        else:
            raise InvalidInput([FieldError("email" if order_number else "order_number", "REQUIRED", _ASK)])
        return ok(_tracked(await get_order_file(session, order_id)))


@router.get("/orders/{order_key}/invoice.xml")
@public("the order key is the right to its documents")
async def invoice_xml(order_key: str) -> Response:
    """The electronic invoice as it goes to the SdI."""
    async with unit_of_work() as session:
        invoice = await find_invoice_of_order(session, read_order_key(order_key))
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
