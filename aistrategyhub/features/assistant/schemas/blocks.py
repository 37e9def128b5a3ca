"""A document as its readers leave it: headings and texts in their order, and the chunks that are cut from them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Block:
    """A heading (`level` 1 to 6) or, at level 0, a paragraph. A table is one block, which is not torn apart where it
    can be helped; `caption` is what every piece of it repeats."""

    text: str
    level: int = 0
    page: int | None = None
    is_table: bool = False
    caption: str = ""


@dataclass(frozen=True)
class Reading:
    """A whole document, read. `page_count` is 0 where a format knows no pages."""

    blocks: list[Block]
    page_count: int = 0


@dataclass(frozen=True)
class Piece:
    """A chunk before it is stored."""

    heading: str
    words: str
    page: int | None
