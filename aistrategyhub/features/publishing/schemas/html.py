"""Texts of several paragraphs: which HTML is kept, and what it names. What is kept here is safe to show.

A picture is `<img data-media="<id>" alt="...">` in a figure: where its file lies is looked up when it is drawn
(`rules.drawn_html`). A heading keeps the anchor it was given first, so that links to it outlive a change of its words.
"""

import re
from collections.abc import Iterator, Sequence
from html import unescape
from uuid import UUID

import nh3

from aistrategyhub.core.ids import read_id
from aistrategyhub.core.latin import slug_of
from aistrategyhub.core.text import mark
from aistrategyhub.features.publishing.schemas.problems import ContentProblem

DEEPEST_HTML = 60
LONGEST_ANCHOR = 80
ANCHOR_PREFIX = "s-"
"""It keeps the anchors of a text from those of the page around it."""

_HTML_TOO_DEEP = mark("Il testo è annidato troppo in profondità: semplifica elenchi e citazioni.")

_TAGS = {
    "a", "b", "blockquote", "br", "code", "del", "em", "figcaption", "figure", "hr", "i", "img", "li", "ol", "p", "pre",
    "s", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
_SPANS = {"colspan", "rowspan"}
_ATTRIBUTES = {
    "a": {"href"},
    "code": {"class"},
    "h2": {"id"},
    "h3": {"id"},
    "h4": {"id"},
    "img": {"alt", "data-media"},
    "ol": {"start"},
    "td": _SPANS,
    "th": _SPANS,
}
_GONE_WITH_CONTENT = {"script", "style", "title", "textarea", "template", "iframe", "noscript", "svg", "math", "object"}
_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
# Browsers drop tabs and new lines inside an address and read a backslash as a slash.
_NEVER_IN_LINK = re.compile(r"[\x00-\x20\x7f\\\u2028\u2029]")
_OPENED = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
_NUMBER = re.compile(r"\d{1,4}")
_LANGUAGE = re.compile(r"language-[a-z0-9+#-]{1,20}")
_ANCHOR = re.compile(rf"{ANCHOR_PREFIX}[a-z0-9-]{{1,{LONGEST_ANCHOR}}}")
# What nh3 writes has its quotes escaped inside of attributes, so that these find whole tags.
_IMAGE = re.compile(r'<img(?:\s[\w-]+="[^"]*")*\s*/?>')
_MEDIA = re.compile(r'\sdata-media="([^"]*)"')
_HEADING = re.compile(r'<(h[2-4])(?:\sid="([^"]*)")?>(.*?)</\1>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def is_safe_link(href: str) -> bool:
    """Whether the address may stand in a link: a page of this site, a place in the page, the web, mail, telephone."""
    if _NEVER_IN_LINK.search(href):
        return False
    if href.startswith(("/", "#")):
        return not href.startswith("//")
    scheme = _SCHEME.match(href)
    return scheme is not None and scheme[1].lower() in _SCHEMES and len(href) > scheme.end()


def clean_html(html: str, *, headings: Sequence[str] = ("h3", "h4")) -> str:
    """The text with only the tags of running text and these headings, its links safe, its headings anchored.

    Scripts, styles and drawings go with their content, and so do pictures that are not of the library. Raises
    ContentProblem when it is nested so deep that reading it would take seconds.
    """
    if _depth(html) > DEEPEST_HTML:
        raise ContentProblem("HTML_TOO_DEEP", _HTML_TOO_DEEP)
    cleaned = nh3.clean(
        html,
        tags=_TAGS | set(headings),
        clean_content_tags=_GONE_WITH_CONTENT,
        attributes={tag: names for tag, names in _ATTRIBUTES.items() if tag in _TAGS or tag in headings},
        attribute_filter=_keep,
        url_schemes=set(_SCHEMES),
        link_rel="noopener noreferrer",
    )
    return anchored(_IMAGE.sub(_of_library, cleaned), set()).strip()


def media_in(html: str) -> Iterator[UUID]:
    """The files of the library that a cleaned text shows."""
    for image in _IMAGE.findall(html):
        found = _MEDIA.search(image)
        if found and (media_id := read_id(found[1])):
            yield media_id


def anchored(html: str, taken: set[str]) -> str:
    """A cleaned text whose headings each have an anchor that is not among those taken, to which its own are added."""

    def give(found: re.Match[str]) -> str:
        tag, known, words = found[1], found[2] or "", found[3]
        anchor = _free(known or f"{ANCHOR_PREFIX}{slug_of(_plain(words))[:60].strip('-') or 'x'}", taken)
        taken.add(anchor)
        return f'<{tag} id="{anchor}">{words}</{tag}>'

    return _HEADING.sub(give, html)


def headings_of(html: str) -> list[tuple[int, str, str]]:
    """The headings of a cleaned text: level, anchor, words."""
    return [(int(tag[1]), anchor, _plain(words)) for tag, anchor, words in _HEADING.findall(html)]


def _keep(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "href":
        return value if is_safe_link(value.strip()) else None
    rule = {"class": _LANGUAGE, "id": _ANCHOR, "start": _NUMBER, "colspan": _NUMBER, "rowspan": _NUMBER}.get(attribute)
    if rule is not None:
        return value if rule.fullmatch(value) else None
    if attribute == "data-media":
        media_id = read_id(value)
        return str(media_id) if media_id else None
    return value


def _of_library(found: re.Match[str]) -> str:
    return found[0] if _MEDIA.search(found[0]) else ""


def _free(wanted: str, taken: set[str]) -> str:
    anchor, number = wanted, 1
    while anchor in taken:
        number += 1
        anchor = f"{wanted}-{number}"
    return anchor


def _plain(html: str) -> str:
    return " ".join(unescape(_TAG.sub("", html)).split())


def _depth(html: str) -> int:
    depth = deepest = 0
    for closing, name in _OPENED.findall(html):
        if name.lower() in _VOID:
            continue
        depth += -1 if closing else 1
        deepest = max(deepest, depth)
    return deepest
