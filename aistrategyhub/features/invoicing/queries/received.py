"""Reads of what suppliers billed."""

from collections.abc import AsyncIterator, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.paging import Page, PageRequest
from aistrategyhub.core.text import _, mark, moment_label, money_label, percent_label, short_date_label
from aistrategyhub.features.invoicing.document.codes import DocumentType
from aistrategyhub.features.invoicing.document.freezing import thawed
from aistrategyhub.features.invoicing.document.model import InvoiceDocument, Line, Party
from aistrategyhub.features.invoicing.models import ReceivedFile, ReceivedInvoice, Supplier
from aistrategyhub.features.invoicing.rules.drafts import sums_of
from aistrategyhub.features.invoicing.rules.periods import Period
from aistrategyhub.features.invoicing.schemas import AsideRow, ReceivedDetail, ReceivedLine, ReceivedRow, SumRow

_SORTABLE = {
    "number": ReceivedInvoice.number,
    "date": ReceivedInvoice.issued_on,
    "supplier": ReceivedInvoice.supplier_name,
    "total": ReceivedInvoice.total,
}
_MOST_ASIDE = 50


class ReceivedNotFound(DomainError):
    """No such document of a supplier."""

    code = "RECEIVED_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Questa fattura di un fornitore non c’è.")


async def get_received(session: AsyncSession, received_id: UUID | None) -> ReceivedInvoice:
    """The document. Raises ReceivedNotFound."""
    query = select(ReceivedInvoice).where(ReceivedInvoice.id == received_id)
    found = (await session.execute(query)).scalar_one_or_none() if received_id else None
    if found is None:
        raise ReceivedNotFound
    return found


async def get_received_file(session: AsyncSession, file_id: UUID) -> ReceivedFile:
    """A file as it came. Raises ReceivedNotFound."""
    found = (await session.execute(select(ReceivedFile).where(ReceivedFile.id == file_id))).scalar_one_or_none()
    if found is None:
        raise ReceivedNotFound
    return found


async def list_received(
    session: AsyncSession, request: PageRequest, *, q: str = "", sort: str = "", descending: bool = True
) -> Page[ReceivedRow]:
    """`page_received` in words."""
    found = await page_received(session, request, q=q, sort=sort, descending=descending)
    return Page([_row(row) for row in found.rows], found.total, found.page, found.per_page)


async def page_received(
    session: AsyncSession, request: PageRequest, *, q: str = "", sort: str = "", descending: bool = True
) -> Page[ReceivedInvoice]:
    """One page of the documents that match, the newest first unless sorted. `q` looks in number, supplier and VAT
    number."""
    wanted, column = _matching(q), _SORTABLE.get(sort)
    newest = (ReceivedInvoice.issued_on.desc(), ReceivedInvoice.id)
    order = newest if column is None else (column.desc() if descending else column.asc(), ReceivedInvoice.id)
    of_supplier = (Supplier.tenant_id == ReceivedInvoice.tenant_id) & (Supplier.id == ReceivedInvoice.supplier_id)
    listed = select(ReceivedInvoice).join(Supplier, of_supplier).where(*wanted).order_by(*order)
    rows = (await session.execute(listed.limit(request.per_page).offset(request.offset))).scalars().all()
    counted = select(func.count()).select_from(ReceivedInvoice).join(Supplier, of_supplier).where(*wanted)
    total = (await session.execute(counted)).scalar_one()
    return Page(list(rows), total, request.page, request.per_page)


async def list_received_aside(session: AsyncSession) -> Sequence[AsideRow]:
    """The latest files that SdI brought and that could not be read."""
    query = select(ReceivedFile).where(ReceivedFile.problem != "").order_by(ReceivedFile.received_at.desc())
    rows = (await session.execute(query.limit(_MOST_ASIDE))).scalars().all()
    return [AsideRow(row.name, row.problem, moment_label(row.received_at), received_file_path(row.id)) for row in rows]


async def read_received(session: AsyncSession, received_id: UUID | None) -> ReceivedDetail:
    """A supplier's document in words. Raises ReceivedNotFound."""
    received = await get_received(session, received_id)
    file = await get_received_file(session, received.file_id)
    document = document_of_received(received)
    return ReceivedDetail(
        received_id=str(received.id),
        title=_(document.document_type.title),
        number=received.number,
        supplier_name=received.supplier_name,
        supplier_lines=list(_party_lines(document.seller.party)),
        date_label=short_date_label(received.issued_on),
        came_label=moment_label(file.received_at),
        file_name=file.name,
        identifier=file.identifier or "",
        causale=document.causale,
        lines=[_line(line, document.currency) for line in document.lines],
        sums=sums_of(document),
        payments=_payments(document),
        references=[one.number for one in document.references],
        received_on=received.received_on.isoformat(),
        deductible=f"{received.deductible_percent.normalize():f}",
        file_path=received_file_path(file.id),
        pdf_path=f"/api/v1/admin/received-invoices/{received.id}.pdf",
    )


def document_of_received(received: ReceivedInvoice) -> InvoiceDocument:
    """What a supplier's document says."""
    return thawed(received.document)


async def each_received(session: AsyncSession, period: Period) -> AsyncIterator[tuple[ReceivedInvoice, ReceivedFile]]:
    """The documents of a period by their own date, oldest first, each with its file, a few at a time."""
    of_file = (ReceivedFile.tenant_id == ReceivedInvoice.tenant_id) & (ReceivedFile.id == ReceivedInvoice.file_id)
    query = select(ReceivedInvoice, ReceivedFile).join(ReceivedFile, of_file)
    in_period = query.where(ReceivedInvoice.issued_on.between(period.first, period.last))
    ordered = in_period.order_by(ReceivedInvoice.issued_on, ReceivedInvoice.id)
    async for row in await session.stream(ordered.execution_options(yield_per=50)):
        yield row.ReceivedInvoice, row.ReceivedFile


def received_path(received_id: UUID) -> str:
    """The owner's page of a supplier's document."""
    return f"/admin/fatture/ricevute/{received_id}"


def received_file_path(file_id: UUID) -> str:
    """Where staff fetch a file as it came."""
    return f"/api/v1/admin/received-files/{file_id}"


def _matching(q: str) -> Sequence[ColumnElement[bool]]:
    needle = q.strip()[:100]
    if not needle:
        return []
    columns = (ReceivedInvoice.number, ReceivedInvoice.supplier_name, Supplier.tax_number)
    return [or_(*(column.icontains(needle, autoescape=True) for column in columns))]


def _row(row: ReceivedInvoice) -> ReceivedRow:
    return ReceivedRow(
        received_id=str(row.id),
        number=row.number,
        kind_label=_(DocumentType(row.document_type).title),
        supplier_name=row.supplier_name,
        date_label=short_date_label(row.issued_on),
        total_label=money_label(row.total, row.currency),
        page_path=received_path(row.id),
    )


def _party_lines(party: Party) -> Sequence[str]:
    address = party.address
    place = " ".join(filter(None, (address.zip, address.city, address.province, address.country)))
    number = f"{party.tax_id.country}{party.tax_id.number}" if party.tax_id else ""
    codes = [_("P. IVA {number}", number=number)] if number else []
    codes += [_("C.F. {code}", code=party.fiscal_code)] if party.fiscal_code else []
    return [line for line in (address.street, place, *codes) if line]


def _line(line: Line, currency: str) -> ReceivedLine:
    return ReceivedLine(
        description=line.description,
        quantity_label="" if line.quantity is None else f"{line.quantity.normalize():f} {line.unit}".strip(),
        price_label=money_label(line.unit_price, currency),
        vat_label=line.natura.value if line.natura else percent_label(line.vat_rate),
        total_label=money_label(line.total, currency),
    )


def _payments(document: InvoiceDocument) -> list[SumRow]:
    rows = []
    for payment in document.payments:
        for one in payment.instalments:
            label = _(one.method.title)
            if one.due_date:
                label = _("{method}, entro il {day}", method=label, day=short_date_label(one.due_date))
            rows.append(SumRow(label, money_label(one.amount, document.currency)))
    return rows
