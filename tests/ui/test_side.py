"""The admin's navigation: lines under headings, in a sensible order, none that leads where one may not go."""

import re
from collections import Counter

from aistrategyhub import registry
from aistrategyhub.core.access import Permission
from aistrategyhub.core.feature import NavEntry, NavGroup, Page, Shell
from aistrategyhub.core.text import speaking
from aistrategyhub.ui.side import side_column, side_menu

GROUPED = [entry for feature in registry.features() for entry in feature.navigation if entry.shell is Shell.ADMIN]


class ShelfPermission(Permission):
    READ = "shelf:read"
    WRITE = "shelf:write"


def page(route: str) -> Page:
    return Page(route, "Ordini", lambda: None, Shell.ADMIN)


def entry(label: str, group: NavGroup, order: int = 10, permission: Permission | None = None) -> NavEntry:
    return NavEntry(Shell.ADMIN, label, f"/admin/{label}", order, "book", permission, group)


ENTRIES = [
    entry("registro", NavGroup.SYSTEM),
    entry("fatture", NavGroup.SALES, 20),
    entry("ordini", NavGroup.SALES, 10),
    entry("oggi", NavGroup.OVERVIEW, 90),
]


def test_groups_stand_in_their_order_and_lines_in_theirs() -> None:
    drawn = str(side_column(page("/admin"), ENTRIES))
    assert re.findall(r'to:"/admin/(\w+)"', drawn) == ["oggi", "ordini", "fatture", "registro"]
    assert re.findall(r'label:"(\w+)"', drawn) == ["Vendite", "Sistema"]


def test_headings_are_in_the_language_of_the_page() -> None:
    with speaking("en"):
        assert re.findall(r'label:"(\w+)"', str(side_column(page("/admin"), ENTRIES))) == ["Sales", "System"]


def test_the_group_of_the_present_page_is_known_even_for_one_record_of_it() -> None:
    for route in ("/admin/fatture", "/admin/fatture/[number]"):
        drawn = str(side_menu(page(route), ENTRIES))
        assert re.findall(r'holdsPresent:(\w+),label:"(\w+)"', drawn) == [("true", "Vendite"), ("false", "Sistema")]
        assert drawn.count('"aria-current"') == 1


def test_a_heading_is_there_for_whoever_may_open_one_of_its_lines() -> None:
    entries = [
        entry("libri", NavGroup.SITE, permission=ShelfPermission.READ),
        entry("penne", NavGroup.SITE, permission=ShelfPermission.WRITE),
    ]
    drawn = str(side_column(page("/admin"), entries))
    heading, lines = drawn.split("HouseSideGroup")[0], drawn.split("HouseSideGroup")[1]
    assert "shelf:read" in heading
    assert "shelf:write" in heading
    assert lines.index("shelf:read") < lines.index("shelf:write")


def test_every_line_of_the_product_but_the_first_has_a_heading_and_a_place_of_its_own() -> None:
    assert [entry.route for entry in GROUPED if entry.group is NavGroup.OVERVIEW] == ["/admin"]
    places = Counter((entry.group, entry.order) for entry in GROUPED)
    assert [place for place, count in places.items() if count > 1] == []
    assert all(entry.icon for entry in GROUPED)
