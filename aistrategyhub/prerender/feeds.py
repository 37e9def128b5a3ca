"""What is read about all pages of a site at once: sitemaps, the Atom feed, and the small files at its root.

Everything is made of the rows of pages that are written, so that no list names an address that has no page.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from aistrategyhub.core.clock import now
from aistrategyhub.core.paths import in_language
from aistrategyhub.core.text import DEFAULT_LOCALE, LOCALES, _, speaking
from aistrategyhub.core.tokens import LIGHT
from aistrategyhub.prerender.compression import compressed
from aistrategyhub.prerender.queries import ListedPage
from aistrategyhub.prerender.sites import Site
from aistrategyhub.prerender.tree import Tree

# What one sitemap may hold (sitemaps.org).
MOST_PER_SITEMAP = 50_000
_MOST_ENTRIES = 50
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"
# RFC 9116 asks for a date less than a year away.
_SECURITY_CONTACT_HOLDS = timedelta(days=300)


def write_feeds(tree: Tree, site: Site, pages: Sequence[ListedPage]) -> None:
    """Writes all of them into the site's folder, and takes away a feed that has nothing to tell any more."""
    files = files_of(site, pages)
    for name, text in files.items():
        body = text.encode()
        tree.write(tree.file(site.tenant_id, name), body, compressed(body))
    for name in {*_feed_names(), *_old_sitemaps(tree, site)} - files.keys():
        tree.remove(tree.file(site.tenant_id, name))


def files_of(site: Site, pages: Sequence[ListedPage]) -> dict[str, str]:
    """Each file's text by its name in the site's folder."""
    files = {
        **sitemaps(site, pages),
        "robots.txt": robots(site),
        "llms.txt": llms(site, pages),
        "manifest.webmanifest": manifest(site),
    }
    if site.contact:
        files[".well-known/security.txt"] = security_contact(site)
    for locale in LOCALES:
        if feed := atom(site, pages, locale):
            files[feed_path(locale).strip("/")] = feed
    return files


def sitemaps(site: Site, pages: Sequence[ListedPage]) -> dict[str, str]:
    """`sitemap.xml`, which past 50,000 pages is an index of `sitemap-1.xml` and so on."""
    parts = [pages[start : start + MOST_PER_SITEMAP] for start in range(0, len(pages), MOST_PER_SITEMAP)] or [[]]
    if len(parts) == 1:
        return {"sitemap.xml": _sitemap(site, parts[0])}
    files = {f"sitemap-{number}.xml": _sitemap(site, part) for number, part in enumerate(parts, start=1)}
    entries = "".join(f"<sitemap><loc>{escape(_address(site, f'/{name}'))}</loc></sitemap>\n" for name in files)
    return {"sitemap.xml": f'{_XML}<sitemapindex xmlns="{_SITEMAP}">\n{entries}</sitemapindex>\n', **files}


def robots(site: Site) -> str:
    """What robots may not fetch, and where the sitemap is."""
    nothing = "Disallow:\n"
    hidden = "".join(f"Disallow: {path}\n" for path in site.hidden)
    return f"User-agent: *\n{hidden or nothing}\nSitemap: {site.origin}/sitemap.xml\n"


def llms(site: Site, pages: Sequence[ListedPage]) -> str:
    """The pages in words, for programs that read (llmstxt.org)."""
    lines = [f"# {_line(site.name)}", ""]
    if claim := site.claim.get(DEFAULT_LOCALE):
        lines += [f"> {_line(claim)}", ""]
    for locale in LOCALES:
        listed = [page for page in pages if page.locale == locale and page.title]
        with speaking(locale):
            heading = _("Pagine in italiano")
        lines += [f"## {heading}", "", *(_in_words(site, page) for page in listed), ""] if listed else []
    return "\n".join(lines)


def security_contact(site: Site) -> str:
    """Whom to tell of a weakness (RFC 9116). Good for ten months from the first of this one."""
    month = now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return (
        f"Contact: mailto:{site.contact}\n"
        f"Expires: {_instant(month + _SECURITY_CONTACT_HOLDS)}\n"
        f"Preferred-Languages: {', '.join(LOCALES)}\n"
        f"Canonical: {site.origin}/.well-known/security.txt\n"
    )


def manifest(site: Site) -> str:
    """The site as an application that one may keep on the first screen."""
    described = {
        "name": site.name,
        "short_name": site.name[:30],
        "description": site.claim.get(DEFAULT_LOCALE, ""),
        "lang": DEFAULT_LOCALE,
        "start_url": "/",
        "scope": "/",
        "display": "browser",
        "background_color": LIGHT.paper,
        "theme_color": LIGHT.paper,
        "icons": [{"src": "/favicon.svg", "sizes": "any", "type": "image/svg+xml"}],
    }
    return json.dumps(described, ensure_ascii=False, indent=1)


def feed_path(locale: str) -> str:
    """Where the Atom feed of a language is."""
    return in_language("/feed.xml", locale)


def atom(site: Site, pages: Sequence[ListedPage], locale: str) -> str:
    """The articles of a language, the newest first (RFC 4287); empty where there is none."""
    articles = [page for page in pages if page.locale == locale and page.kind == "article" and page.published_at]
    articles.sort(key=lambda page: page.published_at or datetime.min, reverse=True)
    newest = articles[:_MOST_ENTRIES]
    if not newest:
        return ""
    updated = max(page.changed_at or page.published_at for page in newest)  # type: ignore[type-var]
    home, own = _address(site, in_language("/", locale)), _address(site, feed_path(locale))
    return (
        f'{_XML}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{locale}">\n'
        f"<title>{escape(site.name)}</title>\n<id>{escape(home)}</id>\n<updated>{_instant(updated)}</updated>\n"
        f'<link rel="self" href={quoteattr(own)}/>\n<link href={quoteattr(home)}/>\n'
        f"<author><name>{escape(site.name)}</name></author>\n"
        f"{''.join(_entry(site, page) for page in newest)}</feed>\n"
    )


def _entry(site: Site, page: ListedPage) -> str:
    address = _address(site, page.path)
    published = page.published_at or now()
    return (
        f"<entry><title>{escape(page.title)}</title><id>{escape(address)}</id><link href={quoteattr(address)}/>"
        f"<published>{_instant(published)}</published><updated>{_instant(page.changed_at or published)}</updated>"
        f"<summary>{escape(page.description)}</summary></entry>\n"
    )


def _sitemap(site: Site, pages: Sequence[ListedPage]) -> str:
    entries = "".join(_url(site, page) for page in pages)
    return f'{_XML}<urlset xmlns="{_SITEMAP}" xmlns:xhtml="{_XHTML}">\n{entries}</urlset>\n'


def _url(site: Site, page: ListedPage) -> str:
    modified = f"<lastmod>{_instant(page.changed_at)}</lastmod>" if page.changed_at else ""
    links = "".join(_alternates(site, page)) if len(page.alternates) > 1 else ""
    return f"<url><loc>{escape(_address(site, page.path))}</loc>{modified}{links}</url>\n"


def _alternates(site: Site, page: ListedPage) -> Iterator[str]:
    known = dict(page.alternates)
    if DEFAULT_LOCALE in known:
        known["x-default"] = known[DEFAULT_LOCALE]
    for locale, path in known.items():
        yield f'<xhtml:link rel="alternate" hreflang="{locale}" href={quoteattr(_address(site, path))}/>'


def _in_words(site: Site, page: ListedPage) -> str:
    title = _line(page.title).replace("[", "(").replace("]", ")")
    said = f": {_line(page.description)}" if page.description else ""
    return f"- [{title}]({_address(site, page.path)}){said}"


def _address(site: Site, path: str) -> str:
    return site.origin + quote(path)


def _line(text: str) -> str:
    return " ".join(text.split())


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _feed_names() -> set[str]:
    return {feed_path(locale).strip("/") for locale in LOCALES}


def _old_sitemaps(tree: Tree, site: Site) -> set[str]:
    return {file.name for file in (tree.folder / str(site.tenant_id)).glob("sitemap-*.xml")}
