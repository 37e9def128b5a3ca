"""What the fields of a content may hold, and how an editor's form asks for each.

Shape and safety are checked here; emptiness is not: a draft may be unfinished, and what is empty is not shown.
"""

import re
from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from aistrategyhub.core.fields import UNPRINTABLE
from aistrategyhub.core.text import mark
from aistrategyhub.features.publishing.schemas.html import clean_html, is_safe_link
from aistrategyhub.features.publishing.schemas.problems import ContentProblem

Widget = Literal[
    "hidden",
    "line",
    "lines",
    "list",
    "rich_text",
    "article",
    "image",
    "media",
    "link",
    "choice",
    "flag",
    "number",
    "part",
    "items",
    "service_choice",
    "post_choice",
]
"""How a form asks for a field: `line` one line, `lines` plain text, `list` one short text per line, `rich_text` several
paragraphs below a heading of the page, `article` those with headings of their own, `image` and `media` the id of a file
in the library, `link` a label and an address, `part` a group of fields, `items` rows with fields of their own."""

LONGEST_RICH_TEXT = 60_000
LONGEST_ARTICLE = 200_000

_LINK_REFUSED = mark("Il link deve cominciare con https://, http://, mailto:, tel:, / oppure #.")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_SPACES = re.compile(r"[\t\n\r\f\v ]+")


def field(widget: Widget, title: str, *, hint: str = "", choices: Mapping[str, str] | None = None, **more: Any) -> Any:
    """A field with its Italian label (a message id), the way a form asks for it, and the labels of its choices."""
    extra: dict[str, Any] = {"widget": widget}
    if hint:
        extra["hint"] = hint
    if choices:
        extra["choices"] = dict(choices)
    return Field(title=title, json_schema_extra=extra, **more)


def _printable(text: str) -> str:
    if _CONTROL.search(text):
        raise ContentProblem("INVALID_CHARACTERS", UNPRINTABLE)
    return text


def _one_line(text: str) -> str:
    # Non-breaking spaces stay: a title is set with them.
    return _SPACES.sub(" ", _printable(text)).strip(" ")


def _plain(text: str) -> str:
    return _printable(text.replace("\r\n", "\n")).strip()


def _rich(text: str, headings: tuple[str, ...]) -> str:
    return clean_html(_printable(text), headings=headings)


def _link(href: str) -> str:
    href = href.strip()
    if href and not is_safe_link(href):
        raise ContentProblem("LINK_REFUSED", _LINK_REFUSED)
    return href


Line = Annotated[str, StringConstraints(max_length=300), AfterValidator(_one_line)]
Lines = Annotated[str, StringConstraints(max_length=4_000), AfterValidator(_plain)]
RichText = Annotated[
    str, StringConstraints(max_length=LONGEST_RICH_TEXT), AfterValidator(partial(_rich, headings=("h3", "h4")))
]
"""HTML below a heading of the page: its own headings begin at the third level."""
Article = Annotated[
    str, StringConstraints(max_length=LONGEST_ARTICLE), AfterValidator(partial(_rich, headings=("h2", "h3", "h4")))
]
"""HTML that is the page itself: its headings begin at the second level."""
Href = Annotated[str, StringConstraints(max_length=2_000), AfterValidator(_link)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,120}$")]
"""An id that stays: of a block, of a service."""
MaybeName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{0,120}$")]

MediaId = UUID | None
