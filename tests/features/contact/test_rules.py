"""What a message must say."""

from typing import Any

import pytest

from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.features.contact.models import MessageStatus
from aistrategyhub.features.contact.rules import (
    ALLOWED,
    IllegalMessageTransition,
    check_transition,
    consent_words,
    read_inquiry,
    tidy_lines,
)
from tests.factories.messages import message_data


def refusals(**changes: Any) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInput) as refused:
        read_inquiry(message_data(**changes))
    return [(error.field, error.code) for error in refused.value.fields]


def test_a_message_keeps_its_paragraphs_and_loses_what_nobody_typed() -> None:
    inquiry = read_inquiry(
        message_data(name="  Lucia\u200b   Brenta ", message=" Buongiorno,\r\n\r\n\r\n\tgrazie. \r\n")
    )

    assert inquiry.name == "Lucia Brenta"
    assert inquiry.words == "Buongiorno,\n\n grazie."


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"name": " "}, ("name", "REQUIRED")),
        ({"name": "x" * 121}, ("name", "TOO_LONG")),
        ({"name": "Lucia\nBcc: tutti@esempio.example"}, ("name", "INVALID_CHARACTERS")),
        ({"name": 7}, ("name", "INVALID_TYPE")),
        ({"email": ""}, ("email", "REQUIRED")),
        ({"email": "lucia"}, ("email", "INVALID_EMAIL")),
        ({"email": "a@b.example\r\nBcc: c@d.example"}, ("email", "INVALID_CHARACTERS")),
        ({"phone": "chiamami"}, ("phone", "INVALID_PHONE")),
        ({"phone": "12"}, ("phone", "INVALID_PHONE")),
        ({"phone": "0" * 30}, ("phone", "INVALID_PHONE")),
        ({"message": "\u200b \n"}, ("message", "REQUIRED")),
        ({"message": None}, ("message", "REQUIRED")),
        ({"message": "x" * 5001}, ("message", "TOO_LONG")),
        ({"message": "ciao\x07"}, ("message", "INVALID_CHARACTERS")),
        ({"consent": False}, ("consent", "REQUIRED")),
        ({"consent": "true"}, ("consent", "REQUIRED")),
        ({"is_admin": "1"}, ("is_admin", "UNKNOWN_FIELD")),
    ],
)
def test_what_is_wrong_is_said_of_its_field(changes: dict[str, Any], refused: tuple[str, str]) -> None:
    assert refusals(**changes) == [refused]


def test_everything_wrong_is_said_at_once() -> None:
    assert {field for field, _code in refusals(name="", email="", message="", consent=None)} == {
        "name",
        "email",
        "message",
        "consent",
    }


@pytest.mark.parametrize("phone", ["", "+39 02 0000 0000", "049/8000000", "(049) 800.00.00"])
def test_a_telephone_is_written_as_people_write_it(phone: str) -> None:
    assert read_inquiry(message_data(phone=phone)).phone == phone


def test_lines_are_composed() -> None:
    assert tidy_lines("perche\u0301") == "perché"


def test_the_words_of_the_consent_are_those_of_the_language() -> None:
    assert consent_words("it").startswith("Ho letto l’informativa")
    assert consent_words("en") not in ("", consent_words("it"))


@pytest.mark.parametrize("present", list(MessageStatus))
def test_a_message_goes_only_where_it_may(present: MessageStatus) -> None:
    for wanted in MessageStatus:
        if wanted in ALLOWED[present]:
            check_transition(present, wanted)
        else:
            with pytest.raises(IllegalMessageTransition):
                check_transition(present, wanted)
