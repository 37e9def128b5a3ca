"""Shelves and authors as they are typed in the owner's forms. Pure."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.text import mark
from aistrategyhub.features.blog.rules.screens import read_links, typed
from aistrategyhub.features.blog.schemas.drafts import AuthorDraft, ShelfDraft

D = TypeVar("D", bound=BaseModel)

_WRONG_NUMBER = mark("Scrivi un numero da 0 a 10.000.")
_WRONG_TEXT = mark("Il testo è troppo lungo o contiene segni che non si possono stampare.")
_WRONG_LINK = mark("Scrivi una riga per link: parole | indirizzo, che comincia con https://.")
_SHELF = ("name_it", "name_en", "slug", "description_it", "description_en", "position")
_AUTHOR = ("name", "slug", "role_it", "role_en", "bio_it", "bio_en")
_SENTENCES = {"position": _WRONG_NUMBER, "links": _WRONG_LINK}


def read_shelf(form: Mapping[str, Any]) -> ShelfDraft:
    """A category, a tag or a series. Raises InvalidInput with every wrong field."""
    told = {name: text for name, text in typed(form, *_SHELF).items() if name in form}
    return _read(ShelfDraft, told | {"position": told.get("position") or "0"})


def read_author(form: Mapping[str, Any], photo_id: str) -> AuthorDraft:
    """An author. Raises InvalidInput with every wrong field."""
    told: dict[str, Any] = typed(form, *_AUTHOR)
    links = read_links(str(form.get("links", "")))
    return _read(AuthorDraft, told | {"photo_id": photo_id or None, "links": links})


def _read(kind: type[D], told: Mapping[str, Any]) -> D:
    try:
        return kind.model_validate(told)
    except ValidationError as error:
        wrong = dict.fromkeys(str(item["loc"][0]) for item in error.errors())
        raise InvalidInput([FieldError(name, "INVALID", _SENTENCES.get(name, _WRONG_TEXT)) for name in wrong]) from None
