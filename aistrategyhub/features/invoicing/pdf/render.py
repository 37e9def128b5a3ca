"""From a document to a PDF. Nothing is fetched: the sheet and its style lie beside this module."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from aistrategyhub.core.text import _, speaking
from aistrategyhub.features.invoicing.document.model import InvoiceDocument
from aistrategyhub.features.invoicing.pdf.sheet import lay_out
from aistrategyhub.infra.printing.press import Enclosure, print_pdf

_HERE = Path(__file__).parent


def render_invoice_pdf(
    document: InvoiceDocument, *, locale: str, is_paid: bool, xml: tuple[str, bytes] | None = None
) -> bytes:
    """The courtesy copy in `it` or `en`, a PDF/A-3 when it carries the electronic file."""
    with speaking(locale):
        page = render_html(document, is_paid=is_paid)
        said = _("Fattura elettronica (XML)")
    return print_pdf(page, _css(), Enclosure(*xml, document.issued_on, said) if xml else None)


def render_html(document: InvoiceDocument, *, is_paid: bool) -> str:
    """The sheet as HTML in the language of the moment; every text of the document is escaped."""
    return _templates().get_template("invoice.html").render(sheet=lay_out(document, is_paid=is_paid))


@cache
def _css() -> str:
    return (_HERE / "invoice.css").read_text("utf-8")


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
