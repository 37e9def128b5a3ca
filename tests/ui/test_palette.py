"""The palette's search: whoever asks finds only what they may read."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
import reflex as rx

from aistrategyhub.core.access import Permission, Role
from aistrategyhub.core.feature import Finder, Found, NavEntry, Shell
from aistrategyhub.core.ids import new_id
from aistrategyhub.core.text import speaking
from aistrategyhub.ui import palette
from tests.harness.states import Tab


class ShelfPermission(Permission):
    READ = "shelf:read"


async def find_books(session: Any, q: str) -> Sequence[Found]:
    return [Found(f"{q} {number}", f"/libri/{number}", "un libro") for number in range(9)]


async def find_own(session: Any, q: str) -> Sequence[Found]:
    return [Found(q, "/miei")]


FINDERS = (Finder("Ordini", find_books, ShelfPermission.READ), Finder("I tuoi ordini", find_own))


@pytest.fixture
async def asking(tab: Tab) -> AsyncIterator[Tab]:
    """A tab of somebody signed in, while the palette has two finders."""
    before = list(palette._finders)
    palette.offer(FINDERS)
    tab.principal = replace(tab.principal, person_id=new_id(), role=Role.ADMIN, permissions={ShelfPermission.READ})
    yield tab
    palette.offer(before)


def kinds(tab: Tab) -> list[str]:
    return list(dict.fromkeys(row["kind"] for row in tab.seen(palette.PaletteState, "found")))


async def test_it_finds_a_handful_of_each_kind(asking: Tab) -> None:
    await asking.send(palette.PaletteState.search, q="  dante ")
    assert asking.seen(palette.PaletteState, "asked") == "dante"
    assert kinds(asking) == ["Ordini", "I tuoi ordini"]
    assert len(asking.seen(palette.PaletteState, "found")) == palette.MOST_OF_A_KIND + 1


async def test_it_leads_to_pages_of_the_language_one_speaks(asking: Tab) -> None:
    asking.go("/en/admin")
    await asking.send(palette.PaletteState.search, q="dante")
    assert asking.seen(palette.PaletteState, "found")[0]["route"] == "/en/libri/0"
    assert kinds(asking) == ["Orders", "Your orders"]


async def test_without_the_permission_nothing_of_it_is_found(asking: Tab) -> None:
    asking.principal = replace(asking.principal, permissions=frozenset())
    await asking.send(palette.PaletteState.search, q="dante")
    assert kinds(asking) == ["I tuoi ordini"]


@pytest.mark.parametrize("nobody", [{"person_id": None}, {"must_enrol": True}])
async def test_whoever_is_not_signed_in_for_good_finds_nothing(asking: Tab, nobody: dict[str, Any]) -> None:
    asking.principal = replace(asking.principal, **nobody)
    await asking.send(palette.PaletteState.search, q="dante")
    assert asking.values.get(palette.PaletteState.get_full_name(), {}).get("found_rx_state_", []) == []


@pytest.mark.parametrize(("q", "asked"), [("", ""), ("a", "a"), ("x" * 5_000, "x" * 100)])
async def test_a_question_too_short_finds_nothing_and_one_too_long_is_cut(asking: Tab, q: str, asked: str) -> None:
    await asking.send(palette.PaletteState.search, q="dante")
    await asking.send(palette.PaletteState.search, q=q)
    assert asking.seen(palette.PaletteState, "asked") == asked
    assert bool(asking.seen(palette.PaletteState, "found")) is (len(asked) > 1)


def test_it_offers_pages_of_the_portal_and_of_administration_only() -> None:
    entries = [
        NavEntry(Shell.PUBLIC, "Servizi", "/servizi"),
        NavEntry(Shell.ADMIN, "Ordini", "/admin/ordini", permission=ShelfPermission.READ),
        NavEntry(Shell.PORTAL, "I tuoi ordini", "/area-clienti"),
    ]
    with speaking("en"):
        drawn = str(rx.fragment(palette.palette(entries)))
    assert '"/en/admin/ordini"' in drawn
    assert '"shelf:read"' in drawn
    assert '"/en/area-clienti"' in drawn
    assert "/servizi" not in drawn
