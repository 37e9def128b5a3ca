"""Menus as their editor arranges them."""

from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.features.cms.queries.menus import get_menu
from aistrategyhub.features.cms.rules.menu_edits import EntryGone, TooDeep, move_entry, remove_entry, write_entry
from aistrategyhub.features.cms.schemas.menus import MenuName
from aistrategyhub.features.cms.service import read_menu, save_menu
from aistrategyhub.features.cms.state.menu_editor import MenuEditorState
from tests.factories.drafts import publish_draft
from tests.factories.people import create_somebody, principal_of
from tests.harness.states import Tab


def entry(entry_id: str, *children: str) -> dict[str, Any]:
    return {"id": entry_id, "children": [{"id": child} for child in children]}


MENU = [entry("a"), entry("b", "b1", "b2"), entry("c")]


def shape(entries: list[dict[str, Any]]) -> dict[str, list[str]]:
    return {one["id"]: [child["id"] for child in one["children"]] for one in entries}


@pytest.mark.parametrize(
    ("moved", "parent", "place", "result"),
    [
        ("c", "", 0, {"c": [], "a": [], "b": ["b1", "b2"]}),
        ("a", "b", 1, {"b": ["b1", "a", "b2"], "c": []}),
        ("b2", "", 1, {"a": [], "b2": [], "b": ["b1"], "c": []}),
        ("b2", "b", 0, {"a": [], "b": ["b2", "b1"], "c": []}),
        ("b1", "c", 0, {"a": [], "b": ["b2"], "c": ["b1"]}),
    ],
)
def test_entries_move_within_two_levels(moved: str, parent: str, place: int, result: dict[str, list[str]]) -> None:
    after = move_entry(MENU, moved, parent, place, "x")
    assert shape(after) == result
    assert list(shape(after)) == list(result)
    assert shape(MENU) == {"a": [], "b": ["b1", "b2"], "c": []}, "what was given stays as it is"


@pytest.mark.parametrize(
    ("moved", "parent", "refusal"), [("b", "a", TooDeep), ("z", "", EntryGone), ("a", "z", EntryGone)]
)
def test_what_cannot_be_moved(moved: str, parent: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        move_entry(MENU, moved, parent, 0, "x")


def test_entries_are_written_added_and_removed() -> None:
    assert write_entry(MENU, "b1", {"route": "/x"})[1]["children"][0] == {"id": "b1", "route": "/x"}
    assert shape(write_entry(MENU, "n", {"route": "/x"})) == shape(MENU) | {"n": []}
    assert shape(remove_entry(MENU, "b")) == {"a": [], "c": []}
    assert shape(remove_entry(MENU, "b1")) == {"a": [], "b": ["b2"], "c": []}


@pytest.fixture
async def editor(session: AsyncSession, tab: Tab) -> Tab:
    tab.principal = principal_of(await create_somebody(session, Role.EDITOR))
    tab.go("/admin/menu")
    await tab.send(MenuEditorState.event_handlers["load"])
    return tab


async def add(tab: Tab, where: str, **data: str) -> None:
    await tab.send(MenuEditorState.event_handlers["add"])
    await tab.send(MenuEditorState.event_handlers["lead"], where=where)
    await tab.send(MenuEditorState.event_handlers["keep"], data=data)


def rows(tab: Tab) -> list[tuple[str, str]]:
    return [(row["label"], row["note"]) for row in tab.seen(MenuEditorState, "items")]


async def test_an_entry_is_on_the_site_as_soon_as_it_is_saved(session: AsyncSession, editor: Tab) -> None:
    page = await publish_draft(session, "Chi siamo")
    await editor.send(MenuEditorState.event_handlers["load"])
    await add(editor, "page", publication_id=str(page.id), label_it="", label_en="")
    await add(editor, "address", address="https://altrove.example", label_it="Altrove", label_en="Elsewhere")
    assert rows(editor)[1:] == [("Chi siamo", "Chi siamo"), ("Altrove", "https://altrove.example")]
    kept = (await get_menu(session, MenuName.HEADER)).content.entries
    assert [one.leads_to for one in kept] == ["route", "page", "address"]

    elsewhere = editor.seen(MenuEditorState, "items")[2]["id"]
    await editor.send(MenuEditorState.event_handlers["move"], entry_id=elsewhere, parent="", place=0)
    assert rows(editor)[0][0] == "Altrove"
    await editor.send(MenuEditorState.event_handlers["open"], entry_id=elsewhere)
    assert editor.seen(MenuEditorState, "entry")["label_en"] == "Elsewhere"
    await editor.send(MenuEditorState.event_handlers["remove"])
    assert len(rows(editor)) == 2


@pytest.mark.parametrize(
    ("where", "data"),
    [
        ("page", {"publication_id": ""}),
        ("address", {"address": "javascript:alert(1)", "label_it": "x"}),
        ("address", {"address": "https://altrove.example", "label_it": ""}),
    ],
)
async def test_an_entry_that_leads_nowhere_is_refused(
    session: AsyncSession, editor: Tab, where: str, data: dict[str, str]
) -> None:
    await add(editor, where, **data)
    assert editor.seen(MenuEditorState, "errors")
    assert editor.seen(MenuEditorState, "is_open") is True
    assert (await get_menu(session, MenuName.HEADER)).revision == 0


async def test_two_who_arrange_the_menu_do_not_overwrite_each_other(session: AsyncSession, editor: Tab) -> None:
    theirs = read_menu({"entries": [{"leads_to": "route", "route": "/servizi"}]})
    await save_menu(session, MenuName.HEADER, theirs)
    await add(editor, "address", address="/x", label_it="x")
    assert "Qualcun altro" in editor.seen(MenuEditorState, "form_error")
    assert (await get_menu(session, MenuName.HEADER)).content == theirs
