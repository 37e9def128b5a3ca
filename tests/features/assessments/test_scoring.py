"""What answers are worth, for the assessments of the house and for any other."""

import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aistrategyhub.features.assessments.document import (
    Definition,
    Question,
    QuestionKind,
    Tally,
)
from aistrategyhub.features.assessments.rules.branching import asked_sections
from aistrategyhub.features.assessments.rules.scoring import Score, level_of, points_of, score_of
from tests.factories.assessments import choice, definition, extent, house, number, section

# How long a draw takes says how busy the machine is.
_unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
HOUSE = {name: house(name) for name in ("nis2", "ai_act")}


def possible(question: Question) -> st.SearchStrategy[Any]:
    """Any answer that the question takes, or none."""
    keys = [option.key for option in question.options]
    if question.kind is QuestionKind.NUMBER:
        return st.none() | st.integers(0, 1_000_000)
    if question.kind is QuestionKind.MULTIPLE:
        alone = [option.key for option in question.options if option.excludes_others]
        several = st.lists(st.sampled_from([key for key in keys if key not in alone]), unique=True)
        return st.none() | several | st.sampled_from([[key] for key in alone] or [[]])
    return st.none() | st.sampled_from(keys)


@st.composite
def answered(draw: st.DrawFn) -> tuple[Definition, dict[str, Any]]:
    """One of the house's assessments, and answers to it."""
    asked = HOUSE[draw(st.sampled_from(sorted(HOUSE)))]
    drawn = {question.key: draw(possible(question)) for _section, question in asked.each_question()}
    return asked, {key: value for key, value in drawn.items() if value is not None}


def every(score: Score) -> list[int]:
    return [one for one in (score.total, *(part.score for part in score.sections)) if one is not None]


@_unhurried
@given(answered())
def test_a_score_is_between_0_and_100(case: tuple[Definition, dict[str, Any]]) -> None:
    assert all(0 <= one <= 100 for one in every(score_of(*case)))


@_unhurried
@given(answered(), st.randoms(use_true_random=False))
def test_a_score_does_not_depend_on_the_order(case: tuple[Definition, dict[str, Any]], order: random.Random) -> None:
    asked, answers = case
    shuffled = list(answers.items())
    order.shuffle(shuffled)
    # Sections that decide nothing may stand anywhere after those that do.
    first = [one for one in asked.sections if not one.is_scored]
    others = [one for one in asked.sections if one.is_scored]
    turned = asked.model_copy(update={"sections": (*first, *reversed(others))})

    assert score_of(asked, dict(shuffled)) == score_of(asked, answers)
    assert score_of(turned, answers).total == score_of(asked, answers).total


@_unhurried
@given(answered(), st.data())
def test_a_better_answer_never_lowers_a_score(case: tuple[Definition, dict[str, Any]], data: st.DataObject) -> None:
    asked, answers = case
    scored = [
        question
        for one in asked_sections(asked, answers)
        for question in one.questions
        if question.is_scored and points_of(question, answers.get(question.key)) is not None
    ]
    question = data.draw(st.sampled_from(scored))
    other = data.draw(possible(question))
    before, after = points_of(question, answers.get(question.key)), points_of(question, other)
    if before is None or after is None or after < before:
        return

    changed = {**answers, question.key: other} if other is not None else answers
    was, became = score_of(asked, answers), score_of(asked, changed)

    assert (became.total or 0) >= (was.total or 0)


def test_a_section_in_which_nothing_applies_is_left_out() -> None:
    asked = HOUSE["nis2"]
    people = next(one for one in asked.sections if one.key == "people")
    answers = {question.key: "na" for question in people.questions} | {"board_approval": "yes"}

    score = score_of(asked, answers)

    assert {part.key: part.score for part in score.sections}["people"] is None
    assert score.total is not None
    assert score.total > score_of(asked, {"board_approval": "yes"}).total


def test_where_no_question_applies_there_is_no_score() -> None:
    asked = definition(section("one", extent("first")), section("two", extent("second")))

    score = score_of(asked, {"first": "na", "second": "na"})

    assert (score.total, [part.score for part in score.sections]) == (None, [None, None])
    assert level_of(asked, score.total) is None


@pytest.mark.parametrize(
    ("answers", "total", "sections"),
    [
        ({}, 0, [0, 0]),
        ({"first": "yes"}, 50, [100, 0]),
        ({"first": "partly"}, 25, [50, 0]),
        ({"first": "na"}, 0, [None, 0]),
        ({"first": "na", "second": 5}, 100, [None, 100]),
        ({"first": "yes", "second": 9}, 100, [100, 100]),
        ({"first": "yes", "second": 10}, 70, [100, 40]),
        ({"first": "no", "second": 50}, 0, [0, 0]),
    ],
)
def test_what_answers_are_worth(answers: dict[str, Any], total: int, sections: list[int | None]) -> None:
    asked = definition(section("one", extent("first")), section("two", number("second", (0, 100), (10, 40), (50, 0))))

    score = score_of(asked, answers)

    assert (score.total, [part.score for part in score.sections]) == (total, sections)


@pytest.mark.parametrize(
    ("tally", "chosen", "points"),
    [
        (Tally.SUM, ["a", "b"], 70),
        (Tally.SUM, ["a", "b", "c"], 100),
        (Tally.LOWEST, ["a", "c"], 30),
        (Tally.LOWEST, [], 0),
        (Tally.SUM, ["d"], None),
    ],
)
def test_several_options_together(tally: Tally, chosen: list[str], points: int | None) -> None:
    question = choice("many", 30, 40, 60, None, kind=QuestionKind.MULTIPLE, tally=tally)

    assert points_of(question, chosen) == points


def test_a_heavier_question_counts_for_more() -> None:
    asked = definition(section("one", extent("heavy", weight=3), extent("light", weight=1)))

    assert score_of(asked, {"heavy": "yes"}).total == 75
    assert score_of(asked, {"light": "yes"}).total == 25


def test_a_half_is_rounded_up() -> None:
    asked = definition(section("one", choice("only", 0, 100), choice("other", 0, 25)))

    assert score_of(asked, {"other": "b"}).total == 13
