"""What sites ask of programs."""

import pytest

from aistrategyhub.integrations.web.robots import Sitemap, may_read, pause_of, read_sitemap

PAGE = "https://esempio.it/guide/nis2"
_URLSET = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'


@pytest.mark.parametrize(
    ("robots", "expected"),
    [
        ("", True),
        ("User-agent: *\nDisallow:", True),
        ("User-agent: *\nDisallow: /", False),
        ("User-agent: *\nDisallow: /guide", False),
        ("User-agent: *\nDisallow: /guide\nAllow: /guide/nis2", True),
        ("User-agent: *\nDisallow: /*nis2$", False),
        ("User-agent: Googlebot\nDisallow: /", True),
        ("User-agent: AIStrategyHub-Assistant\nDisallow: /\n\nUser-agent: *\nAllow: /", False),
        ("<html>non trovato</html>", True),
        ("\x00" * 100, True),
    ],
)
def test_rules_are_kept(robots: str, expected: bool) -> None:
    assert may_read(robots, PAGE) is expected


@pytest.mark.parametrize(("delay", "pause"), [("", 1.0), ("0.1", 1.0), ("3", 3.0), ("9999", 10.0), ("abc", 1.0)])
def test_a_site_says_how_fast_it_is_read(delay: str, pause: float) -> None:
    assert pause_of(f"User-agent: *\nCrawl-delay: {delay}") == pause


def test_a_sitemap_names_pages_or_sitemaps() -> None:
    body = f"<?xml version='1.0'?>{_URLSET}<url><loc> {PAGE} </loc></url><url><lastmod>x</lastmod></url></urlset>"
    assert read_sitemap(body.encode(), most=10) == Sitemap(pages=[PAGE])
    index = "<sitemapindex><sitemap><loc>https://esempio.it/a.xml</loc></sitemap></sitemapindex>"
    assert read_sitemap(index.encode(), most=10) == Sitemap(sitemaps=["https://esempio.it/a.xml"])
    many = _URLSET + "".join(f"<url><loc>https://esempio.it/{n}</loc></url>" for n in range(50)) + "</urlset>"
    assert len(read_sitemap(many.encode(), most=10).pages) == 10


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body>no</body></html>",
        b"<urlset><url><loc>",
        b"\x00\x01",
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><feed>&b;</feed>',
        b"[" * 10_000,
    ],
)
def test_what_is_no_sitemap_is_none(body: bytes) -> None:
    assert read_sitemap(body, most=10) is None


def test_a_sitemap_reads_no_file_of_ours() -> None:
    body = (
        b'<!DOCTYPE u [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
        b"<urlset><url><loc>https://esempio.it/&f;</loc></url></urlset>"
    )
    found = read_sitemap(body, most=10)
    assert found is None or not any("root" in page for page in found.pages)
