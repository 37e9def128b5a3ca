"""From a document to a PDF. Nothing is fetched: the sheet, its style and its fonts lie beside this module."""

import hashlib
from dataclasses import asdict
from functools import cache
from pathlib import Path
from threading import Lock

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from aistrategyhub.core.text import speaking
from aistrategyhub.core.tokens import LIGHT
from aistrategyhub.features.invoicing.document.model import InvoiceDocument
from aistrategyhub.features.invoicing.pdf.sheet import lay_out

_HERE = Path(__file__).parent
_FONTS = "house-fonts:"
# Pango's font map, shared by all renderings of the process, serves one thread at a time.
_PRESS = Lock()


def render_invoice_pdf(document: InvoiceDocument, *, locale: str, is_paid: bool) -> bytes:
    """The courtesy copy in `it` or `en`. The same document, locale and state give the same bytes."""
    with speaking(locale):
        page = render_html(document, is_paid=is_paid)
    with _PRESS:
        style, fonts = _style()
        return HTML(string=page, url_fetcher=_OwnFiles()).write_pdf(
            stylesheets=[style],
            font_config=fonts,
            pdf_identifier=hashlib.sha256(page.encode()).digest()[:16],
            pdf_tags=True,
        )


def render_html(document: InvoiceDocument, *, is_paid: bool) -> str:
    """The sheet as HTML in the language of the moment; every text of the document is escaped."""
    return _templates().get_template("invoice.html").render(sheet=lay_out(document, is_paid=is_paid))


class _OwnFiles(URLFetcher):
    """Serves the fonts of this folder by name and refuses every other address."""

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        path = _HERE / "fonts" / Path(url.removeprefix(_FONTS)).name
        if not url.startswith(_FONTS) or not path.is_file():
            raise ValueError(f"a document may not fetch {url}")
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": "font/woff2"})


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _style() -> tuple[CSS, FontConfiguration]:
    fonts = FontConfiguration()
    colours = "".join(f"--{name.replace('_', '-')}: {value};" for name, value in asdict(LIGHT).items())
    css = f":root {{ {colours} }}\n" + (_HERE / "invoice.css").read_text("utf-8")
    return CSS(string=css, font_config=fonts, url_fetcher=_OwnFiles()), fonts
