"""Entries of a menu as rows of its editor. Pure."""

from collections.abc import Mapping, Sequence

from aistrategyhub.core.text import _, mark
from aistrategyhub.features.cms.rules.menu_edits import Entry, every_entry
from aistrategyhub.features.cms.rules.menus import FIXED_PAGES
from aistrategyhub.features.cms.schemas.editor import MenuRow

_ROUTES = {page.route: page.label for page in FIXED_PAGES}
_GONE = mark("(pagina eliminata)")
_EMPTY = mark("(senza testo)")


def menu_items(entries: Sequence[Entry], pages: Mapping[str, str], locale: str) -> list[MenuRow]:
    """The entries in their order. `pages` are titles by id."""
    return [
        MenuRow(entry["id"], entry_label(entry, pages, locale), parent, _where(entry, pages))
        for entry, parent in every_entry(entries)
    ]


def entry_label(entry: Entry, pages: Mapping[str, str], locale: str) -> str:
    """What an entry is called in a language."""
    words = entry["labels"].get(locale) or entry["labels"]["it"]
    return words or _where(entry, pages) or _(_EMPTY)


def _where(entry: Entry, pages: Mapping[str, str]) -> str:
    if entry["leads_to"] == "page":
        return pages.get(str(entry["publication_id"]), _(_GONE)).strip()
    if entry["leads_to"] == "route":
        return _(_ROUTES.get(entry["route"], entry["route"]))
    return entry["address"]
