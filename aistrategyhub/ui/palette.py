"""The command palette of the shells behind the sign-in: pages, what was looked at last, and what the rooms find."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx

from aistrategyhub.core.access import find_principal, public
from aistrategyhub.core.feature import Finder, NavEntry, NavGroup, Shell
from aistrategyhub.core.text import _
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.parts.base import localized
from aistrategyhub.ui.viewer import ViewerState

SHORTEST_QUERY = 2
LONGEST_QUERY = 100
MOST_OF_A_KIND = 5
_SHELLS = (Shell.ADMIN, Shell.PORTAL)
_finders: list[Finder] = []


@dataclass(frozen=True)
class FoundRow:
    """One thing that was found: what kind it is, its name, a word about it, its page."""

    kind: str
    label: str
    note: str
    route: str


def offer(finders: Sequence[Finder]) -> None:
    """Makes these the finders of the palette; the application calls it once."""
    _finders[:] = finders


class PaletteState(rx.State):
    """What the rooms found for this tab's last question."""

    asked: str = ""
    found: list[FoundRow] = []

    @rx.event(supersedes=True)
    @public("each finder runs only for whoever has its permission, and reads in their name")
    async def search(self, q: str) -> None:
        wanted = q.strip()[:LONGEST_QUERY]
        self.found = await _find(wanted) if len(wanted) >= SHORTEST_QUERY else []
        self.asked = wanted


async def _find(q: str) -> list[FoundRow]:
    principal = find_principal()
    if principal is None or not principal.is_signed_in or principal.must_enrol:
        return []
    open_to_them = [finder for finder in _finders if finder.permission is None or principal.may(finder.permission)]
    async with unit_of_work() as session:
        return [
            FoundRow(_(finder.kind), found.label, found.note, localized(found.route))
            for finder in open_to_them
            for found in (await finder.find(session, q))[:MOST_OF_A_KIND]
        ]


class _Palette(rx.Component):
    library = "$/utils/palette"
    tag = "Palette"
    alias = "HousePalette"

    pages: rx.Var[list[dict[str, str]]]
    permissions: rx.Var[list[str]]
    found: rx.Var[list[FoundRow]]
    asked: rx.Var[str]
    words: rx.Var[dict[str, str]]
    on_search: rx.EventHandler[rx.event.passthrough_event_spec(str)]


class _PaletteButton(rx.Component):
    library = "$/utils/palette"
    tag = "PaletteButton"
    alias = "HousePaletteButton"

    label: rx.Var[str]
    shortcut: rx.Var[str]


def palette(navigation: Sequence[NavEntry]) -> rx.Component:
    """The palette itself, once in a page: Ctrl+K, Cmd+K or a `palette_button` opens it.

    It offers the pages of `navigation` that the person may see; `offer` says what else it looks for.
    """
    entries = sorted((entry for entry in navigation if entry.shell in _SHELLS), key=_place)
    return _Palette.create(
        pages=rx.Var.create([_page(entry) for entry in entries]),
        permissions=ViewerState.permissions,
        found=PaletteState.found,
        asked=PaletteState.asked,
        words=rx.Var.create(_words()),
        on_search=PaletteState.search,
    )


def palette_button(class_name: str = "") -> rx.Component:
    """A button that opens the palette, for whoever does not know its keys."""
    return _PaletteButton.create(
        label=_("Cerca o vai a…"), shortcut="Ctrl K", custom_attrs={"className": f"palette-open {class_name}".strip()}
    )


def _place(entry: NavEntry) -> tuple[int, int, int]:
    return _SHELLS.index(entry.shell), list(NavGroup).index(entry.group), entry.order


def _page(entry: NavEntry) -> dict[str, Any]:
    permission = str(entry.permission) if entry.permission else ""
    return {"label": _(entry.label), "note": _where(entry), "route": localized(entry.route), "permission": permission}


def _where(entry: NavEntry) -> str:
    shells = {Shell.ADMIN: _("Amministrazione"), Shell.PORTAL: _("Area clienti")}
    return _(entry.group.value) if entry.group.value else shells[entry.shell]


def _words() -> dict[str, str]:
    return {
        "title": _("Cerca o vai a…"),
        "recent": _("Viste da poco"),
        "pages": _("Pagine"),
        "acts": _("Azioni"),
        "searching": _("Ricerca in corso…"),
        "count": _("{count} risultati. Frecce per scegliere, Invio per aprire, Esc per chiudere.", count="{count}"),
        "none": _("Nessun risultato."),
        "keysOff": _("Spegni i tasti j e k nelle tabelle"),
        "keysOn": _("Accendi i tasti j e k nelle tabelle"),
    }
