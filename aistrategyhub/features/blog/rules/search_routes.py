"""Where a search among posts stands: in the address, so that it can be kept and sent. Pure."""

from collections.abc import Mapping
from urllib.parse import urlencode

from aistrategyhub.features.blog.schemas.shelves import EVERYTHING


def search_route(q: str, number: int = 1) -> str:
    """The address of a page of the posts that hold these words, without a language."""
    words = {"q": q, "pagina": str(number) if number > 1 else ""}
    query = urlencode({name: value for name, value in words.items() if value})
    return f"{EVERYTHING.path}?{query}" if query else EVERYTHING.path


def read_query(query: Mapping[str, str]) -> tuple[str, int]:
    """What an address searches for, and which page of it; a page that is no number is the first."""
    page = query.get("pagina", "1")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 8 else 1
    return query.get("q", "").strip(), max(number, 1)
