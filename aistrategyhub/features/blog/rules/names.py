"""What shelves and authors are called in a language. Pure."""

from typing import Any

from aistrategyhub.core.paths import in_language
from aistrategyhub.core.text import DEFAULT_LOCALE, current_locale
from aistrategyhub.features.blog.schemas.shelves import Shelf
from aistrategyhub.features.blog.schemas.views import ShelfLink


def in_words(row: Any, field: str) -> str:
    """A text that a row has in each language (`name` of `name_it` and `name_en`), Italian where English is missing."""
    return getattr(row, f"{field}_{current_locale()}") or getattr(row, f"{field}_{DEFAULT_LOCALE}")


def localized_path(path: str) -> str:
    """The whole public path in the language of the moment."""
    return in_language(path, current_locale())


def shelf_link(shelf: Shelf, name: str, *, is_here: bool = False) -> ShelfLink:
    """A link to the newest posts of a shelf."""
    return ShelfLink(name, localized_path(shelf.path), is_here)


def initials_of(name: str) -> str:
    """At most two letters: `GM` for Giulia Marenco."""
    words = name.split()
    return "".join(word[0] for word in (words[0], words[-1] if len(words) > 1 else "") if word).upper() if words else ""
