"""Tabs, drawers, trees, paths and banners: what they are made of, and the states of their gallery."""

from typing import Any

import pytest
import reflex as rx

from aistrategyhub.core.text import speaking
from aistrategyhub.ui.gallery.navigation import GalleryDrawer, GalleryTree
from aistrategyhub.ui.parts import actions, banner, floating, tabs, tree, words
from tests.harness.states import Tab


class PathState(rx.State):
    crumbs: list[words.CrumbRow] = []
    title: str = ""


def _parents(tab: Tab) -> list[tuple[str, str]]:
    return [(item["id"], item["parent"]) for item in tab.seen(GalleryTree, "items")]


def test_each_tab_keeps_its_view_in_the_page() -> None:
    drawn = str(tabs.tabs("Pagina", tabs.Tab("a", "Testo", rx.el.p("uno")), tabs.Tab("b", "Altro", rx.el.p("due"))))
    assert "uno" in drawn
    assert "due" in drawn
    assert '["id"] : "b"' in drawn


def test_a_tab_may_be_named_and_shut_by_the_state() -> None:
    drawn = str(tabs.tabs("Pagina", tabs.Tab("a", PathState.title, rx.el.p("uno"), disabled=PathState.title == "")))
    assert drawn.count("title_rx_state_") == 2


@pytest.mark.parametrize(("width", "is_wide"), [("narrow", False), ("wide", True)])
def test_a_drawer_is_a_dialog_with_its_own_way_out(width: floating.DrawerWidth, is_wide: bool) -> None:
    drawn = str(floating.drawer("Dettagli", rx.el.p("testo"), trigger=actions.button("Apri"), width=width))
    assert '"aria-label":"Dettagli"' in drawn
    assert "data-closes" in drawn
    assert ("is-wide" in drawn) is is_wide


def test_a_path_names_the_page_one_is_on() -> None:
    drawn = str(words.breadcrumb([("Pagine", "/admin/pagine")], current="Chi siamo"))
    assert '"aria-current":"page"' in drawn
    assert "aria-current" not in str(words.breadcrumb([("Pagine", "/admin/pagine")]))


def test_a_path_may_come_from_the_state_which_knows_its_language() -> None:
    with speaking("en"):
        drawn = str(words.page_header("Titolo", crumbs=PathState.crumbs))
    assert "crumbs_rx_state_" in drawn
    assert "/en" not in drawn


def test_a_step_that_the_state_has_no_title_for_is_left_out() -> None:
    with speaking("en"):
        drawn = str(words.breadcrumb([("Blog", "/blog"), words.known_crumb(PathState.title, PathState.title)]))
    assert '"/en/blog"' in drawn
    assert drawn.count("is-above") == 2
    assert "title_rx_state_" in drawn.split(" ? ", 1)[0]


@pytest.mark.parametrize(
    ("given", "closes", "name"),
    [
        ({}, False, "Avviso"),
        ({"title": "Chiusura"}, False, "Chiusura"),
        ({"label": "Feste", "title": "Chiusura", "dismissible": True}, True, "Feste"),
        ({"on_dismiss": GalleryDrawer.close}, True, "Avviso"),
    ],
)
def test_a_banner_is_a_named_landmark_that_closes_when_it_may(given: dict[str, Any], closes: bool, name: str) -> None:
    drawn = str(banner.banner("Torniamo il 7 gennaio.", **given))
    assert f'"aria-label":"{name}"' in drawn
    assert ("Chiudi l'avviso" in drawn) is closes


def test_a_tree_without_rows_says_why() -> None:
    assert "Nessuna cartella" in str(tree.tree("Cartelle", [], empty=rx.el.p("Nessuna cartella")))
    assert "Ancora niente qui." in str(tree.tree("Cartelle", []))


async def test_a_row_of_a_tree_goes_under_another_and_back(bare_tab: Tab) -> None:
    await bare_tab.send(GalleryTree.select, item="ada")
    assert bare_tab.seen(GalleryTree, "selected") == "ada"
    await bare_tab.send(GalleryTree.move, item="ada", parent="firm", place=1)
    assert [row for row in _parents(bare_tab) if row[1] == "firm"] == [
        ("method", "firm"),
        ("ada", "firm"),
        ("people", "firm"),
    ]
    await bare_tab.send(GalleryTree.move, item="ada", parent="people", place=1)
    assert [row for row in _parents(bare_tab) if row[1] == "people"] == [("long", "people"), ("ada", "people")]


async def test_a_row_that_is_gone_moves_nowhere(bare_tab: Tab) -> None:
    await bare_tab.send(GalleryTree.select, item="ada")
    before = bare_tab.values[GalleryTree.get_full_name()].get("items_rx_state_")
    await bare_tab.send(GalleryTree.move, item="gone", parent="", place=0)
    assert bare_tab.values[GalleryTree.get_full_name()].get("items_rx_state_") == before


async def test_a_drawer_opens_from_the_server_too(bare_tab: Tab) -> None:
    await bare_tab.send(GalleryDrawer.open)
    assert bare_tab.seen(GalleryDrawer, "is_open") is True
    await bare_tab.send(GalleryDrawer.close)
    assert bare_tab.seen(GalleryDrawer, "is_open") is False
