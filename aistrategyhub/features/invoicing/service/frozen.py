"""Documents as they lie in the database."""

from aistrategyhub.features.invoicing.document.freezing import frozen, thawed
from aistrategyhub.features.invoicing.document.model import InvoiceDocument
from aistrategyhub.features.invoicing.models import Invoice

__all__ = ["document_from", "frozen"]


def document_from(invoice: Invoice) -> InvoiceDocument:
    """What an issued invoice says, as it was frozen."""
    return thawed(invoice.document)
