"""Which rules of a style sheet a page takes along. In tables of literals."""

import pytest

from aistrategyhub.infra import csp
from aistrategyhub.prerender.batches import with_policy
from aistrategyhub.prerender.styles import StyleSheet, classes_of, inline_styles

LINK = '<link href="/assets/site-1.css" rel="stylesheet" type="text/css"/>'
PAGE = f'<html><head><link as="style" href="/assets/site-1.css" rel="preload"/>{LINK}</head><body>%s</body></html>'


@pytest.mark.parametrize(
    ("rule", "is_needed"),
    [
        ("p{color:red}", True),
        (":root{--ink:#000}", True),
        (".card{color:red}", True),
        (".card:hover>.title::before{color:red}", True),
        (".card .gone{color:red}", False),
        (".gone,.card{color:red}", True),
        (".gone,.missing{color:red}", False),
        (".card:not(.gone){color:red}", True),
        (":is(.gone,.card p){color:red}", True),
        (":is(.gone,.missing) p{color:red}", False),
        (".card:where(.gone){color:red}", False),
        (r".md\:grid-cols-\[1fr_2fr\]{color:red}", True),
        (".dark .title{color:red}", True),
        ("@media (width>=48rem){.card{color:red}}", True),
        ("@media print{.gone{color:red}}", False),
        ("@layer base{@supports (display:grid){.card{color:red}.gone{color:red}}}", True),
        ("@layer base,theme;", True),
        ("@font-face{font-family:Serif;src:local(Arial)}", True),
        ("@keyframes never{0%{opacity:0}}", False),
        ("@property --never{syntax:'*';inherits:false}", False),
    ],
)
def test_a_rule_comes_along_where_an_element_could_match(rule: str, is_needed: bool) -> None:
    kept = StyleSheet(rule).needed(frozenset({"card", "title", "dark", "md:grid-cols-[1fr_2fr]"}))
    assert bool(kept) is is_needed


def test_the_rules_keep_their_order_and_their_conditions() -> None:
    css = "@layer base{.a{color:red}.b{color:blue}}.c{color:red}@media print{.a{color:#000}}.a{top:0}"
    assert StyleSheet(css).needed(frozenset({"a"})) == (
        "@layer base{.a{color:red}}@media print{.a{color:#000}}.a{top:0}"
    )


@pytest.mark.parametrize("used", [".a{animation:rise 1s}", ".a{width:var(--wide)}"])
def test_animations_and_properties_follow_the_rules_that_use_them(used: str) -> None:
    named = "@keyframes rise{0%{top:0}}@property --wide{syntax:'*';inherits:false}"
    assert len(StyleSheet(named + used).needed(frozenset({"a"}))) > len(used)
    assert StyleSheet(named + used).needed(frozenset()) == ""


def test_the_classes_of_a_page() -> None:
    html = '<p class="a  b"></p><p data-class="no" class="md:w-[calc(1rem&gt;2)]"></p><p class=""></p>'
    assert classes_of(html) == {"a", "b", "md:w-[calc(1rem>2)]", "dark", "light"}


def test_a_page_paints_without_asking_for_its_sheet() -> None:
    html = inline_styles(PAGE % '<p class="a"></p>', {"/assets/site-1.css": StyleSheet(".a{top:0}.b{top:1px}")})
    disabled = '<link href="/assets/site-1.css" rel="stylesheet" type="text/css" disabled/>'
    assert f"<style data-of-page>.a{{top:0}}</style>{disabled}</head>" in html
    assert "preload" not in html


def test_a_typeface_that_must_be_fetched_is_switched_on_later() -> None:
    face = '@font-face {font-family:"F";src:url("/fonts/f.woff2")}'
    local = '@font-face {font-family:"L";src:local("Arial")}'
    page = PAGE.replace("<head>", '<head><link as="font" href="/fonts/f.woff2" rel="preload" type="font/woff2"/>') % ""
    html = inline_styles(page, {"/assets/site-1.css": StyleSheet(face + local)})
    assert f"<style data-of-page>{local}</style>" in html
    assert f'<style data-of-page data-faces media="(scripting: none)">{face}</style>' in html
    assert "preload" not in html


def test_a_sheet_that_is_not_known_stays_as_it_is() -> None:
    html = PAGE % ""
    assert inline_styles(html, {"/assets/other-2.css": StyleSheet("p{top:0}")}) == html


def test_the_policy_of_a_page_allows_its_own_styles_and_no_others() -> None:
    html = inline_styles(PAGE % "", {"/assets/site-1.css": StyleSheet("p{top:0}")})
    written = with_policy(html.encode(), csp.policy()).decode()
    assert "style-src 'self' 'sha256-8EJL2E40VnnGherz8izbHnhSLNfS7seXQ/iH7JDUNko=';" in written
    assert "unsafe-inline" not in written
