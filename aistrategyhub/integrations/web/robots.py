"""What sites ask of programs: `robots.txt` (RFC 9309) and their sitemaps (sitemaps.org). Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree
from protego import Protego

from aistrategyhub.integrations.web.gateway import USER_AGENT

MOST_ROBOTS_BYTES = 512_000
MOST_SITEMAP_BYTES = 10_000_000
_LONGEST_PAUSE = 10.0
_PRODUCT = USER_AGENT.partition("/")[0]


@dataclass(frozen=True)
class Sitemap:
    """The pages that a sitemap names, or further sitemaps."""

    pages: Sequence[str] = ()
    sitemaps: Sequence[str] = ()


def may_read(robots: str, url: str) -> bool:
    """Whether a site's rules let us read this page."""
    return Protego.parse(robots).can_fetch(url, _PRODUCT)


def pause_of(robots: str) -> float:
    """The seconds between two pages: as many as the site asks for, up to ten, at least one."""
    return min(max(Protego.parse(robots).crawl_delay(_PRODUCT) or 1.0, 1.0), _LONGEST_PAUSE)


def read_sitemap(body: bytes, *, most: int) -> Sitemap | None:
    """The first addresses of a sitemap; None for what is none."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    kind = etree.QName(root).localname if isinstance(root.tag, str) else ""
    if kind not in ("urlset", "sitemapindex"):
        return None
    found: list[str] = []
    for entry in root:
        said = next((one.text for one in entry if isinstance(one.tag, str) and etree.QName(one).localname == "loc"), "")
        if said and said.strip():
            found.append(said.strip())
        if len(found) == most:
            break
    return Sitemap(pages=found) if kind == "urlset" else Sitemap(sitemaps=found)
