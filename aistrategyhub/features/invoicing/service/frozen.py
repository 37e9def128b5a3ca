"""Documents as they lie in the database."""

from typing import Any

from pydantic import TypeAdapter

from aistrategyhub.features.invoicing.document.model import InvoiceDocument
from aistrategyhub.features.invoicing.models import Invoice

_DOCUMENT = TypeAdapter(InvoiceDocument)


def document_from(invoice: Invoice) -> InvoiceDocument:
    """What an issued invoice says, as it was frozen."""
    return _DOCUMENT.validate_python(invoice.document)


def frozen(document: InvoiceDocument) -> dict[str, Any]:
    """The document as JSON that `document_from` reads again."""
    return _DOCUMENT.dump_python(document, mode="json")
