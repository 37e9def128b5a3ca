"""What the address of the list asks for, and what a search means. Pure."""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.fields import TOO_LONG
from aistrategyhub.core.text import _, number_label
from aistrategyhub.features.catalog.schemas import Asked, CategoryBody, CategoryChoice

LONGEST_SEARCH = 200


def category_choices(categories: Sequence[CategoryBody], asked: Asked) -> list[CategoryChoice]:
    """The categories that have something to show, after the choice of all of them."""
    total = sum(category.service_count for category in categories)
    offered = [("", _("Tutti i servizi"), total)]
    offered += [(c.slug, c.name, c.service_count) for c in categories if c.service_count]
    return [
        CategoryChoice(
            name=name,
            count_label=number_label(count),
            route=list_route(Asked(q=asked.q, category=slug)),
            is_chosen=slug == asked.category,
        )
        for slug, name, count in offered
    ]


def read_asked(query: Mapping[str, str]) -> Asked:
    """What the query of the list's address asks for; a page that is no number is the first."""
    page = query.get("pagina", "1")
    return Asked(
        q=query.get("q", "").strip(),
        category=query.get("categoria", ""),
        page=int(page) if page.isascii() and page.isdigit() and len(page) < 8 else 1,
    )


def list_route(asked: Asked) -> str:
    """The address of the list that asks for this."""
    query = {"q": asked.q, "categoria": asked.category, "pagina": str(asked.page) if asked.page > 1 else ""}
    words = urlencode({name: value for name, value in query.items() if value})
    return f"/servizi?{words}" if words else "/servizi"


def is_slug(text: str) -> bool:
    """Whether the text could be an item's address; what is not never reaches the database."""
    return len(text) <= 120 and re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text) is not None


def search_words(search: str) -> list[str]:
    """The words that a result must contain. Raises InvalidInput when the search is longer than people write."""
    if len(search) > LONGEST_SEARCH:
        raise InvalidInput([FieldError("q", "TOO_LONG", TOO_LONG, {"longest": LONGEST_SEARCH})])
    return [word for word in search.lower().split() if word.isprintable()]
