"""What the contents of all kinds have in common: their limits, links, and the words for search engines."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, model_validator

from aistrategyhub.core.fields import UNPRINTABLE
from aistrategyhub.core.text import mark
from aistrategyhub.features.publishing.schemas.fields import Href, Line, Lines, MediaId, field
from aistrategyhub.features.publishing.schemas.html import media_in
from aistrategyhub.features.publishing.schemas.problems import ContentProblem

LARGEST_CONTENT = 1_000_000
DEEPEST_CONTENT = 8

_TOO_LARGE = mark("La pagina è troppo grande: al massimo {most} caratteri in tutto.")
_TOO_DEEP = mark("Il contenuto è annidato troppo in profondità.")

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class Part(BaseModel):
    """What contents and their parts have in common: nothing unknown gets in, nothing changes afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Measured(Part):
    """The content of one language of a kind: refused before it is read where it is larger or deeper than any page."""

    @model_validator(mode="before")
    @classmethod
    def _within_limits(cls, data: Any) -> Any:
        if isinstance(data, Mapping):
            measure(data)
        return data


class LinkTo(Part):
    """A link that is shown when both its words and its address are given."""

    label: Line = field("line", mark("Testo del link"), default="")
    href: Href = field("line", mark("Indirizzo"), default="")


class Seo(Part):
    """What search engines show; where empty, the page's own title and summary stand."""

    title: Line = field("line", mark("Titolo per i motori di ricerca"), default="")
    description: Lines = field("lines", mark("Descrizione per i motori di ricerca"), default="")
    image_id: MediaId = field("image", mark("Immagine per chi condivide"), default=None)
    robots: Literal["index", "noindex"] = field(
        "choice",
        mark("Motori di ricerca"),
        default="index",
        choices={"index": mark("Mostrano la pagina"), "noindex": mark("Non la mostrano")},
    )


def measure(data: Any) -> None:
    """Raises ContentProblem for content over LARGEST_CONTENT characters, nested deeper than DEEPEST_CONTENT, or
    with characters that cannot be stored. It looks before anything else reads the content."""
    total, waiting = 0, [(data, 1)]
    while waiting:
        value, depth = waiting.pop()
        if depth > DEEPEST_CONTENT:
            raise ContentProblem("CONTENT_TOO_DEEP", _TOO_DEEP)
        if isinstance(value, str):
            total += len(value)
            if _UNSTORABLE.search(value):
                raise ContentProblem("INVALID_CHARACTERS", UNPRINTABLE)
        elif isinstance(value, Mapping):
            waiting.extend((part, depth + 1) for pair in value.items() for part in pair)
        elif isinstance(value, list | tuple):
            waiting.extend((part, depth + 1) for part in value)
        total += 1
        if total > LARGEST_CONTENT:
            raise ContentProblem("CONTENT_TOO_LARGE", _TOO_LARGE, most=LARGEST_CONTENT)


def media_of(part: BaseModel) -> Iterator[UUID]:
    """The files of the library that a content shows, in its texts too, and those that stand for it elsewhere."""
    for _name, value in part:
        yield from _ids_in(value)


def _ids_in(value: Any) -> Iterator[UUID]:
    if isinstance(value, UUID):
        yield value
    elif isinstance(value, str):
        yield from media_in(value) if "data-media" in value else ()
    elif isinstance(value, BaseModel):
        yield from media_of(value)
    elif isinstance(value, Iterable):
        for item in value:
            yield from _ids_in(item)
