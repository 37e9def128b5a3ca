"""What may be answered to the questions of a quote, and what a request must say."""

from typing import Any

import pytest

from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.core.text import speaking
from aistrategyhub.features.catalog.schemas import QuestionKind
from aistrategyhub.features.quotes.models import RequestStatus
from aistrategyhub.features.quotes.rules import IllegalRequestTransition, check_transition
from aistrategyhub.features.quotes.rules.asking import answers_of_form, question_fields, read_answers
from aistrategyhub.features.quotes.rules.wishes import read_wish
from tests.factories.quotes import question, wish_data


@pytest.mark.parametrize(
    ("kind", "given", "value", "shown"),
    [
        (QuestionKind.TEXT, "  due   sedi ", "due sedi", "due sedi"),
        (QuestionKind.LONG_TEXT, "prima\r\nseconda", "prima\nseconda", "prima\nseconda"),
        (QuestionKind.NUMBER, "12,50", "12.5", "12,5"),
        (QuestionKind.NUMBER, 1200, "1200", "1.200"),
        (QuestionKind.YES_NO, "yes", True, "Sì"),
        (QuestionKind.YES_NO, False, False, "No"),
        (QuestionKind.CHOICE, "due", "due", "DUE"),
        (QuestionKind.CHOICES, ["due", "uno"], ["uno", "due"], "UNO, DUE"),
        (QuestionKind.DATE, "2026-11-30", "2026-11-30", "30/11/2026"),
        (QuestionKind.DATE, " 30/11/2026 ", "2026-11-30", "30/11/2026"),
    ],
)
def test_an_answer_of_each_kind(kind: QuestionKind, given: Any, value: Any, shown: str) -> None:
    (answered,), errors = read_answers([question(kind)], {"domanda": given})

    assert (answered.value, answered.shown, answered.label, errors) == (value, shown, "Quanti?", [])


@pytest.mark.parametrize(
    ("kind", "given", "code"),
    [
        (QuestionKind.TEXT, 7, "INVALID_TYPE"),
        (QuestionKind.TEXT, "x" * 301, "TOO_LONG"),
        (QuestionKind.TEXT, "a\x00b", "INVALID_CHARACTERS"),
        (QuestionKind.LONG_TEXT, "x" * 5001, "TOO_LONG"),
        (QuestionKind.NUMBER, "tanti", "INVALID_NUMBER"),
        (QuestionKind.NUMBER, "NaN", "INVALID_NUMBER"),
        (QuestionKind.NUMBER, "1e99", "TOO_BIG"),
        (QuestionKind.NUMBER, True, "INVALID_NUMBER"),
        (QuestionKind.NUMBER, "0", "TOO_SMALL"),
        (QuestionKind.NUMBER, "501", "TOO_BIG"),
        (QuestionKind.YES_NO, "forse", "INVALID_YES_NO"),
        (QuestionKind.CHOICE, "tre", "UNKNOWN_OPTION"),
        (QuestionKind.CHOICES, ["uno", "tre"], "UNKNOWN_OPTION"),
        (QuestionKind.CHOICES, "uno", "UNKNOWN_OPTION"),
        (QuestionKind.DATE, "30/02/2026", "INVALID_DATE"),
        (QuestionKind.DATE, "fine mese", "INVALID_DATE"),
        (QuestionKind.DATE, "2026-02-30", "INVALID_DATE"),
        (QuestionKind.TEXT, "   ", "REQUIRED"),
        (QuestionKind.CHOICES, [], "REQUIRED"),
    ],
)
def test_an_answer_that_is_none(kind: QuestionKind, given: Any, code: str) -> None:
    bounds = {"least": 1, "most": 500} if kind is QuestionKind.NUMBER else {}

    answered, errors = read_answers([question(kind, is_required=True, **bounds)], {"domanda": given})

    assert (answered, [(error.field, error.code) for error in errors]) == ((), [("answer_domanda", code)])


def test_an_optional_question_may_stay_open_and_an_unknown_one_is_refused() -> None:
    answered, errors = read_answers([question(QuestionKind.TEXT)], {"domanda": "", "altra": "x"})

    assert (answered, [error.code for error in errors]) == ((), ["UNKNOWN_QUESTION"])


def test_the_form_asks_in_the_language_of_the_page_and_names_its_ticks() -> None:
    with speaking("en"):
        (asked,) = question_fields([question(QuestionKind.CHOICES)])

    assert asked.label == "How many?"
    assert [option.name for option in asked.options] == ["answer_domanda__uno", "answer_domanda__due"]
    assert answers_of_form([question(QuestionKind.CHOICES)], {"answer_domanda__due": "on"}) == {"domanda": ["due"]}


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"name": " "}, "name", "REQUIRED"),
        ({"name": "x" * 121}, "name", "TOO_LONG"),
        ({"email": "lucia"}, "email", "INVALID_EMAIL"),
        ({"email": ""}, "email", "REQUIRED"),
        ({"phone": "chiamami"}, "phone", "INVALID_PHONE"),
        ({"company": "x" * 161}, "company", "TOO_LONG"),
        ({"message": "x" * 5001}, "message", "TOO_LONG"),
        ({"message": ""}, "message", "REQUIRED"),
        ({"consent": False}, "consent", "REQUIRED"),
        ({"consent": "on"}, "consent", "REQUIRED"),
    ],
)
def test_what_a_request_must_say(changes: dict[str, Any], field: str, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_wish(wish_data(**changes), (), {})

    assert [(error.field, error.code) for error in refused.value.fields] == [(field, code)]


def test_with_questions_the_message_may_be_empty() -> None:
    wish = read_wish(wish_data(message=""), [question(QuestionKind.TEXT)], {"domanda": "due sedi"})

    assert (wish.words, wish.answers[0].value) == ("", "due sedi")


def test_an_answered_request_is_not_new_again() -> None:
    with pytest.raises(IllegalRequestTransition):
        check_transition(RequestStatus.QUOTED, RequestStatus.NEW)
