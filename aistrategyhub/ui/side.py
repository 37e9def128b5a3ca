"""The navigation of the admin shell: a page's own line apart, the others under headings that fold."""

from collections.abc import Sequence
from functools import reduce
from itertools import groupby
from typing import Any

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink

from aistrategyhub.core.feature import NavEntry, NavGroup, Page
from aistrategyhub.core.text import _
from aistrategyhub.ui.parts.actions import icon
from aistrategyhub.ui.parts.base import Flag, either, localized, when
from aistrategyhub.ui.viewer import may

_ORDER = {group: place for place, group in enumerate(NavGroup)}


class _SideColumn(rx.Component):
    library = "$/utils/side"
    tag = "SideColumn"
    alias = "HouseSideColumn"


class _SideGroup(rx.Component):
    library = "$/utils/side"
    tag = "SideGroup"
    alias = "HouseSideGroup"

    name: rx.Var[str]
    label: rx.Var[str]
    holds_present: rx.Var[bool]
    remembers: rx.Var[bool]


def side_column(page: Page, entries: Sequence[NavEntry]) -> rx.Component:
    """The groups in the column of a wide screen: each folds, which the browser remembers, and the column scrolls."""
    return _SideColumn.create(
        *_groups(page, entries, remembers=True),
        custom_attrs={"aria-label": _("Amministrazione"), "className": "side min-h-40 flex-1 overflow-y-auto"},
    )


def side_menu(page: Page, entries: Sequence[NavEntry]) -> rx.Component:
    """The groups in the menu of a phone: the one of the present page is open."""
    return rx.el.nav(
        *_groups(page, entries, remembers=False), aria_label=_("Amministrazione"), class_name="side grid pb-3"
    )


def nav_link(page: Page, entry: NavEntry, *, with_icon: bool = False) -> rx.Component:
    """A line of a navigation, for whoever may open its page; the one of the present page says so."""
    current = {"aria-current": "page"} if _is_here(page, entry) else {}
    ornament = icon(entry.icon, size=16) if with_icon and entry.icon else rx.fragment()
    drawn = ReactRouterLink.create(ornament, _(entry.label), to=localized(entry.route), custom_attrs=current)
    return when(may(entry.permission), drawn)


def _groups(page: Page, entries: Sequence[NavEntry], *, remembers: bool) -> list[rx.Component]:
    placed = sorted(entries, key=lambda entry: (_ORDER[entry.group], entry.order))
    return [
        _group(page, group, list(lines), remembers=remembers)
        for group, lines in groupby(placed, key=lambda entry: entry.group)
    ]


def _group(page: Page, group: NavGroup, entries: list[NavEntry], *, remembers: bool) -> rx.Component:
    links = [nav_link(page, entry, with_icon=True) for entry in entries]
    if group is NavGroup.OVERVIEW:
        return rx.fragment(*links)
    drawn = _SideGroup.create(
        *links,
        name=group.name.lower(),
        label=_(group.value),
        holds_present=any(_is_here(page, entry) for entry in entries),
        remembers=remembers,
    )
    return when(_may_any(entries), drawn)


def _may_any(entries: list[NavEntry]) -> Flag:
    flags: list[Any] = [may(entry.permission) for entry in entries]
    return reduce(either, flags)


def _is_here(page: Page, entry: NavEntry) -> bool:
    return page.route == entry.route or page.route.startswith(f"{entry.route}/[")
