"""The content of a page in one language: its blocks, and what search engines and shared links say of it."""

from pydantic import Field, model_validator

from aistrategyhub.core.text import mark
from aistrategyhub.features.cms.schemas.blocks import MOST_BLOCKS, Block
from aistrategyhub.features.publishing.schemas.fields import Line, Lines, MediaId, field
from aistrategyhub.features.publishing.schemas.parts import Measured, Seo
from aistrategyhub.features.publishing.schemas.problems import ContentProblem

_REPEATED = mark("Due blocchi hanno lo stesso identificativo «{id}».")


class PageContent(Measured):
    """A page in one language."""

    title: Line = field("line", mark("Titolo"), default="")
    summary: Lines = field("lines", mark("Sommario"), default="")
    image_id: MediaId = field("image", mark("Immagine"), hint=mark("Per chi condivide la pagina"), default=None)
    seo: Seo = field("part", mark("Motori di ricerca"), default=Seo())
    blocks: tuple[Block, ...] = Field(default=(), max_length=MOST_BLOCKS, title=mark("Blocchi"))

    @model_validator(mode="after")
    def _each_block_once(self) -> "PageContent":
        seen: set[str] = set()
        for block in self.blocks:
            if block.id in seen:
                raise ContentProblem("REPEATED_BLOCK", _REPEATED, id=block.id)
            seen.add(block.id)
        return self
