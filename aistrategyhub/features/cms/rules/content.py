"""What a page says of itself: what keeps it from being published, what it shows, where its fields are."""

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel

from aistrategyhub.core.errors import FieldError
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.blog.schemas.shelves import EVERYTHING, Shelf, ShelfKind, post_thing
from aistrategyhub.features.cms.schemas.blocks import Contacts, PostList, ServiceList
from aistrategyhub.features.cms.schemas.kinds import BLOCK_KINDS
from aistrategyhub.features.cms.schemas.page import PageContent
from aistrategyhub.features.publishing.schemas.parts import LinkTo, media_of

_HALF_A_LINK = mark("Il link ha bisogno di un testo e di un indirizzo.")
_BLOCK = mark("blocco {number}")
_ROW = mark("riga {number}")


def unfinished(content: PageContent) -> list[FieldError]:
    """What a visitor would stumble over: links with words and no address, or the reverse."""
    return [
        FieldError(f"blocks.{place}.{name}", "HALF_A_LINK", _HALF_A_LINK)
        for place, block in enumerate(content.blocks)
        for name, value in block
        if isinstance(value, LinkTo) and bool(value.label) is not bool(value.href)
    ]


def things_of(content: PageContent) -> frozenset[str]:
    """The names of what the page shows: `media:<id>`, and `catalog`, `firm` or lists of posts where a block shows
    them."""
    found = {f"media:{media_id}" for media_id in media_of(content)}
    for block in content.blocks:
        if isinstance(block, ServiceList):
            found.add("catalog")
        elif isinstance(block, Contacts):
            found.add("firm")
        elif isinstance(block, PostList):
            found |= _things_of_posts(block)
    return frozenset(found)


def _things_of_posts(block: PostList) -> set[str]:
    if block.shows == "chosen":
        return {post_thing(post_id) for post_id in block.posts}
    return {(Shelf(ShelfKind.CATEGORY, block.category) if block.shows == "category" else EVERYTHING).thing}


def place_label(path: str, model: type[BaseModel] = PageContent) -> str:
    """Where a field of a content is, as people say it: `blocco 3, Domande, riga 1, Risposta` for
    `blocks.2.questions.0.answer`."""
    return ", ".join(_steps(path.split("."), model))


def _steps(parts: list[str], model: type[BaseModel]) -> Iterator[str]:
    models = [model]
    for place, part in enumerate(parts):
        if part.isdigit():
            numbered = _BLOCK if parts[place - 1] == "blocks" else _ROW
            yield _(numbered, number=int(part) + 1)
        elif part == "blocks":
            models = [kind.model for kind in BLOCK_KINDS.values()]
        elif owner := next((owner for owner in models if part in owner.model_fields), None):
            yield _(owner.model_fields[part].title or part)
            models = [*_models_in(owner.model_fields[part].annotation)] or models


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)
