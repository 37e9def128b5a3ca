"""What changed, as an editor reads it."""

from typing import Any

import pytest

from aistrategyhub.features.publishing.rules import Run, difference, plain_text, word_runs
from aistrategyhub.features.publishing.rules.difference import changed_places


def block(block_id: str, **fields: Any) -> dict[str, Any]:
    return {"id": block_id, "kind": "text", "title": "", "html": "", **fields}


def changes(old: dict[str, Any], new: dict[str, Any]) -> list[tuple[str, ...]]:
    return [(one.kind.value, one.locale, one.field, one.before, one.after) for one in difference(old, new)]


def test_nothing_changed() -> None:
    content = {"it": {"title": "Uno", "blocks": [block("a", title="A")]}}
    assert changes(content, content) == []


def test_a_field_of_a_language_changed() -> None:
    old = {"it": {"title": "Uno"}, "en": {"title": "One"}}
    assert changes(old, {"it": {"title": "Uno"}, "en": {"title": "First"}}) == [
        ("changed", "en", "title", "One", "First")
    ]


def test_a_language_came_and_went() -> None:
    old, new = {"it": {"title": "Uno"}}, {"it": {"title": "Uno"}, "en": {"title": "One"}}
    assert changes(old, new) == [("added", "en", "title", "", "One")]
    assert changes(new, old) == [("removed", "en", "title", "One", "")]


def test_blocks_are_told_apart_by_their_id() -> None:
    old = {"it": {"blocks": [block("a", title="A"), block("b", title="B"), block("c", title="C")]}}
    new = {"it": {"blocks": [block("c", title="C"), block("a", title="A!"), block("d", html="<p>D <b>d</b></p>")]}}
    assert changes(old, new) == [
        ("removed", "it", "blocks.b", "B", ""),
        ("moved", "it", "blocks.c", "3", "1"),
        ("changed", "it", "blocks.a.title", "A", "A!"),
        ("added", "it", "blocks.d", "", "D d"),
    ]
    assert [(one.block_id, one.block_kind) for one in difference(old, new)] == [
        ("b", "text"), ("c", "text"), ("a", "text"), ("d", "text"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("new", "places"),
    [
        ({"it": {"title": "Uno", "blocks": [block("b"), block("a", title="A")]}}, set()),
        ({"it": {"title": "Due", "blocks": [block("a", title="A"), block("b")]}}, {"it.title"}),
        ({"it": {"title": "Uno", "blocks": [block("a", title="!"), block("b")]}}, {"it.blocks.a"}),
        ({"it": {"title": "Uno", "blocks": [block("a", title="A"), block("c")]}}, {"it.blocks.b", "it.blocks.c"}),
        ({"it": {"title": "Uno", "blocks": []}}, {"it.blocks.a", "it.blocks.b"}),
        (
            {"it": {"title": "Uno", "blocks": [block("a", title="A"), block("b")]}, "en": {"title": "One"}},
            {"en.title"},
        ),
    ],
)
def test_the_places_that_differ(new: dict[str, Any], places: set[str]) -> None:
    old = {"it": {"title": "Uno", "blocks": [block("a", title="A"), block("b")]}}
    assert changed_places(old, new) == places
    assert changed_places(new, old) == places


def test_one_block_that_moved_is_all_that_moved() -> None:
    old = {"it": {"blocks": [block(name) for name in "abcdef"]}}
    new = {"it": {"blocks": [block(name) for name in "bcdefa"]}}
    assert changes(old, new) == [("moved", "it", "blocks.a", "1", "6")]


def test_blocks_within_blocks_and_fields_within_fields() -> None:
    old = {"it": {"seo": {"title": "x"}, "blocks": [block("a", items=[{"id": "i", "title": "Prima"}])]}}
    new = {"it": {"seo": {"title": "y"}, "blocks": [block("a", items=[{"id": "i", "title": "Dopo"}])]}}
    assert changes(old, new) == [
        ("changed", "it", "seo.title", "x", "y"),
        ("changed", "it", "blocks.a.items.i.title", "Prima", "Dopo"),
    ]


def test_what_only_looks_different_in_its_code_is_no_change() -> None:
    old = {"it": {"blocks": [block("a", html="<p>Uno  due</p>")]}}
    assert changes(old, {"it": {"blocks": [block("a", html="<p>Uno <b>due</b></p>")]}}) == []


def test_words_are_compared_one_by_one() -> None:
    runs = [(one.run.value, one.text) for one in word_runs("il gatto nero dorme", "il cane nero dorme qui")]
    assert runs == [
        ("same", "il "), ("gone", "gatto "), ("new", "cane "), ("same", "nero dorme "), ("new", "qui "),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after"), [("uno due", "due tre"), ("", "nuovo"), ("vecchio", ""), ("a b c", "c b a")]
)
def test_the_runs_are_both_texts(before: str, after: str) -> None:
    runs = word_runs(before, after)
    assert "".join(one.text for one in runs if one.run is not Run.NEW).split() == before.split()
    assert "".join(one.text for one in runs if one.run is not Run.GONE).split() == after.split()


def test_a_very_long_text_is_compared_as_a_whole() -> None:
    runs = word_runs("a " * 3_000, "b " * 3_000)
    assert [one.run for one in runs] == [Run.GONE, Run.NEW]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("<p>Uno &amp; due</p><p>tre</p>", "Uno & due\ntre"),
        ("a < b", "a < b"),
        (None, ""),
        (3, "3"),
        (["x", "", "y"], "x\ny"),
        ({"id": "a", "kind": "quote", "text": "Così", "author": "Noi"}, "Così\nNoi"),
    ],
)
def test_values_are_read_as_people_read_them(value: Any, text: str) -> None:
    assert plain_text(value) == text
