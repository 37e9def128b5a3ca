"""The channel of a tenant, and what the rehearsal asks of our own checks."""

from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.billing import NO_RECIPIENT_CODE
from aistrategyhub.core.text import _, speaking
from aistrategyhub.features.invoicing.document.model import InvoiceDocument
from aistrategyhub.features.invoicing.fatturapa.verdicts import judge
from aistrategyhub.features.tenants.queries import first_tenant, get_tenant
from aistrategyhub.infra.db import tenant_of
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.integrations.sdi.choose import sdi_channel
from aistrategyhub.integrations.sdi.gateway import SdiChannel, SdiNotConfigured
from aistrategyhub.integrations.sdi.receipts import ReceiptError
from aistrategyhub.integrations.sdi.rehearsal import Judged, Rehearsal


async def channel_of(session: AsyncSession) -> SdiChannel | None:
    """The channel of this tenant's files; None when people carry them. Raises SdiNotConfigured.

    The one certified mailbox is the first firm's: another's receipts must not end up in its books.
    """
    tenant = await get_tenant(session, tenant_of(session))
    settings = get_settings()
    folder = settings.data_dir / "sdi" / str(tenant.id)
    channel = sdi_channel(settings, folder, judge_as_sdi, is_demo=tenant.is_demo)
    if channel is None or channel.is_stand_in:
        return channel
    first = await first_tenant(session)
    return channel if first and first.id == tenant.id else None


async def channel_words(session: AsyncSession) -> str:
    """What to know of how files leave, where it is not the real SdI by itself; empty where it is."""
    try:
        channel = await channel_of(session)
    except SdiNotConfigured as problem:
        return _(problem.sentence, **problem.values)
    if channel is None:
        return _("Nessun canale è scelto: i file si caricano a mano nel portale Fatture e Corrispettivi.")
    return _("Prova locale: nessun file arriva davvero al Sistema di Interscambio.") if channel.is_stand_in else ""


def rehearsal_in(folder: Path) -> Rehearsal:
    """The local SdI that keeps its books in this folder."""
    return Rehearsal(folder, judge_as_sdi)


def judge_as_sdi(name: str, content: bytes) -> Judged:
    """What SdI would find in a file, in Italian, as it would."""
    with speaking("it"):
        verdict = judge(name, content)
        errors = [ReceiptError(finding.code, finding.words) for finding in verdict.errors]
    if not verdict.is_readable and not errors:
        errors = [ReceiptError("00106", verdict.reason)]
    file = verdict.content
    if file is None:
        return Judged(errors=errors)
    if file.recipient.is_public_office and not verdict.signatures:
        errors.append(ReceiptError("00102", "La fattura per un ufficio pubblico non è firmata."))
    return Judged(
        errors=errors,
        is_public=file.recipient.is_public_office,
        recipient=file.recipient.code or NO_RECIPIENT_CODE,
        has_pec=bool(file.recipient.pec_email),
        documents=[_identity(document) for document in file.documents],
    )


def _identity(document: InvoiceDocument) -> tuple[str, int, str, str]:
    """By what SdI knows a document again: seller, year, number, and whether it is a credit note (00404)."""
    tax_id = document.seller.party.tax_id
    seller = tax_id.number if tax_id else document.seller.party.fiscal_code
    kind = "TD04" if document.document_type.value == "TD04" else ""
    return seller, document.issued_on.year, document.number, kind
