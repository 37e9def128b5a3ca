"""The content of a page in one language: its blocks, and what search engines and shared links say of it."""

import re
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, model_validator

from aistrategyhub.core.fields import UNPRINTABLE
from aistrategyhub.core.text import mark
from aistrategyhub.features.cms.schemas.blocks import MOST_BLOCKS, Block, Part
from aistrategyhub.features.cms.schemas.fields import Line, Lines, MediaId, field
from aistrategyhub.features.publishing.rules import ContentProblem

LARGEST_CONTENT = 1_000_000
DEEPEST_CONTENT = 8

_TOO_LARGE = mark("La pagina è troppo grande: al massimo {most} caratteri in tutto.")
_TOO_DEEP = mark("Il contenuto è annidato troppo in profondità.")
_REPEATED = mark("Due blocchi hanno lo stesso identificativo «{id}».")

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


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


class PageContent(Part):
    """A page in one language."""

    title: Line = field("line", mark("Titolo"), default="")
    summary: Lines = field("lines", mark("Sommario"), default="")
    image_id: MediaId = field("image", mark("Immagine"), default=None)
    seo: Seo = Field(default=Seo(), title=mark("Motori di ricerca"))
    blocks: tuple[Block, ...] = Field(default=(), max_length=MOST_BLOCKS, title=mark("Blocchi"))

    @model_validator(mode="before")
    @classmethod
    def _within_limits(cls, data: Any) -> Any:
        if isinstance(data, Mapping):
            measure(data)
        return data

    @model_validator(mode="after")
    def _each_block_once(self) -> "PageContent":
        seen: set[str] = set()
        for block in self.blocks:
            if block.id in seen:
                raise ContentProblem("REPEATED_BLOCK", _REPEATED, id=block.id)
            seen.add(block.id)
        return self


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
