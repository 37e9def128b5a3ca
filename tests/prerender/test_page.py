"""What is made of the HTML of React: head, data, sleep. In tables of literals."""

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest

from aistrategyhub.infra import csp
from aistrategyhub.prerender.declared import Head
from aistrategyhub.prerender.page import ForbiddenScript, check_scripts, finish
from aistrategyhub.prerender.seams import MovedSeam

REACT = """<!DOCTYPE html><html lang="it" class="x"><head><meta charSet="utf-8"/><title>Servizio</title>\
<meta content="" property="og:image"/><link rel="modulepreload" href="/assets/manifest-1.js"/>\
<link rel="modulepreload" href="/assets/root-1.js"/><script>theme()</script></head><body><p>Ciao</p>\
<script type="module" async="">import "/assets/manifest-1.js";
import * as route0 from "/assets/root-1.js";
import * as route1 from "/assets/page-1.js";
\x20\x20
  window.__reactRouterRouteModules = {"root":route0,"routes/[en].$[slug]._index":route1};

import("/assets/entry-1.js");</script></body></html>"""


def finished(head: Head = Head(), state: dict[str, Any] | None = None, html: str = REACT) -> str:
    return finish(
        html,
        state or {},
        head,
        path="/en/servizi/dpia",
        origin="https://ditta.example",
        locale="en",
        wakes_on=("q",),
        wake="wakes()",
    )


def data_of(html: str, kind: str) -> list[Any]:
    return [json.loads(found) for found in re.findall(rf'<script type="{kind}"[^>]*>(.*?)</script>', html, re.DOTALL)]


def test_no_module_is_asked_for_before_the_first_touch() -> None:
    html = finished()
    assert 'rel="modulepreload"' not in html
    assert 'type="module"' not in html
    [page] = data_of(html, "application/json")
    assert page["manifest"] == "/assets/manifest-1.js"
    assert page["entry"] == "/assets/entry-1.js"
    assert page["routes"] == {"root": "/assets/root-1.js", "routes/[en].$[slug]._index": "/assets/page-1.js"}
    assert page["preloads"] == ["/assets/manifest-1.js", "/assets/root-1.js"]
    assert page["wakesOn"] == ["q"]
    assert html.count("<script>wakes()</script>") == 1


def test_the_data_stands_last_in_the_head_and_cannot_end_it() -> None:
    evil = "</script><script>alert(1)</script><!-- \u2028 &"
    html = finished(Head(data=({"name": evil},)), {"a": {"x_rx_state_": evil}})
    assert html.count("alert(1)") == 2
    assert "</script><script>alert" not in html
    assert re.search(r'id="__page">[^<]*</script></head>', html)
    assert data_of(html, "application/json")[0]["state"] == {"a": {"x_rx_state_": evil}}
    assert data_of(html, r"application/ld\+json") == [{"name": evil}]


HEADS = [
    (Head(title="Uno"), "<title>Uno</title>"),
    (Head(title='<b>"A" & B\\1</b>'), "<title>&lt;b&gt;&quot;A&quot; &amp; B\\1&lt;/b&gt;</title>"),
    (Head(), "<title>Servizio</title>"),
    (Head(description='1 "due"'), '<meta content="1 &quot;due&quot;" name="description"/>'),
    (Head(title="Uno"), '<meta property="og:title" content="Uno" data-of-page/>'),
    (Head(), '<link rel="canonical" href="https://ditta.example/en/servizi/dpia" data-of-page/>'),
    (Head(canonical="/servizi/dpia"), '<link rel="canonical" href="https://ditta.example/servizi/dpia" data-of-page/>'),
    (
        Head(canonical="https://altrove.example/x"),
        '<link rel="canonical" href="https://altrove.example/x" data-of-page/>',
    ),
    (
        Head(image="/media/1.png"),
        '<meta property="og:image" content="https://ditta.example/media/1.png" data-of-page/>',
    ),
    (Head(image="/media/1.png"), '<meta name="twitter:card" content="summary_large_image" data-of-page/>'),
    (Head(), '<meta name="twitter:card" content="summary" data-of-page/>'),
    (Head(robots="noindex"), '<meta name="robots" content="noindex" data-of-page/>'),
    (Head(kind="article"), '<meta property="og:type" content="article" data-of-page/>'),
    (
        Head(published_at=datetime(2026, 11, 21, tzinfo=UTC)),
        '<meta property="article:published_time" content="2026-11-21T00:00:00+00:00" data-of-page/>',
    ),
    (
        Head(alternates={"it": "/s", "en": "/en/s"}),
        '<link rel="alternate" hreflang="x-default" href="https://ditta.example/s" data-of-page/>',
    ),
    (
        Head(alternates={"it": "/s", "en": "/en/s"}),
        '<link rel="alternate" hreflang="en" href="https://ditta.example/en/s" data-of-page/>',
    ),
    (
        Head(alternates={"it": "/s", "en": "/en/s"}),
        '<meta property="og:locale:alternate" content="it_IT" data-of-page/>',
    ),
    (Head(site_name="Ditta"), '<meta property="og:site_name" content="Ditta" data-of-page/>'),
    (Head(), '<link rel="manifest" href="/manifest.webmanifest" data-of-page/>'),
    (
        Head(feeds={'Il "blog"': "/blog/feed.xml"}),
        '<link rel="alternate" type="application/rss+xml" title="Il &quot;blog&quot;"'
        ' href="https://ditta.example/blog/feed.xml" data-of-page/>',
    ),
    (
        Head(authors=["/blog/autore/anna"]),
        '<meta property="article:author" content="https://ditta.example/blog/autore/anna" data-of-page/>',
    ),
    (Head(section="AI Act"), '<meta property="article:section" content="AI Act" data-of-page/>'),
    (Head(tags=["registri"]), '<meta property="article:tag" content="registri" data-of-page/>'),
    (Head(), '<html lang="en" class="x">'),
]


@pytest.mark.parametrize(("head", "said"), HEADS)
def test_the_head_says(head: Head, said: str) -> None:
    assert finished(head).count(said) == 1


@pytest.mark.parametrize(
    "unsaid",
    ['name="robots"', 'property="og:image"', "hreflang", "article:", 'content=""', "og:description", "alternate"],
)
def test_the_head_leaves_out_what_is_not_known(unsaid: str) -> None:
    assert unsaid not in finished(Head(title="Uno"))


def test_one_language_alone_has_no_alternates() -> None:
    assert "hreflang" not in finished(Head(alternates={"it": "/solo-qui"}))


def test_addresses_in_the_data_become_absolute() -> None:
    crumbs = [{"item": "/servizi", "name": "/non-un-indirizzo"}]
    html = finished(Head(data=({"url": "/x", "image": ["/a.png", "https://b.example"], "itemListElement": crumbs},)))
    assert data_of(html, r"application/ld\+json") == [
        {
            "url": "https://ditta.example/x",
            "image": ["https://ditta.example/a.png", "https://b.example"],
            "itemListElement": [{"item": "https://ditta.example/servizi", "name": "/non-un-indirizzo"}],
        }
    ]


def test_a_router_that_starts_its_pages_otherwise_is_noticed() -> None:
    with pytest.raises(MovedSeam, match="starts a page's modules"):
        finished(html=REACT.replace("__reactRouterRouteModules", "__other"))


def test_only_the_scripts_of_the_build_are_allowed() -> None:
    allowed = frozenset(csp.hashes_of(finished()))
    check_scripts(finished(Head(title="Altro", data=({"a": 1},)), {"b": {"c": 2}}), allowed)
    with pytest.raises(ForbiddenScript):
        check_scripts(finished().replace("theme()", "other()"), allowed)
    with pytest.raises(csp.UnsafePage):
        check_scripts(finished().replace("<p>", '<p style="color:red">'), allowed)
