"""Forms drawn from the schemas of blocks."""

import json

import pytest
from pydantic import TypeAdapter

from aistrategyhub.core.text import speaking
from aistrategyhub.features.cms.kinds import PAGE
from aistrategyhub.features.cms.rules.editor import block_rows, palette, search_result
from aistrategyhub.features.cms.rules.edits import apply_edits
from aistrategyhub.features.cms.rules.forms import block_form, block_summary, content_form
from aistrategyhub.features.cms.schemas import BLOCK_KINDS, PageContent, offered_kinds
from aistrategyhub.features.cms.schemas.edits import Edit
from aistrategyhub.features.publishing.schemas.parts import Seo

_EDIT = TypeAdapter(Edit)


def block(kind: str, **values: object) -> dict[str, object]:
    model = BLOCK_KINDS[kind].model
    return model.model_validate({"id": "b", **values}).model_dump(mode="json")


@pytest.mark.parametrize("kind", BLOCK_KINDS)
def test_every_kind_has_a_form_whose_fields_can_be_set(kind: str) -> None:
    empty = {"id": "b", **{k: v for k, v in BLOCK_KINDS[kind].empty().items() if k != "id"}}
    content = {"it": PageContent.model_validate({"title": "t", "blocks": [empty]}).model_dump(mode="json")}
    for row in block_form(content["it"]["blocks"][0]):
        if row.widget in ("items", "item", "more", "service_choice"):
            continue
        value = int(row.value) if row.widget == "number" else row.value
        edit = _EDIT.validate_python({"op": "set", "locale": "it", "block": "b", "path": row.path, "value": value})
        assert PageContent.model_validate(apply_edits(content, [edit], PageContent).content["it"])
        assert row.label


def test_a_row_of_a_list_stands_among_the_fields_with_its_buttons() -> None:
    rows = block_form(block("faq", questions=[{"question": "Quanto?"}, {"question": "Quando?"}]))
    assert [(row.path, row.widget) for row in rows] == [
        ("title", "line"),
        ("note", "lines"),
        ("questions", "items"),
        ("questions", "item"),
        ("questions.0.question", "line"),
        ("questions.0.answer", "rich_text"),
        ("questions", "item"),
        ("questions.1.question", "line"),
        ("questions.1.answer", "rich_text"),
        ("questions", "more"),
    ]
    first, second = (row for row in rows if row.widget == "item")
    assert (first.up, second.down) == ("", "")
    assert json.loads(second.up) == {"op": "move_item", "block": "b", "path": "questions", "at": 1, "to": 0}
    for row in rows:
        for edit in filter(None, (row.add, row.up, row.down, row.remove)):
            _EDIT.validate_python({"locale": "it", **json.loads(edit)})


def test_a_link_is_two_fields_and_a_full_list_offers_no_more() -> None:
    labels = {row.path: row.label for row in block_form(block("hero"))}
    assert labels["primary.label"].startswith("Azione principale: ")
    assert labels["primary.href"].startswith("Azione principale: ")
    full = block_form(block("columns", columns=[{} for _ in range(4)]))
    assert "more" not in {row.widget for row in full}


def test_labels_speak_the_language_of_the_moment() -> None:
    with speaking("en"):
        assert "Title" in {row.label for row in block_form(block("text"))}


@pytest.mark.parametrize(
    ("values", "summary"),
    [({"title": "Metodo"}, "Metodo"), ({}, ""), ({"title": "x" * 100}, "x" * 79 + "…")],
)
def test_a_block_is_known_by_its_first_words(values: dict[str, object], summary: str) -> None:
    assert block_summary(block("text", **values)) == summary


def test_blocks_move_only_where_there_is_room() -> None:
    rows = block_rows([{**block("text"), "id": name} for name in "abc"])
    assert [bool(row.up) for row in rows] == [False, True, True]
    assert [bool(row.down) for row in rows] == [True, True, False]
    assert json.loads(rows[1].up) == {"op": "move", "block": "b", "at": 0}


def test_the_palette_offers_what_may_be_added() -> None:
    assert [json.loads(row.add)["kind"] for row in palette()] == [kind.name for kind in offered_kinds()]


@pytest.mark.parametrize(
    ("title", "tone"), [("", "neutral"), ("Breve", "waiting"), ("x" * 45, "action"), ("x" * 61, "waiting")]
)
def test_the_length_of_a_search_title_is_judged(title: str, tone: str) -> None:
    found = search_result(PAGE, PageContent(title="Chi siamo", seo=Seo(title=title)), "/chi-siamo")
    assert found.title_tone == tone
    assert found.title == {"": "Chi siamo"}.get(title, title if len(title) <= 60 else "x" * 59 + "…")


def test_the_page_has_its_own_fields_for_search_engines() -> None:
    rows = content_form(Seo, Seo().model_dump(mode="json"), "seo.")
    assert [row.path for row in rows] == ["seo.title", "seo.description", "seo.image_id", "seo.robots"]
