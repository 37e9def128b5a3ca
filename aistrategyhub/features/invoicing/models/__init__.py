"""Tables of documents: issued, on their way, and received."""

from aistrategyhub.features.invoicing.models.issued import (
    Invoice,
    InvoiceDraft,
    InvoicePdf,
    InvoiceRestriction,
    InvoiceSignature,
    InvoiceTransmission,
    InvoiceVersion,
    SdiReading,
    SdiReceipt,
    TransmissionStatus,
)
from aistrategyhub.features.invoicing.models.received import ReceivedFile, ReceivedFrom, ReceivedInvoice, Supplier

__all__ = [
    "Invoice",
    "InvoiceDraft",
    "InvoicePdf",
    "InvoiceRestriction",
    "InvoiceSignature",
    "InvoiceTransmission",
    "InvoiceVersion",
    "ReceivedFile",
    "ReceivedFrom",
    "ReceivedInvoice",
    "SdiReading",
    "SdiReceipt",
    "Supplier",
    "TransmissionStatus",
]
