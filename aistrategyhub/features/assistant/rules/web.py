"""Which pages of the web may be read, and what their answers mean. Pure."""

import hashlib
import html
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from aistrategyhub.core.errors import DomainError, FieldError, InvalidInput, Kind
from aistrategyhub.core.text import LOCALES, _, mark, moment_label, ngettext
from aistrategyhub.features.assistant.models import CrawlStatus, WebKind, WebSource
from aistrategyhub.features.assistant.rules.failures import Unreadable, failure_label
from aistrategyhub.features.assistant.schemas.web import SiteCounts, SiteRow
from aistrategyhub.integrations.web.addresses import site_of
from aistrategyhub.integrations.web.gateway import AddressRefused

MOST_SITES, MOST_PAGES, MOST_SITEMAPS = 50, 300, 10
LARGEST_PAGE = 5_000_000
GONE_TWICE = 2
INTERVALS = {
    "1": mark("Ogni giorno"),
    "7": mark("Ogni settimana"),
    "30": mark("Ogni mese"),
    "0": mark("Mai da sola"),
}
_LONGEST_URL = 500
_NAMES = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/pdf": "pdf",
    "text/plain": "txt",
    "text/markdown": "md",
    "text/csv": "csv",
    "application/json": "json",
}
_STATUSES = {401: "FORBIDDEN", 403: "FORBIDDEN", 404: "NOT_THERE", 410: "NOT_THERE", 451: "FORBIDDEN"}
GONE = frozenset({404, 410})
_TITLE = re.compile(r"<title[^>]*>(.{1,2000}?)</title", re.IGNORECASE | re.DOTALL)
_CHARSET = re.compile(r"charset=[\"']?([\w.:-]{2,40})", re.IGNORECASE)
_HEAD_BYTES = 64_000
_CRAWLS = {
    CrawlStatus.WAITING: (mark("In attesa"), "waiting"),
    CrawlStatus.DONE: (mark("Letta"), "action"),
    CrawlStatus.FAILED: (mark("Non letta"), "failed"),
}


class TooManySites(DomainError):
    """A bot reads no more of the web than this."""

    code = "TOO_MANY_SITES"
    kind = Kind.CONFLICT
    sentence = mark("Un assistente legge al massimo {most} pagine o sitemap: eliminane una.")


class SiteKnown(DomainError):
    """The bot reads this address already."""

    code = "SITE_KNOWN"
    kind = Kind.CONFLICT
    sentence = mark("Questo indirizzo è già nell’elenco.")


def read_source(form: Mapping[str, Any]) -> tuple[str, WebKind, str, int]:
    """Address, kind, language and days between two readings, as they were typed. Raises InvalidInput."""
    errors: list[FieldError] = []
    url = clean_url(str(form.get("url") or ""))
    if url is None:
        words = mark("Scrivi l’indirizzo di una pagina pubblica, come https://www.esempio.it/pagina.")
        errors.append(FieldError("url", "NO_URL", words))
    every = str(form.get("every_days", "7"))
    if every not in INTERVALS:
        errors.append(FieldError("every_days", "INVALID_CHOICE", mark("Scegli ogni quanto.")))
    locale = str(form.get("locale") or "it")
    if locale not in LOCALES:
        errors.append(FieldError("locale", "INVALID_CHOICE", mark("Scegli la lingua.")))
    if errors or url is None:
        raise InvalidInput(errors)
    is_sitemap = urlsplit(url).path.lower().endswith(".xml")
    return url, WebKind.SITEMAP if is_sitemap else WebKind.PAGE, locale, int(every)


def clean_url(text: str) -> str | None:
    """The address as it is fetched, without the part that stays in the browser; None for what is no page."""
    text = text.strip()
    if not text or len(text) > _LONGEST_URL or not text.isprintable() or " " in text:
        return None
    try:
        site_of(text)
        parts = urlsplit(text)
    except (AddressRefused, ValueError):
        return None
    return urlunsplit((parts.scheme, parts.netloc.lower(), parts.path or "/", parts.query, ""))


def own_pages(found: Iterable[str], url: str) -> list[str]:
    """Those of these addresses that are pages of the same site, once each, in their order."""
    site, pages = site_of(url), dict.fromkeys(clean_url(one) for one in found)
    return [page for page in pages if page is not None and site_of(page) == site][:MOST_PAGES]


def robots_url(url: str) -> str:
    """Where the site says what programs may read (RFC 9309, 2.3)."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, "/robots.txt", "", ""))


def key_of(url: str) -> str:
    """Under which name a bot knows a page of the web."""
    return "web:" + hashlib.sha256(url.encode()).hexdigest()[:64]


def name_for(content_type: str) -> str:
    """A file name that says how a page is read. Raises Unreadable (KIND)."""
    ending = _NAMES.get(content_type.partition(";")[0].strip().lower())
    if ending is None:
        raise Unreadable("KIND")
    return f"pagina.{ending}"


def check_status(status: int) -> None:
    """Raises Unreadable for an answer that is no page, and that asking again at once does not change."""
    if status != 200:
        raise Unreadable(_STATUSES.get(status, "AWAY"))


def in_utf8(body: bytes, content_type: str) -> bytes:
    """A text in UTF-8, where its server or its head says that it is something else."""
    if not content_type.lower().startswith(("text/", "application/xhtml")):
        return body
    said = _CHARSET.search(content_type) or _CHARSET.search(body[:2_000].decode("ascii", "ignore"))
    if said is None or said[1].lower().replace("-", "") == "utf8":
        return body
    try:
        return body.decode(said[1]).encode()
    except (LookupError, UnicodeError):
        return body


def title_of(body: bytes, url: str) -> str:
    """What a page calls itself, else its address."""
    found = _TITLE.search(body[:_HEAD_BYTES].decode("utf-8", "ignore"))
    title = " ".join(html.unescape(found[1]).split()) if found else ""
    return ("".join(sign for sign in title if sign.isprintable()) or url)[:300]


def site_row(site: WebSource, counts: SiteCounts) -> SiteRow:
    """A page or sitemap as its list shows it."""
    label, tone = _CRAWLS[site.status]
    told = [ngettext("{count} pagina", "{count} pagine", counts.pages)] if site.kind is WebKind.SITEMAP else []
    told += [_("{count} in attesa", count=counts.waiting)] if counts.waiting else []
    told += [_("{count} non lette", count=counts.failed)] if counts.failed else []
    return SiteRow(
        site_id=str(site.id),
        url=site.url,
        status_label=_(label),
        status_tone=tone,
        problem=failure_label(site.failure, {}),
        pages_label=", ".join(told),
        every_label=_(INTERVALS[str(site.every_days)]),
        crawled_label=moment_label(site.crawled_at) if site.crawled_at else "",
        progress=100 * (counts.pages - counts.waiting) // counts.pages if counts.pages else 0,
        is_busy=bool(counts.waiting) or site.status is CrawlStatus.WAITING,
    )
