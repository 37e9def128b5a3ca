"""Money that no provider takes, over HTTP: a buyer asks where to send a transfer, staff book what came."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Query, Request

from aistrategyhub.core.access import public, requires
from aistrategyhub.core.text import _
from aistrategyhub.features.orders.links import read_order_key
from aistrategyhub.features.orders.queries import find_order_by_number
from aistrategyhub.features.payments.models import Receipt
from aistrategyhub.features.payments.permissions import PaymentsPermission
from aistrategyhub.features.payments.queries import list_receipts_of
from aistrategyhub.features.payments.rules.camt import read_camt
from aistrategyhub.features.payments.rules.receiving import Incoming
from aistrategyhub.features.payments.rules.statements import (
    LARGEST_FILE,
    NO_TEXT,
    TOO_LARGE,
    Statement,
    UnreadableStatement,
    read_csv,
)
from aistrategyhub.features.payments.schemas.transfers import (
    BookMoneyBody,
    ImportedStatementBody,
    ReceiptBody,
    SentByHandBody,
    StartTransferBody,
    TransferBody,
)
from aistrategyhub.features.payments.service import (
    book_money,
    choose_transfer,
    confirm_sent,
    import_statement,
    undo_receipt,
)
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, ok
from aistrategyhub.infra.http.forwarded import caller_of
from aistrategyhub.infra.http.idempotency import IdempotencyKey, once
from aistrategyhub.infra.idempotency import own_key
from aistrategyhub.infra.rate_limits import PAYMENT, hit_or_refuse

router = APIRouter(tags=["payments"])

_FILE_BODY = {
    "requestBody": {
        "required": True,
        "description": "The statement: CSV with named columns, or CAMT.053 XML; 5 MB and 5,000 lines at most.",
        "content": {"text/csv": {"schema": {"type": "string"}}, "application/xml": {"schema": {"type": "string"}}},
    }
}


@router.post("/checkout/transfer", tags=["checkout"])
@public("the order key is the right to pay the order")
async def ask_for_transfer(
    request: Request, body: StartTransferBody, idempotency_key: IdempotencyKey = None
) -> Envelope[TransferBody]:
    """Where to send the money of an order by bank transfer. Asking again gives the same, under whatever key; a card may
    still pay it."""
    await hit_or_refuse(PAYMENT, caller_of(request.scope))
    async with unit_of_work() as session:
        asked = await choose_transfer(session, read_order_key(body.order_key))
        view = asked.view()
    return ok(
        TransferBody(
            order_number=asked.order.number,
            account_holder=view.holder,
            iban=view.iban,
            bic=view.bic,
            amount=asked.left,
            currency=asked.order.currency,
            received=asked.payment.received,
            reference=view.reference,
            due_on=asked.payment.due_on,
            qr_image=view.qr_image,
        )
    )


@router.get("/admin/orders/{order_number}/receipts")
@requires(PaymentsPermission.READ)
async def list_receipts(order_number: str) -> Envelope[list[ReceiptBody]]:
    """Every booking of an order, oldest first, those taken back included."""
    async with unit_of_work() as session:
        order = await find_order_by_number(session, order_number)
        return ok([_body(one) for one in await list_receipts_of(session, order.id)])


@router.post("/admin/orders/{order_number}/receipts", status_code=201)
@requires(PaymentsPermission.BOOK, step_up=True)
async def book(
    order_number: str,
    body: BookMoneyBody,
    idempotency_key: IdempotencyKey = None,
) -> Envelope[ReceiptBody]:
    """Books money that came for an order. With an Idempotency-Key, repeating the request books it once."""
    incoming = Incoming(
        body.amount,
        body.method,
        body.received_on,
        body.reference,
        body.note,
        request_key=own_key(idempotency_key),
    )
    async with unit_of_work() as session:
        order = await find_order_by_number(session, order_number)
        return ok(_body(await book_money(session, order.id, incoming)))


@router.post("/admin/receipts/{receipt_id}/undo")
@requires(PaymentsPermission.BOOK, step_up=True)
async def undo(request: Request, receipt_id: UUID, idempotency_key: IdempotencyKey = None) -> Envelope[ReceiptBody]:
    """Takes a wrong booking back, while it paid no order."""
    async with unit_of_work() as session:

        async def make() -> Envelope[ReceiptBody]:
            return ok(_body(await undo_receipt(session, receipt_id)))

        return await once(session, request, idempotency_key, Envelope[ReceiptBody], make)


@router.post("/admin/refunds/{refund_id}/sent")
@requires(PaymentsPermission.REFUND, step_up=True)
async def sent(
    request: Request, refund_id: UUID, body: SentByHandBody, idempotency_key: IdempotencyKey = None
) -> Envelope[dict[str, str]]:
    """Says that a colleague sent the money of a decided refund back themselves."""
    async with unit_of_work() as session:

        async def make() -> Envelope[dict[str, str]]:
            refund = await confirm_sent(session, refund_id, body.reference)
            return ok({"refund_id": str(refund.id), "status": refund.status.value, "reference": refund.hand_reference})

        return await once(session, request, idempotency_key, Envelope[dict[str, str]], make, asked=body)


@router.post("/admin/statements", openapi_extra=_FILE_BODY, summary="A bank statement from a file", status_code=201)
@requires(PaymentsPermission.BOOK)
async def import_file(
    request: Request, name: str = Query(default="", max_length=300), idempotency_key: IdempotencyKey = None
) -> Envelope[ImportedStatementBody]:
    """Keeps the money that came in of a bank statement, each line once however often it is imported, under
    whatever key; books nothing."""
    statement = read_statement(await _body_of(request))
    async with unit_of_work() as session:
        imported = await import_statement(session, statement)
    return ok(ImportedStatementBody(new=imported.new, known=imported.known, passed_over=imported.passed_over))


def read_statement(data: bytes) -> Statement:
    """The statement in a file, of whichever kind it is. Raises UnreadableStatement."""
    if data.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<":
        return read_camt(data.lstrip(b"\xef\xbb\xbf \r\n\t"))
    if b"\x00" in data or not data.strip():
        raise UnreadableStatement(reason=_(NO_TEXT))
    try:
        return read_csv(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return read_csv(data.decode("cp1252", errors="replace"))


async def _body_of(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FILE:
            raise UnreadableStatement(reason=_(TOO_LARGE))
    return body


def _body(receipt: Receipt) -> ReceiptBody:
    values: dict[str, Any] = {name: getattr(receipt, name) for name in ReceiptBody.model_fields if name != "receipt_id"}
    return ReceiptBody(**values, receipt_id=receipt.id)
