"""The checks of SdI that our own issued documents decide: a file name or a number used before."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.text import mark
from aistrategyhub.features.invoicing.document.codes import DocumentType
from aistrategyhub.features.invoicing.document.model import InvoiceDocument
from aistrategyhub.features.invoicing.document.parts import TaxId
from aistrategyhub.features.invoicing.fatturapa.builder import ElectronicFile
from aistrategyhub.features.invoicing.fatturapa.findings import Finding
from aistrategyhub.features.invoicing.models import Invoice
from aistrategyhub.features.site_settings.queries import get_setting
from aistrategyhub.features.site_settings.schemas import SellerInfo


async def check_against_store(session: AsyncSession, name: str, file: ElectronicFile) -> Sequence[Finding]:
    """What the firm's own documents forbid: a file name sent before (00002), a number of the year given before
    (00404), unless one of the two is a credit note; under art. 73, on the day. Neither documents of other sellers are
    judged, nor what their buyers write and number in their stead."""
    found: list[Finding] = []
    if await _is_used(session, Invoice.file_name == name):
        found.append(Finding("00002", "", mark("Un file di nome {name} è già stato creato."), {"name": name}))
    seller = await get_setting(session, SellerInfo)
    for index, document in enumerate(file.documents, start=1):
        tax_id = document.seller.party.tax_id
        is_ours = tax_id == TaxId("IT", seller.vat_number) and not document.document_type.is_issued_by_buyer
        if is_ours and await _is_number_used(session, document):
            place = f"FatturaElettronicaBody[{index}]/DatiGenerali/DatiGeneraliDocumento/Numero"
            sentence = mark("Il numero {number} è già stato usato quest'anno.")
            found.append(Finding("00404", place, sentence, {"number": document.number}))
    return found


async def _is_number_used(session: AsyncSession, document: InvoiceDocument) -> bool:
    is_credit = document.document_type is DocumentType.TD04
    same_kind = (Invoice.document_type == DocumentType.TD04.value) == is_credit
    in_year = func.extract("year", Invoice.issue_date) == document.issued_on.year
    when = Invoice.issue_date == document.issued_on if document.is_art73 else in_year
    return await _is_used(session, Invoice.invoice_number == document.number, same_kind, when)


async def _is_used(session: AsyncSession, *conditions: object) -> bool:
    return (await session.execute(select(Invoice.id).where(*conditions).limit(1))).first() is not None
