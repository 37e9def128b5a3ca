"""WeasyPrint, one sheet at a time."""

import gc
import hashlib
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from multiprocessing.util import Finalize
from pathlib import Path
from threading import Lock

from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from aistrategyhub.core.tokens import LIGHT
from aistrategyhub.infra.printing import FONTS

_FONTS = "house-fonts:"
# Pango's font map, shared by all renderings of the process, serves one thread at a time.
_PRESS = Lock()


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that a PDF carries: what the paper was made from, dated by its day."""

    name: str
    content: bytes
    day: date
    description: str = ""


def print_pdf(html: str, css: str, enclosure: Enclosure | None = None) -> bytes:
    """The page as a tagged PDF; the same page, style and enclosure give the same bytes.

    With an enclosure it is a PDF/A-3, which archives take.
    """
    with _PRESS:
        style, fonts = _style(css)
        return HTML(string=html, url_fetcher=_OwnFiles()).write_pdf(
            stylesheets=[style],
            font_config=fonts,
            pdf_identifier=hashlib.sha256(html.encode()).digest()[:16],
            pdf_tags=True,
            pdf_variant="pdf/a-3b" if enclosure else None,
            attachments=[_attached(enclosure)] if enclosure else None,
        )


def _attached(enclosure: Enclosure) -> Attachment:
    moment = datetime.combine(enclosure.day, time(), UTC)
    return Attachment(
        string=enclosure.content,
        name=enclosure.name,
        description=enclosure.description,
        created=moment,
        modified=moment,
        relationship="Source",
    )


class _OwnFiles(URLFetcher):
    """Serves the house's fonts by name and refuses every other address."""

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        path = FONTS / Path(url.removeprefix(_FONTS)).name
        if not url.startswith(_FONTS) or not path.is_file():
            raise ValueError(f"a document may not fetch {url}")
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": "font/woff2"})


@lru_cache(maxsize=8)
def _style(css: str) -> tuple[CSS, FontConfiguration]:
    fonts = FontConfiguration()
    # It keeps its fonts in a temporary folder until it is collected. Forked web workers end without collecting
    # anything, but as processes of `multiprocessing` they run this.
    Finalize(None, _forget_styles, exitpriority=0)
    colours = "".join(f"--{name.replace('_', '-')}: {value};" for name, value in asdict(LIGHT).items())
    return CSS(string=f":root {{ {colours} }}\n{css}", font_config=fonts, url_fetcher=_OwnFiles()), fonts


def _forget_styles() -> None:
    _style.cache_clear()
    gc.collect()
