"""The courtesy copy of a document, for people to read: our own design, printed by WeasyPrint."""

from aistrategyhub.features.invoicing.pdf.render import render_invoice_pdf

__all__ = ["render_invoice_pdf"]
