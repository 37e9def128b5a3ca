"""What is read about all pages at once names each page by its address, and nothing that could be taken for markup."""

import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from aistrategyhub.core.clock import now
from aistrategyhub.prerender import feeds
from aistrategyhub.prerender.feeds import (
    atom,
    files_of,
    llms,
    manifest,
    robots,
    security_contact,
    sitemaps,
    write_feeds,
)
from aistrategyhub.prerender.queries import ListedPage
from aistrategyhub.prerender.sites import Site
from aistrategyhub.prerender.tree import Tree

SITE = Site(
    UUID(int=1),
    "https://www.example.it",
    name="Rossi & Figli <srl>",
    claim={"it": "In regola", "en": "In order"},
    contact="info@example.it",
    hidden=("/api/", "/admin"),
)
NS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
ATOM = {"a": "http://www.w3.org/2005/Atom"}
AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


def page(path="/servizi", *, locale="it", title="Servizi", kind="website", alternates=None, published=None, changed=AT):
    return ListedPage(path, locale, title, "Che cosa facciamo", kind, alternates or {}, published, changed)


class TestSitemap:
    def test_a_page_with_its_languages_and_the_day_it_changed(self):
        both = {"it": "/servizi", "en": "/en/servizi"}
        root = ET.fromstring(sitemaps(SITE, [page(alternates=both)])["sitemap.xml"])
        assert root.findtext("s:url/s:loc", namespaces=NS) == "https://www.example.it/servizi"
        assert root.findtext("s:url/s:lastmod", namespaces=NS) == "2026-11-21T09:30:00Z"
        links = {link.get("hreflang"): link.get("href") for link in root.iterfind("s:url/x:link", NS)}
        assert links == {
            "it": "https://www.example.it/servizi",
            "en": "https://www.example.it/en/servizi",
            "x-default": "https://www.example.it/servizi",
        }

    def test_a_page_in_one_language_names_no_other_and_an_unknown_day_is_not_invented(self):
        root = ET.fromstring(sitemaps(SITE, [page(alternates={"it": "/servizi"}, changed=None)])["sitemap.xml"])
        assert root.find("s:url/x:link", NS) is None
        assert root.find("s:url/s:lastmod", NS) is None

    @pytest.mark.parametrize(
        ("path", "address"),
        [
            ("/qualità", "https://www.example.it/qualit%C3%A0"),
            ("/a b", "https://www.example.it/a%20b"),
            ("/ricerca&sviluppo", "https://www.example.it/ricerca%26sviluppo"),
            ("/<script>", "https://www.example.it/%3Cscript%3E"),
        ],
    )
    def test_an_address_is_written_as_a_browser_would_ask_for_it(self, path, address):
        root = ET.fromstring(sitemaps(SITE, [page(path)])["sitemap.xml"])
        assert root.findtext("s:url/s:loc", namespaces=NS) == address

    def test_a_site_without_pages_has_an_empty_one(self):
        assert len(ET.fromstring(sitemaps(SITE, [])["sitemap.xml"])) == 0

    @pytest.mark.parametrize(("count", "files"), [(3, 1), (4, 3), (6, 3), (7, 4)])
    def test_beyond_what_one_may_hold_there_is_an_index(self, monkeypatch, count, files):
        monkeypatch.setattr(feeds, "MOST_PER_SITEMAP", 3)
        made = sitemaps(SITE, [page(f"/p/{number}") for number in range(count)])
        assert len(made) == files
        root = ET.fromstring(made["sitemap.xml"])
        named = [loc.text.rsplit("/", 1)[1] for loc in root.iterfind("s:sitemap/s:loc", NS)]
        assert named == sorted(made.keys() - {"sitemap.xml"})
        parts = [ET.fromstring(made[name]) for name in named] or [root]
        assert sum(len(part) for part in parts) == count


class TestAtom:
    def test_articles_of_the_language_the_newest_first(self):
        pages = [
            page("/blog/uno", title="Uno", kind="article", published=AT),
            page("/blog/due", title="A < B & C", kind="article", published=AT + timedelta(days=1)),
            page("/en/blog/one", locale="en", title="One", kind="article", published=AT),
            page("/servizi", published=AT),
            page("/blog/bozza", kind="article"),
        ]
        root = ET.fromstring(atom(SITE, pages, "it"))
        assert [entry.findtext("a:title", namespaces=ATOM) for entry in root.iterfind("a:entry", ATOM)] == [
            "A < B & C",
            "Uno",
        ]
        assert root.findtext("a:title", namespaces=ATOM) == SITE.name
        assert root.findtext("a:updated", namespaces=ATOM) == "2026-11-21T09:30:00Z"
        own = [link.get("href") for link in root.iterfind("a:link", ATOM) if link.get("rel") == "self"]
        assert own == ["https://www.example.it/feed.xml"]
        assert ET.fromstring(atom(SITE, pages, "en")).findtext("a:id", namespaces=ATOM) == "https://www.example.it/en"

    def test_without_articles_there_is_no_feed(self):
        assert atom(SITE, [page()], "it") == ""
        assert "feed.xml" not in files_of(SITE, [page()])


def test_robots_are_told_what_is_not_for_them_and_where_the_sitemap_is():
    assert robots(SITE) == (
        "User-agent: *\nDisallow: /api/\nDisallow: /admin\n\nSitemap: https://www.example.it/sitemap.xml\n"
    )
    assert "Disallow:\n" in robots(Site(UUID(int=2), "https://x.example"))


def test_programs_read_the_pages_in_words_by_language():
    said = llms(SITE, [page(title="Uno\n# due ](x)"), page("/en/services", locale="en", title="Services")])
    assert said.splitlines() == [
        "# Rossi & Figli <srl>",
        "",
        "> In regola",
        "",
        "## Pagine in italiano",
        "",
        "- [Uno # due )(x)](https://www.example.it/servizi): Che cosa facciamo",
        "",
        "## Pages in English",
        "",
        "- [Services](https://www.example.it/en/services): Che cosa facciamo",
    ]


def test_whom_to_tell_of_a_weakness_holds_for_less_than_a_year_and_more_than_half():
    lines = dict(line.split(": ", 1) for line in security_contact(SITE).splitlines())
    assert lines["Contact"] == "mailto:info@example.it"
    expires = datetime.fromisoformat(lines["Expires"])
    assert timedelta(days=180) < expires - now() < timedelta(days=365)
    assert ".well-known/security.txt" not in files_of(Site(UUID(int=2), "https://x.example"), [])


def test_the_manifest_names_the_site():
    assert '"name": "Rossi & Figli <srl>"' in manifest(SITE)


def test_a_feed_and_a_sitemap_that_have_nothing_to_tell_any_more_go_away(tmp_path, monkeypatch):
    tree = Tree(tmp_path, "a")
    monkeypatch.setattr(feeds, "MOST_PER_SITEMAP", 1)
    write_feeds(tree, SITE, [page("/a", kind="article", published=AT), page("/b")])
    folder = tree.folder / str(SITE.tenant_id)
    assert {"feed.xml", "sitemap-1.xml", "sitemap-2.xml.br"} <= {file.name for file in folder.iterdir()}
    write_feeds(tree, SITE, [page("/b")])
    assert not {"feed.xml", "feed.xml.br", "sitemap-1.xml"} & {file.name for file in folder.iterdir()}
    assert (folder / ".well-known" / "security.txt.gz").exists()
