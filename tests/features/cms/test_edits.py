"""Edits of a draft: what each changes, that the second time changes nothing more, and what is refused."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from aistrategyhub.features.cms.rules.edits import (
    BlockGone,
    KindNotOffered,
    UnknownField,
    apply_edits,
)
from aistrategyhub.features.cms.schemas import PageContent
from aistrategyhub.features.cms.schemas.edits import Edit

_EDIT = TypeAdapter(Edit)


def page(*blocks: dict[str, Any]) -> dict[str, Any]:
    return PageContent.model_validate({"title": "Chi siamo", "blocks": list(blocks)}).model_dump(mode="json")


def text(block_id: str, title: str = "") -> dict[str, Any]:
    return {"id": block_id, "kind": "text", "title": title}


def faq(block_id: str, *questions: str) -> dict[str, Any]:
    return {"id": block_id, "kind": "faq", "questions": [{"question": question} for question in questions]}


CONTENT = {"it": page(text("a", "Uno"), faq("b", "Quanto?", "Quando?"), text("c", "Tre"))}


def edit(op: str, **more: Any) -> Any:
    return _EDIT.validate_python({"op": op, "locale": "it", **more})


def ids(content: dict[str, Any], locale: str = "it") -> list[str]:
    return [block["id"] for block in content[locale]["blocks"]]


def questions(content: dict[str, Any]) -> list[str]:
    return [item["question"] for item in content["it"]["blocks"][1]["questions"]]


@pytest.mark.parametrize(
    ("asked", "order"),
    [
        (edit("move", block="c", at=0), ["c", "a", "b"]),
        (edit("move", block="a", at=2), ["b", "c", "a"]),
        (edit("move", block="a", at=99), ["b", "c", "a"]),
        (edit("remove", block="b"), ["a", "c"]),
        (edit("add", id="n", kind="quote"), ["a", "b", "c", "n"]),
        (edit("add", id="n", kind="quote", at=1), ["a", "n", "b", "c"]),
        (edit("duplicate", block="a", id="n"), ["a", "n", "b", "c"]),
        (edit("put_back", value=text("z"), at=1), ["a", "z", "b", "c"]),
    ],
)
def test_the_order_of_blocks(asked: Any, order: list[str]) -> None:
    once = apply_edits(CONTENT, [asked], PageContent).content
    assert ids(once) == order
    assert apply_edits(once, [asked], PageContent).content == once, "an edit that arrives twice changes nothing more"
    assert ids(CONTENT) == ["a", "b", "c"], "what was given stays as it is"


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        (edit("add_item", block="b", path="questions", length=2), ["Quanto?", "Quando?", ""]),
        (edit("remove_item", block="b", path="questions", at=0, length=2), ["Quando?"]),
        (edit("move_item", block="b", path="questions", at=1, to=0), ["Quando?", "Quanto?"]),
        (
            edit("put_item", block="b", path="questions", at=1, length=2, value={"question": "Chi?", "answer": ""}),
            ["Quanto?", "Chi?", "Quando?"],
        ),
    ],
)
def test_the_rows_of_a_block(asked: Any, left: list[str]) -> None:
    assert questions(apply_edits(CONTENT, [asked], PageContent).content) == left


@pytest.mark.parametrize("op", ["add_item", "remove_item", "put_item"])
def test_a_row_is_added_or_removed_once(op: str) -> None:
    more = {"at": 0} if op != "add_item" else {}
    value = {"value": {"question": "Chi?", "answer": ""}} if op == "put_item" else {}
    asked = edit(op, block="b", path="questions", length=2, **more, **value)
    once = apply_edits(CONTENT, [asked], PageContent).content
    assert apply_edits(once, [asked], PageContent).content == once


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (edit("set", path="title", value="Storia"), lambda page: page["title"]),
        (edit("set", path="seo.description", value="Storia"), lambda page: page["seo"]["description"]),
        (edit("set", block="a", path="body", value="Storia"), lambda page: page["blocks"][0]["body"]),
        (
            edit("set", block="b", path="questions.1.answer", value="Storia"),
            lambda page: page["blocks"][1]["questions"][1]["answer"],
        ),
    ],
)
def test_a_field_is_set_where_its_path_leads(asked: Any, found: Any) -> None:
    assert found(apply_edits(CONTENT, [asked], PageContent).content["it"]) == "Storia"


def test_no_file_is_nothing_and_a_list_is_one_text_a_line() -> None:
    content = {"it": page({"id": "i", "kind": "image"}, {"id": "t", "kind": "table"})}
    edits = [
        edit("set", block="i", path="image_id", value=""),
        edit("set", block="t", path="columns", value=" Voce \n\nPrezzo"),
    ]
    blocks = apply_edits(content, edits, PageContent).content["it"]["blocks"]
    assert blocks[0]["image_id"] is None
    assert blocks[1]["columns"] == ["Voce", "Prezzo"]


def test_members_come_and_go() -> None:
    content = {"it": page({"id": "s", "kind": "service_list", "services": ["dpia"]})}
    on = edit("toggle", block="s", path="services", member="ai-act", is_on=True)
    off = edit("toggle", block="s", path="services", member="dpia", is_on=False)
    assert apply_edits(content, [on, on, off], PageContent).content["it"]["blocks"][0]["services"] == ["ai-act"]


def test_a_removal_says_how_it_is_undone() -> None:
    removed = apply_edits(CONTENT, [edit("remove", block="b")], PageContent)
    assert removed.removed == "faq"
    back = [_EDIT.validate_python(one) for one in removed.undo]
    assert apply_edits(removed.content, back, PageContent).content == CONTENT

    row = apply_edits(CONTENT, [edit("remove_item", block="b", path="questions", at=0, length=2)], PageContent)
    assert apply_edits(row.content, [_EDIT.validate_python(one) for one in row.undo], PageContent).content == CONTENT


def test_another_language_begins_with_the_italian_and_may_be_dropped() -> None:
    started = apply_edits(CONTENT, [_EDIT.validate_python({"op": "start_locale", "locale": "en"})], PageContent)
    assert started.content["en"] == CONTENT["it"]
    written = apply_edits(
        started.content,
        [_EDIT.validate_python({"op": "set", "locale": "en", "path": "title", "value": "About us"})],
        PageContent,
    )
    assert (written.content["en"]["title"], written.content["it"]["title"]) == ("About us", "Chi siamo")
    again = apply_edits(written.content, [_EDIT.validate_python({"op": "start_locale", "locale": "en"})], PageContent)
    assert again.content["en"]["title"] == "About us", "what is written there stays"
    dropped = apply_edits(written.content, [_EDIT.validate_python({"op": "drop_locale", "locale": "en"})], PageContent)
    assert dropped.content == CONTENT
    assert apply_edits(CONTENT, [edit("drop_locale")], PageContent).content == CONTENT, "Italian is always there"


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        (edit("set", block="zz", path="title", value="x"), BlockGone),
        (edit("move", block="zz", at=0), BlockGone),
        (edit("set", path="nowhere", value="x"), UnknownField),
        (edit("set", block="a", path="id", value="x"), UnknownField),
        (edit("set", block="a", path="kind", value="hero"), UnknownField),
        (edit("set", block="b", path="questions.7.answer", value="x"), UnknownField),
        (edit("set", block="b", path="title.upper", value="x"), UnknownField),
        (edit("add_item", block="a", path="title", length=0), UnknownField),
        (edit("add_item", block="", path="seo", length=0), UnknownField),
        (edit("add_item", block="", path="blocks", length=3), UnknownField),
        (edit("add", id="n", kind="newsletter_form"), KindNotOffered),
        (edit("add", id="n", kind="nonsense"), KindNotOffered),
        (_EDIT.validate_python({"op": "set", "locale": "en", "path": "title", "value": "x"}), BlockGone),
    ],
)
def test_what_is_refused(asked: Any, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        apply_edits(CONTENT, [asked], PageContent)


@pytest.mark.parametrize(
    "asked",
    [
        {"op": "set", "locale": "it", "path": "__class__", "value": "x"},
        {"op": "set", "locale": "it", "path": "a..b", "value": "x"},
        {"op": "set", "locale": "it", "path": "title", "value": {"a": 1}},
        {"op": "add", "locale": "it", "id": "<script>", "kind": "text"},
        {"op": "erase_everything", "locale": "it"},
        {"op": "move", "locale": "it", "block": "a", "at": -1},
    ],
)
def test_what_is_no_edit(asked: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        _EDIT.validate_python(asked)
