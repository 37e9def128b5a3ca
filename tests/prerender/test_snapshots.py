"""A snapshot in the HTML and in an open page: the same vars of the same states."""

from typing import Any

import pytest
import reflex as rx

from aistrategyhub.core.access import public
from aistrategyhub.core.text import speaking
from aistrategyhub.prerender.declared import Head, PublicPage, Snapshot
from aistrategyhub.prerender.snapshots import HeadState, merged, show_page, state_of, with_head
from tests.harness.states import Tab


class PoemState(rx.State):
    title: str = "senza titolo"
    lines: list[str] = []
    reader: str = "nessuno"

    @rx.var
    def length(self) -> int:
        return len(self.lines)

    @rx.event
    @public("a test")
    async def load(self) -> None:
        await show_page(self, POEM, EMPTY)


class ShelfState(rx.State):
    name: str = ""


async def _poem(session: Any, params: Any) -> Snapshot | None:
    return None


async def _paths(session: Any) -> list[str]:
    return []


POEM = PublicPage("/poesie/[poem_slug]", _poem, _paths)
EMPTY = Snapshot({PoemState: {"title": "senza titolo", "lines": []}, ShelfState: {"name": ""}}, Head("Poesie"))


def test_the_html_is_made_of_the_vars_shown_and_of_those_computed_from_them() -> None:
    snapshot = Snapshot({PoemState: {"lines": ["uno", "due"]}})
    state = state_of(snapshot, {"poem_slug": "x"})
    assert state == {
        PoemState.get_full_name(): {"lines_rx_state_": ["uno", "due"], "length_rx_state_": 2},
        rx.State.get_full_name(): {"poem_slug_rx_state_": "x"},
    }


def test_nobodys_values_are_in_the_html() -> None:
    state_of(Snapshot({PoemState: {"title": "di uno"}}), {})
    assert state_of(Snapshot({PoemState: {"lines": []}}), {}) == {
        PoemState.get_full_name(): {"lines_rx_state_": [], "length_rx_state_": 0}
    }


def test_a_var_that_the_state_has_not_is_refused() -> None:
    with pytest.raises(Exception, match="titel"):
        state_of(Snapshot({PoemState: {"titel": "x"}}), {})


async def test_an_open_page_is_sent_every_var_also_one_that_has_its_first_value(bare_tab: Tab) -> None:
    bare_tab.values.clear()
    await bare_tab.send(PoemState.load)
    assert bare_tab.seen(PoemState, "title") == "senza titolo"
    assert bare_tab.seen(PoemState, "lines") == []
    assert bare_tab.seen(ShelfState, "name") == ""
    assert bare_tab.seen(HeadState, "title") == "Poesie"
    assert bare_tab.seen(HeadState, "route") == "/poesie/[poem_slug]"


def test_the_title_belongs_to_the_page_in_its_language() -> None:
    with speaking("en"):
        shown = with_head(POEM, EMPTY)
    assert shown.states[HeadState] == {"route": "/en/poesie/[poem_slug]", "title": "Poesie", "description": ""}


def test_what_every_page_shows_joins_the_pages_own() -> None:
    page = Snapshot({PoemState: {"title": "Mia"}}, Head("Mia", data=({"@type": "Poem"},)), frozenset({"poem:1"}))
    shelf = Snapshot(
        {ShelfState: {"name": "Scaffale"}, PoemState: {"title": "Altra", "lines": ["a"]}},
        Head(site_name="Libreria", data=({"@type": "Library"},)),
        frozenset({"shelf"}),
    )
    whole = merged(page, [shelf])
    assert whole.states == {ShelfState: {"name": "Scaffale"}, PoemState: {"title": "Mia", "lines": ["a"]}}
    assert whole.head == Head("Mia", site_name="Libreria", data=({"@type": "Poem"}, {"@type": "Library"}))
    assert whole.things == {"poem:1", "shelf"}
