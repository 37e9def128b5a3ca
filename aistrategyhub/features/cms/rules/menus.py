"""Which fixed pages a menu may lead to, what a menu is before anybody arranged it, how entries are drawn. Pure."""

from collections.abc import Iterator, Mapping
from uuid import UUID

from aistrategyhub.core.errors import FieldError
from aistrategyhub.core.paths import in_language
from aistrategyhub.core.text import _, current_locale, mark
from aistrategyhub.features.cms.schemas.menus import (
    FixedPage,
    MenuContent,
    MenuEntry,
    MenuEntryView,
    MenuLeaf,
    MenuLinkView,
    MenuName,
)
from aistrategyhub.features.publishing.schemas import PublishedContent

FIXED_PAGES = (
    FixedPage("/servizi", mark("Servizi")),
    FixedPage("/blog", mark("Blog")),
    FixedPage("/registrati", mark("Crea un account")),
)
_FIXED = {page.route: page.label for page in FIXED_PAGES}
_DEFAULTS: Mapping[MenuName, MenuContent] = {
    MenuName.HEADER: MenuContent(entries=(MenuEntry(id="servizi", leads_to="route", route="/servizi"),)),
    MenuName.FOOTER: MenuContent(),
}

_NO_PAGE = mark("Scegli la pagina a cui porta.")
_NO_ROUTE = mark("Scegli una delle pagine fisse.")
_NO_ADDRESS = mark("Scrivi l’indirizzo a cui porta.")
_NO_LABEL = mark("Scrivi il testo della voce.")


def default_menu(name: MenuName) -> MenuContent:
    """The menu of a site whose owner has not arranged one."""
    return _DEFAULTS[name]


def entries_of(content: MenuContent) -> Iterator[tuple[str, MenuLeaf]]:
    """Every entry with its path (`entries.2.children.0`)."""
    for place, entry in enumerate(content.entries):
        yield f"entries.{place}", entry
        for below, child in enumerate(entry.children):
            yield f"entries.{place}.children.{below}", child


def pages_of(content: MenuContent) -> frozenset[UUID]:
    """The publications that the menu leads to."""
    return frozenset(
        entry.publication_id
        for _path, entry in entries_of(content)
        if entry.leads_to == "page" and entry.publication_id is not None
    )


def mistakes(content: MenuContent) -> list[FieldError]:
    """What keeps the menu from being saved: entries that lead nowhere, or have no words."""
    found = (_mistake(path, entry) for path, entry in entries_of(content))
    return [mistake for mistake in found if mistake is not None]


def menu_view(content: MenuContent, pages: Mapping[UUID, PublishedContent]) -> list[MenuEntryView]:
    """The entries as visitors see them in the language of the moment; what is not published is left out."""
    drawn = []
    for entry in content.entries:
        link = _link(entry, pages)
        children = [below for child in entry.children if (below := _link(child, pages)) is not None]
        if link is not None:
            drawn.append(MenuEntryView(link.label, link.href, link.is_page, children))
    return drawn


def _mistake(path: str, entry: MenuLeaf) -> FieldError | None:
    if entry.leads_to == "page":
        return None if entry.publication_id else FieldError(f"{path}.publication_id", "REQUIRED", _NO_PAGE)
    if entry.leads_to == "route":
        return None if entry.route in _FIXED else FieldError(f"{path}.route", "UNKNOWN_ROUTE", _NO_ROUTE)
    if not entry.address:
        return FieldError(f"{path}.address", "REQUIRED", _NO_ADDRESS)
    return None if entry.labels.it else FieldError(f"{path}.labels.it", "REQUIRED", _NO_LABEL)


def _link(entry: MenuLeaf, pages: Mapping[UUID, PublishedContent]) -> MenuLinkView | None:
    words = (entry.labels.en if current_locale() == "en" else "") or entry.labels.it
    if entry.leads_to == "address":
        return MenuLinkView(words, entry.address, entry.address.startswith("/"))
    if entry.leads_to == "route":
        label = words or _(_FIXED.get(entry.route, ""))
        return MenuLinkView(label, in_language(entry.route, current_locale()), True) if label else None
    page = pages.get(entry.publication_id) if entry.publication_id else None
    return MenuLinkView(words or page.content["title"], page.path, True) if page else None
