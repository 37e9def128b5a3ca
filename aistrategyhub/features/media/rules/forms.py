"""What the screens send, read into what the library understands."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.text import mark
from aistrategyhub.features.media.models import MediaKind
from aistrategyhub.features.media.schemas import Description, LibraryFilter

_PICTURES = (MediaKind.IMAGE, MediaKind.VECTOR)
VIEWS: dict[str, LibraryFilter] = {
    "all": LibraryFilter(),
    "pictures": LibraryFilter(kinds=_PICTURES),
    "videos": LibraryFilter(kinds=(MediaKind.VIDEO,)),
    "documents": LibraryFilter(kinds=(MediaKind.DOCUMENT,)),
    "lacking": LibraryFilter(lacks_description=True),
    "private": LibraryFilter(is_private=True),
    "trash": LibraryFilter(is_in_trash=True),
}


def filter_of(view: str, words: str, folder: str) -> LibraryFilter:
    """What a screen looks for; a view that nobody knows is the whole library."""
    return VIEWS.get(view, VIEWS["all"]).narrowed(words=words, folder=folder)


def read_description(given: Mapping[str, Any]) -> Description:
    """What a form says of a file; a box that is not ticked is not sent. Raises InvalidInput by field."""
    try:
        return Description(
            alt_it=given.get("alt_it", ""),
            alt_en=given.get("alt_en", ""),
            is_decorative=bool(given.get("is_decorative")),
            folder=given.get("folder", "/"),
            focal_x=given.get("focal_x", 5),
            focal_y=given.get("focal_y", 5),
            is_private=bool(given.get("is_private")),
        )
    except ValidationError as error:
        fields = {str(item["loc"][0]) for item in error.errors()}
        sentence = mark("Questo valore non va bene: è troppo lungo, o non è quello atteso.")
        raise InvalidInput([FieldError(field, "INVALID", sentence) for field in sorted(fields)]) from error
