"""What the way through SdI leaves of a buyer."""

import hashlib
import json

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.ids import new_id
from aistrategyhub.features.invoicing.models import Invoice, InvoiceTransmission, SdiReceipt, TransmissionStatus

_CORRECT = text(
    "SELECT correct_rejected_invoice(:invoice, :version, CAST(:buyer AS jsonb), CAST(:recipient AS jsonb),"
    " :name, :file, :xml)"
)


async def leave_transmission_traces(session: AsyncSession, invoice: Invoice, word: str) -> None:
    """A rejection whose every text contains `word`, and what the invoice said before it was corrected."""
    rejected = InvoiceTransmission(
        invoice_id=invoice.id,
        file_name=invoice.file_name,
        status=TransmissionStatus.REJECTED,
        findings=[{"code": "00305", "words": word, "remedy": ""}],
        last_error=word,
    )
    session.add(rejected)
    await session.flush()
    raw = f"{word}-receipt".encode()
    receipt = SdiReceipt(
        transmission_id=rejected.id,
        name="prova_NS_001.xml",
        kind="NS",
        words=word,
        raw=raw,
        sha256=hashlib.sha256(raw).hexdigest(),
    )
    session.add(receipt)
    await session.flush()
    values = {
        "invoice": invoice.id,
        "version": new_id(),
        "buyer": json.dumps(invoice.document["buyer"]),
        "recipient": json.dumps(invoice.document["recipient"]),
        "name": invoice.buyer_name,
        "file": f"IT09876540155_Z{new_id().hex[-4:]}.xml",
        "xml": invoice.xml,
    }
    await session.execute(_CORRECT, values)
    await session.refresh(invoice)
