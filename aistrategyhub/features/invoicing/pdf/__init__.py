"""The courtesy copy of a document, for people to read: our own design, printed by WeasyPrint.

WeasyPrint is loaded by the first rendering: web processes hardly ever print, and it would cost each of them some 25 MB
and a good part of its start. Job processes load it before they begin (`invoicing/jobs.py`).
"""

from aistrategyhub.features.invoicing.document.model import InvoiceDocument


def render_invoice_pdf(document: InvoiceDocument, *, locale: str, is_paid: bool) -> bytes:
    """The courtesy copy in `it` or `en`. The same document, locale and state give the same bytes."""
    from aistrategyhub.features.invoicing.pdf import render

    return render.render_invoice_pdf(document, locale=locale, is_paid=is_paid)
