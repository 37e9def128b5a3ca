"""The courtesy copy of a document, for people to read: our own design, printed by WeasyPrint.

WeasyPrint is loaded by the first rendering: web processes hardly ever print, and it would cost each of them some 25 MB
and a good part of its start. Job processes load it before they begin (`invoicing/jobs.py`).
"""

from aistrategyhub.features.invoicing.document.model import InvoiceDocument


def render_invoice_pdf(
    document: InvoiceDocument, *, locale: str, is_paid: bool, xml: tuple[str, bytes] | None = None
) -> bytes:
    """The courtesy copy in `it` or `en`; with the electronic file, by name and content, a PDF/A-3 that carries it. The
    same document, locale, state and file give the same bytes."""
    from aistrategyhub.features.invoicing.pdf import render

    return render.render_invoice_pdf(document, locale=locale, is_paid=is_paid, xml=xml)
