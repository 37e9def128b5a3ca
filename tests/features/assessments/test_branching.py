"""Which questions are asked, and what is wrong with an assessment whose branches do not end."""

from datetime import date
from typing import Any

import pytest

from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.features.assessments.document import (
    Condition,
    Deadline,
    Definition,
    Level,
    Option,
    Outcome,
    QuestionKind,
    Words,
)
from aistrategyhub.features.assessments.rules.answering import read_answers
from aistrategyhub.features.assessments.rules.branching import asked_questions, relevant_answers
from aistrategyhub.features.assessments.rules.checking import problems_of
from aistrategyhub.features.assessments.rules.gaps import gaps_of, outcome_of
from tests.factories.assessments import both, choice, definition, extent, finding, house, number, section


def after(question: str, *options: str) -> tuple[Condition, ...]:
    return (Condition(question=question, is_one_of=options),)


BRANCHED = definition(
    section("scope", choice("role", 0, 0, 0, kind=QuestionKind.MULTIPLE, weight=0, finding=None), weight=0),
    section("one", extent("asked_of_a", shown_if=after("role", "a")), extent("asked_of_all")),
    section("two", extent("asked_after", shown_if=after("asked_of_a", "yes")), shown_if=after("role", "a", "b")),
)


@pytest.mark.parametrize(
    ("answers", "asked"),
    [
        ({}, ["role", "asked_of_all"]),
        ({"role": ["c"]}, ["role", "asked_of_all"]),
        ({"role": ["a"]}, ["role", "asked_of_a", "asked_of_all"]),
        ({"role": ["b", "a"], "asked_of_a": "yes"}, ["role", "asked_of_a", "asked_of_all", "asked_after"]),
        ({"role": ["b"], "asked_of_a": "yes"}, ["role", "asked_of_all"]),
    ],
)
def test_what_is_asked_follows_the_answers(answers: dict[str, Any], asked: list[str]) -> None:
    assert [question.key for question in asked_questions(BRANCHED, answers)] == asked


def test_an_answer_to_a_branch_that_was_left_counts_for_nothing() -> None:
    left = {"role": ["b"], "asked_of_a": "no", "asked_of_all": "yes"}

    assert relevant_answers(BRANCHED, left) == {"role": ["b"], "asked_of_all": "yes"}
    assert gaps_of(BRANCHED, left) == []


@pytest.mark.parametrize("name", ["nis2", "ai_act"])
def test_the_assessments_of_the_house_can_be_published(name: str) -> None:
    assert problems_of(house(name)) == []


def only(*questions: Any, **changes: Any) -> Definition:
    return definition(section("one", *questions), **changes)


@pytest.mark.parametrize(
    ("content", "where", "sentence"),
    [
        (only(), "", "Manca almeno una sezione con una domanda"),
        (only(extent("q", weight=0)), "", "Nessuna domanda dà punteggio"),
        (only(extent("q"), extent("q")), "q", "è usata due volte"),
        (only(extent("q", text=Words(it="Solo italiano"))), "q", "Manca il testo"),
        (only(extent("q", shown_if=after("later", "yes")), extent("later")), "q", "non viene prima"),
        (only(extent("q", shown_if=after("q", "yes"))), "q", "non viene prima"),
        (only(extent("a"), extent("q", shown_if=after("a", "maybe"))), "q", "che non c’è"),
        (
            only(extent("a"), extent("q", shown_if=(*after("a", "yes"), *after("a", "no")))),
            "q",
            "Non viene mai chiesta",
        ),
        (only(choice("q", 0, 90)), "q", "il punteggio pieno non si raggiunge"),
        (only(choice("q", 10, 100)), "q", "il punteggio più basso non si raggiunge"),
        (only(choice("q", 100)), "q", "almeno due risposte"),
        (only(number("q", (5, 100), (9, 0))), "q", "la prima parte da 0"),
        (only(extent("q", finding=None)), "q", "Manca la lacuna"),
        (only(extent("q", reference=Words())), "q", "Manca il riferimento"),
        (only(extent("q", finding=finding(act=Words()))), "q", "Manca il testo"),
        (
            only(extent("q"), levels=(Level(key="l", from_score=10, label=both("L"), text=both("L")),)),
            "",
            "il primo parte da 0",
        ),
        (
            only(
                extent("q"), outcomes=(Outcome(key="o", label=both("O"), text=both("O"), shown_if=after("q", "yes")),)
            ),
            "o",
            "L’ultimo esito",
        ),
        (
            only(extent("q"), deadlines=(Deadline(on=date(2026, 1, 1), title=both("D"), text=Words(it="solo")),)),
            "0",
            "Manca il testo in italiano o in inglese: testo",
        ),
    ],
)
def test_what_keeps_an_assessment_from_being_published(content: Definition, where: str, sentence: str) -> None:
    found = [problem for problem in problems_of(content) if problem.where == where and sentence in problem.sentence]

    assert found


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("nobody", "yes", "UNKNOWN_QUESTION"),
        ("extent", "maybe", "UNKNOWN_OPTION"),
        ("extent", 7, "UNKNOWN_OPTION"),
        ("extent", ["yes"], "UNKNOWN_OPTION"),
        ("extent", {"$gt": ""}, "UNKNOWN_OPTION"),
        ("number", "-1", "INVALID_NUMBER"),
        ("number", "12,5", "INVALID_NUMBER"),
        ("number", 1_000_001, "INVALID_NUMBER"),
        ("number", True, "INVALID_NUMBER"),
        ("number", "１２", "INVALID_NUMBER"),
        ("many", "a", "UNKNOWN_OPTION"),
        ("many", ["z"], "UNKNOWN_OPTION"),
        ("many", [1], "UNKNOWN_OPTION"),
        ("many", ["a", "alone"], "OPTIONS_EXCLUDE"),
    ],
)
def test_an_answer_that_is_none_is_refused(key: str, value: object, code: str) -> None:
    alone = Option(key="alone", label=both("Nessuna"), excludes_others=True)
    many = choice("many", 0, 0, kind=QuestionKind.MULTIPLE)
    many = many.model_copy(update={"options": (*many.options, alone)})
    asked = only(extent("extent"), number("number", (0, 100)), many)

    with pytest.raises(InvalidInput) as refused:
        read_answers(asked, {key: value, "extent" if key != "extent" else "number": None})

    assert [(error.field, error.code) for error in refused.value.fields] == [(key, code)]


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ({"sector": "annex_one", "size": "large", "special": ["none"]}, "essential"),
        ({"sector": "annex_one", "size": "medium", "special": ["none"]}, "important"),
        ({"sector": "annex_two", "size": "large", "special": ["none"]}, "important"),
        ({"sector": "annex_two", "size": "small", "special": ["none"]}, "small_in_sector"),
        ({"sector": "other", "size": "large", "special": ["none"]}, "out_of_scope"),
        ({"sector": "other", "size": "small", "special": ["dns_tld"]}, "essential_any_size"),
        ({"sector": "annex_one", "size": "small", "special": ["telecom"]}, "important_any_size"),
        ({"sector": "annex_one", "size": "medium", "special": ["telecom"]}, "essential_telecom"),
        ({"sector": "other", "size": "small", "special": ["other_pa"]}, "public_body"),
    ],
)
def test_whom_the_decree_probably_concerns(answers: dict[str, Any], outcome: str) -> None:
    found = outcome_of(house("nis2"), answers)

    assert found is not None
    assert found.key == outcome


@pytest.mark.parametrize("name", ["nis2", "ai_act"])
@pytest.mark.parametrize("answers", [{}, {"special": []}, {"uses": []}])
def test_who_has_said_nothing_yet_is_told_nothing(name: str, answers: dict[str, Any]) -> None:
    assert outcome_of(house(name), answers) is None


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ({"prohibited_uses": ["social_scoring"]}, "prohibited"),
        ({"role": ["provider"], "area": ["employment"]}, "provider_high_risk"),
        ({"role": ["provider"], "area": ["none"], "product": "yes"}, "provider_product"),
        ({"role": ["deployer"], "area": ["services"]}, "deployer_high_risk"),
        ({"role": ["deployer"], "area": ["none"], "uses": ["chatbot"]}, "transparency"),
        ({"role": ["none"], "area": ["none"], "uses": ["none"]}, "general"),
    ],
)
def test_what_the_regulation_probably_asks(answers: dict[str, Any], outcome: str) -> None:
    found = outcome_of(house("ai_act"), answers)

    assert found is not None
    assert found.key == outcome
