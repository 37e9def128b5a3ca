"""Documents as JSON, and back."""

from typing import Any

from pydantic import TypeAdapter

from aistrategyhub.features.invoicing.document.model import InvoiceDocument

_DOCUMENT = TypeAdapter(InvoiceDocument)


def frozen(document: InvoiceDocument) -> dict[str, Any]:
    """The document as JSON that `thawed` reads again."""
    return _DOCUMENT.dump_python(document, mode="json")


def thawed(values: dict[str, Any]) -> InvoiceDocument:
    """What a document said when it was frozen."""
    return _DOCUMENT.validate_python(values)
