"""The content security policy of the built pages: each inline script allowed by its hash, and nothing else.

A build writes the hashes of its pages to `policies.json` beside them; the server answers with them.
"""

import hashlib
import json
import re
from base64 import b64encode
from collections.abc import Iterable, Mapping
from pathlib import Path

HASHES_FILE = "policies.json"
FALLBACK = "__spa-fallback.html"
"""The page that answers for routes with parameters and for addresses that nobody owns."""

FILM_PLAYERS = ("https://www.youtube-nocookie.com", "https://player.vimeo.com")
"""Players of films that a page loads only once somebody starts one."""

_SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<code>.*?)</script>", re.DOTALL)
_NOT_RUN = re.compile(r'\ssrc=|\stype="application/(?:ld\+)?json"')
_FORBIDDEN = re.compile(r"<style[\s>]|<[a-z][^>]*\s(?:style|on[a-z]+)=\"", re.IGNORECASE)


class UnsafePage(RuntimeError):
    """A built page has something inline that the policy would refuse."""


def hashes_of(html: str) -> list[str]:
    """`'sha256-...'` of every inline script of a page, in their order, each once. Data is no script.

    Raises UnsafePage for a style tag, a style attribute or an event attribute: the policy has no way to allow one.
    """
    outside = _SCRIPT.sub("<script></script>", html)
    if found := _FORBIDDEN.search(outside):
        raise UnsafePage(f"inline style or handler: {found.group()[:80]!r}")
    scripts = (match for match in _SCRIPT.finditer(html) if not _NOT_RUN.search(match["attributes"]))
    return list(dict.fromkeys(_hash(match["code"]) for match in scripts))


def write_hashes(site: Path) -> None:
    """Writes the hashes of every page of a build, keyed by the page's path inside it."""
    pages = {}
    for page in sorted(site.rglob("*.html")):
        try:
            pages[page.relative_to(site).as_posix()] = hashes_of(page.read_text())
        except UnsafePage as error:
            raise UnsafePage(f"{page.relative_to(site)}: {error}") from None
    (site / HASHES_FILE).write_text(json.dumps(pages, indent=1))


def read_hashes(site: Path) -> dict[str, list[str]]:
    """What `write_hashes` wrote."""
    return json.loads((site / HASHES_FILE).read_text())


def policy(hashes: Iterable[str] = (), allowed: Mapping[str, Iterable[str]] | None = None) -> str:
    """The header's value. `allowed` adds sources to a directive: `{"frame-src": ["https://js.stripe.com"]}`."""
    directives: dict[str, list[str]] = {
        "default-src": ["'self'"],
        "script-src": ["'self'", *hashes],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "frame-src": ["'self'", *FILM_PLAYERS],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
    for directive, sources in (allowed or {}).items():
        directives.setdefault(directive, ["'self'"]).extend(sources)
    return "; ".join(f"{directive} {' '.join(sources)}" for directive, sources in directives.items())


def _hash(code: str) -> str:
    digest = b64encode(hashlib.sha256(code.encode()).digest()).decode()
    return f"'sha256-{digest}'"
