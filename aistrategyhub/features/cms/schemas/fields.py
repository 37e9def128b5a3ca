"""What the fields of a block may hold, and how an editor's form asks for each.

Shape and safety are checked here; emptiness is not: a draft may be unfinished, and what is empty is not shown.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal
from uuid import UUID

import nh3
from pydantic import AfterValidator, Field, StringConstraints

from aistrategyhub.core.fields import UNPRINTABLE
from aistrategyhub.core.text import mark
from aistrategyhub.features.publishing.rules import ContentProblem

Widget = Literal[
    "hidden",
    "line",
    "lines",
    "list",
    "rich_text",
    "image",
    "media",
    "link",
    "choice",
    "flag",
    "number",
    "items",
    "service_choice",
]
"""How a form asks for a field: `line` one line, `lines` plain text, `list` one short text per line, `image` and `media`
the id of a file in the library, `link` a label and an address, `items` rows with fields of their own."""

LONGEST_RICH_TEXT = 60_000
DEEPEST_HTML = 60

_LINK_REFUSED = mark("Il link deve cominciare con https://, http://, mailto:, tel:, / oppure #.")
_HTML_TOO_DEEP = mark("Il testo è annidato troppo in profondità: semplifica elenchi e citazioni.")

_TAGS = {
    "a", "b", "blockquote", "br", "code", "del", "em", "h3", "h4", "hr", "i", "li", "ol", "p", "pre", "s",
    "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
_SPANS = {"colspan", "rowspan"}
_GONE_WITH_CONTENT = {"script", "style", "title", "textarea", "template", "iframe", "noscript", "svg", "math", "object"}
_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
# Browsers drop tabs and new lines inside an address and read a backslash as a slash.
_NEVER_IN_LINK = re.compile(r"[\x00-\x20\x7f\\\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_SPACES = re.compile(r"[\t\n\r\f\v ]+")
_OPENED = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})


def field(widget: Widget, title: str, *, hint: str = "", choices: Mapping[str, str] | None = None, **more: Any) -> Any:
    """A field with its Italian label (a message id), the way a form asks for it, and the labels of its choices."""
    extra: dict[str, Any] = {"widget": widget}
    if hint:
        extra["hint"] = hint
    if choices:
        extra["choices"] = dict(choices)
    return Field(title=title, json_schema_extra=extra, **more)


def is_safe_link(href: str) -> bool:
    """Whether the address may stand in a link: a page of this site, a place in the page, the web, mail, telephone."""
    if _NEVER_IN_LINK.search(href):
        return False
    if href.startswith(("/", "#")):
        return not href.startswith("//")
    scheme = _SCHEME.match(href)
    return scheme is not None and scheme[1].lower() in _SCHEMES and len(href) > scheme.end()


def clean_html(html: str) -> str:
    """The text with only the tags of running text, its links safe. Scripts, styles and drawings go with their content.

    Raises ContentProblem when it is nested so deep that reading it would take seconds.
    """
    if _depth(html) > DEEPEST_HTML:
        raise ContentProblem("HTML_TOO_DEEP", _HTML_TOO_DEEP)
    return nh3.clean(
        html,
        tags=_TAGS,
        clean_content_tags=_GONE_WITH_CONTENT,
        attributes={"a": {"href"}, "ol": {"start"}, "td": _SPANS, "th": _SPANS},
        attribute_filter=_keep_safe_link,
        url_schemes=set(_SCHEMES),
        link_rel="noopener noreferrer",
    ).strip()


def _keep_safe_link(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "href":
        return value if is_safe_link(value.strip()) else None
    return value


def _depth(html: str) -> int:
    depth = deepest = 0
    for closing, name in _OPENED.findall(html):
        if name.lower() in _VOID:
            continue
        depth += -1 if closing else 1
        deepest = max(deepest, depth)
    return deepest


def _printable(text: str) -> str:
    if _CONTROL.search(text):
        raise ContentProblem("INVALID_CHARACTERS", UNPRINTABLE)
    return text


def _one_line(text: str) -> str:
    # Non-breaking spaces stay: a title is set with them.
    return _SPACES.sub(" ", _printable(text)).strip(" ")


def _plain(text: str) -> str:
    return _printable(text.replace("\r\n", "\n")).strip()


def _rich(text: str) -> str:
    return clean_html(_printable(text))


def _link(href: str) -> str:
    href = href.strip()
    if href and not is_safe_link(href):
        raise ContentProblem("LINK_REFUSED", _LINK_REFUSED)
    return href


Line = Annotated[str, StringConstraints(max_length=300), AfterValidator(_one_line)]
Lines = Annotated[str, StringConstraints(max_length=4_000), AfterValidator(_plain)]
RichText = Annotated[str, StringConstraints(max_length=LONGEST_RICH_TEXT), AfterValidator(_rich)]
Href = Annotated[str, StringConstraints(max_length=2_000), AfterValidator(_link)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,120}$")]
"""An id that stays: of a block, of a service."""
MaybeName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{0,120}$")]

MediaId = UUID | None
