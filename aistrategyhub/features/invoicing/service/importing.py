"""What suppliers billed, taken in: each file kept once as it came, each document found in it, its supplier known again.

Nothing here trusts a file: it is read without entities or network, archives within bounds, and one that cannot be read
stops none of the others.
"""

import asyncio
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core import clock
from aistrategyhub.core.ids import new_id
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.invoicing.document.model import InvoiceDocument
from aistrategyhub.features.invoicing.document.parts import Identity
from aistrategyhub.features.invoicing.fatturapa.archives import each_file
from aistrategyhub.features.invoicing.fatturapa.opening import Unreadable
from aistrategyhub.features.invoicing.fatturapa.signatures import PLACE as SIGNATURE_PLACE
from aistrategyhub.features.invoicing.fatturapa.verdicts import Verdict, judge
from aistrategyhub.features.invoicing.models import ReceivedFile, ReceivedFrom, ReceivedInvoice, Supplier
from aistrategyhub.features.invoicing.queries.received import get_received
from aistrategyhub.features.invoicing.rules.deducting import counts_on
from aistrategyhub.features.invoicing.service.frozen import frozen
from aistrategyhub.features.site_settings.queries import get_setting
from aistrategyhub.features.site_settings.schemas import SellerInfo
from aistrategyhub.integrations.sdi.receipts import LARGEST_RECEIPT, ReceiptKind, UnreadableReceipt, read_receipt

_LARGEST_AMOUNT = Decimal("9999999999.99")
_LONGEST_NAME, _LONGEST_PROBLEM = 120, 500
NEW, KNOWN, METADATA, REFUSED = "new", "known", "metadata", "refused"
_BEST_FIRST = (NEW, METADATA, KNOWN, REFUSED)

_NO_CONTENT = mark("Il file non si legge come fattura: {reason}")
_BROKEN_SIGNATURE = mark("La firma non va, il Sistema di Interscambio lo scarterebbe ({code}): {reason}")
_NOT_OURS = mark("La fattura {number} è intestata a {name}, non a questa ditta.")
_TOO_LARGE = mark("La fattura {number} ha importi troppo grandi per essere registrata.")
_NO_FILE = mark("I metadati parlano del file {name}, che qui non c’è ancora: importalo prima.")
_SAME = mark("La fattura {number} del fornitore c’è già.")


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one file: `outcome` is NEW, KNOWN, METADATA or REFUSED, `words` the reason in the language of the
    moment."""

    name: str
    outcome: str
    words: str = ""
    invoice_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class _Arrived:
    name: str
    content: bytes | Unreadable
    is_metadata: bool


async def import_files(session: AsyncSession, name: str, data: bytes) -> Sequence[Imported]:
    """Takes in a file that somebody chose: an invoice, signed or plain, its metadata, or an archive of them.

    What is refused is not kept, for whoever chose it still has it. Raises Unreadable for an archive that is none.
    """
    arrived = await asyncio.to_thread(lambda: list(_arrived(name, data)))
    at = clock.now()
    done = [await _import_one(session, one, ReceivedFrom.FILE, at) for one in arrived if not one.is_metadata]
    done += [await _take_metadata(session, one) for one in arrived if one.is_metadata]
    if count := sum(len(one.invoice_ids) for one in done):
        await record(session, "invoicing.received", "received_invoice", count=count, file=name[:_LONGEST_NAME])
    return done


async def take_from_sdi(session: AsyncSession, name: str, content: bytes, at: datetime) -> Imported:
    """Takes in one file that SdI brought: kept whatever it holds, once; with the reason where it cannot be read."""
    one = _Arrived(name, content, _is_metadata(content))
    if one.is_metadata:
        return await _take_metadata(session, one)
    done = await _import_one(session, one, ReceivedFrom.PEC, at)
    if done.outcome == REFUSED:
        await _keep_file(session, name, content, ReceivedFrom.PEC, at, problem=done.words)
    return done


def outcome_of(files: Sequence[Imported]) -> str:
    """What became of an archive: the best that became of one of its files, so that REFUSED means all of them were."""
    return min((one.outcome for one in files), key=_BEST_FIRST.index, default=REFUSED)


async def decide_deduction(session: AsyncSession, received_id: UUID, day: date, percent: Decimal) -> None:
    """From when, and how much of, the VAT of a received document counts. Raises ReceivedNotFound."""
    received = await get_received(session, received_id)
    received.received_on, received.deductible_percent = day, percent
    received.counts_on = counts_on(received.issued_on, received.received_on)
    await session.flush()
    await record(
        session,
        "invoicing.deduction_decided",
        "received_invoice",
        received.id,
        number=received.number,
        percent=f"{percent}",
        received_on=received.received_on.isoformat(),
    )


def _arrived(name: str, data: bytes) -> Iterator[_Arrived]:
    for member, content in each_file(name, data):
        yield _Arrived(member, content, isinstance(content, bytes) and _is_metadata(content))


def _is_metadata(content: bytes) -> bool:
    try:
        return len(content) <= LARGEST_RECEIPT and read_receipt(content).kind is ReceiptKind.METADATA
    except UnreadableReceipt:
        return False


async def _import_one(session: AsyncSession, one: _Arrived, came_by: ReceivedFrom, at: datetime) -> Imported:
    if isinstance(one.content, Unreadable):
        return Imported(one.name, REFUSED, _(one.content.sentence, **one.content.values))
    verdict = await asyncio.to_thread(judge, one.name, one.content)
    try:
        documents = _documents(verdict, await get_setting(session, SellerInfo))
        async with session.begin_nested():
            file_id = await _keep_file(session, one.name, one.content, came_by, at)
            if file_id is None:
                return Imported(one.name, KNOWN, _(mark("Questo file c’è già.")))
            kept = [await _keep_document(session, file_id, document, at, came_by) for document in documents]
            if not any(kept):
                raise _Copies
    except _NotImported as refusal:
        return Imported(one.name, REFUSED, str(refusal))
    except _Copies:
        return Imported(one.name, KNOWN, _(_SAME, number=documents[0].number))
    return Imported(one.name, NEW, invoice_ids=tuple(filter(None, kept)))


class _NotImported(Exception):
    """This file holds nothing that a supplier billed to the firm; the text says why, in the language of the moment."""


class _Copies(Exception):
    """All that the file says is known from another."""


def _documents(verdict: Verdict, firm: SellerInfo) -> Sequence[InvoiceDocument]:
    if not verdict.is_readable:
        raise _NotImported(verdict.reason)
    if not verdict.documents:
        raise _NotImported(_(_NO_CONTENT, reason=verdict.errors[0].words if verdict.errors else ""))
    if broken := [finding for finding in verdict.errors if finding.place == SIGNATURE_PLACE]:
        raise _NotImported(_(_BROKEN_SIGNATURE, code=broken[0].code, reason=broken[0].words))
    for document in verdict.documents:
        if not _is_firm(document.buyer, firm):
            raise _NotImported(_(_NOT_OURS, number=document.number, name=document.buyer.name))
        if abs(_total(document)) > _LARGEST_AMOUNT or abs(document.net_total) > _LARGEST_AMOUNT:
            raise _NotImported(_(_TOO_LARGE, number=document.number))
    return verdict.documents


def _is_firm(buyer: Identity, firm: SellerInfo) -> bool:
    numbers = {firm.vat_number, firm.fiscal_code}
    return (buyer.tax_id is not None and buyer.tax_id.number in numbers) or buyer.fiscal_code in numbers


async def _keep_file(
    session: AsyncSession, name: str, content: bytes, came_by: ReceivedFrom, at: datetime, *, problem: str = ""
) -> UUID | None:
    """The file as it came; None when the very same was kept before."""
    values = {
        "id": new_id(),
        "name": name[:_LONGEST_NAME].replace("\0", ""),
        "came_by": came_by,
        "raw": content,
        "sha256": hashlib.sha256(content).hexdigest(),
        "problem": problem[:_LONGEST_PROBLEM],
        "received_at": at,
    }
    kept = insert(ReceivedFile).values(values).on_conflict_do_nothing(index_elements=["tenant_id", "sha256"])
    return await session.scalar(kept.returning(ReceivedFile.id))


async def _keep_document(
    session: AsyncSession, file_id: UUID, document: InvoiceDocument, at: datetime, came_by: ReceivedFrom
) -> UUID | None:
    """The document in its file; None when the supplier's number is known from another file."""
    supplier_id, name = await _supplier(session, document.seller.party)
    # A file that somebody chose may be old: until they say otherwise it came when it was made.
    received_on = clock.today_in_rome(at) if came_by is ReceivedFrom.PEC else document.issued_on
    values = {
        "id": new_id(),
        "file_id": file_id,
        "supplier_id": supplier_id,
        "supplier_name": name,
        "document_type": document.document_type.value,
        "number": document.number[:20],
        "issued_on": document.issued_on,
        "received_on": received_on,
        "counts_on": counts_on(document.issued_on, received_on),
        "currency": document.currency[:3],
        "net": document.net_total,
        "tax": document.vat_total,
        "total": _total(document),
        "deductible_percent": Decimal(100),
        "document": frozen(document),
        "imported_at": clock.now(),
    }
    same = ["tenant_id", "supplier_id", "document_type", "number", "issued_on"]
    kept = insert(ReceivedInvoice).values(values).on_conflict_do_nothing(index_elements=same)
    return await session.scalar(kept.returning(ReceivedInvoice.id))


async def _supplier(session: AsyncSession, seller: Identity) -> tuple[UUID, str]:
    """Who this is, by country and VAT number, or tax code where there is none; their name as they write it now."""
    number = seller.tax_id.number if seller.tax_id else seller.fiscal_code
    country = seller.tax_id.country if seller.tax_id else "IT"
    name = (seller.name or number)[:160]
    known_by = {"country": country[:2], "tax_number": number[:28]}
    kept = insert(Supplier).values(id=new_id(), name=name, first_seen_at=clock.now(), **known_by)
    kept = kept.on_conflict_do_update(index_elements=["tenant_id", "country", "tax_number"], set_={"name": name})
    return await session.scalar(kept.returning(Supplier.id)), name


async def _take_metadata(session: AsyncSession, one: _Arrived) -> Imported:
    """What SdI calls a file that came before."""
    assert isinstance(one.content, bytes)
    said = read_receipt(one.content)
    named = update(ReceivedFile).where(ReceivedFile.name == said.file_name).values(identifier=said.identifier)
    found = await session.execute(named)
    if not found.rowcount:
        return Imported(one.name, REFUSED, _(_NO_FILE, name=said.file_name))
    return Imported(one.name, METADATA)


def _total(document: InvoiceDocument) -> Decimal:
    return document.total if document.stated_total is None else document.stated_total
