"""What a ticket must say, and where it may be put."""

from typing import Any

import pytest

from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.features.support.models import TicketPriority, TicketStatus
from aistrategyhub.features.support.rules import (
    ALLOWED,
    IllegalTicketTransition,
    check_transition,
    read_asker,
    read_reply,
    read_ticket,
)

S = TicketStatus
TYPED = {"subject": "Il report non si apre", "message": "Il PDF è danneggiato.", "priority": "high"}
ASKING = {"email": "Lucia@Brenta.example", "name": "Lucia", "message": "", "consent": True}


def test_every_status_says_where_it_leads() -> None:
    assert set(ALLOWED) == set(TicketStatus)


@pytest.mark.parametrize(
    ("present", "wanted"),
    [
        (S.NEW, S.IN_PROGRESS),
        (S.NEW, S.CLOSED),
        (S.IN_PROGRESS, S.WAITING_CUSTOMER),
        (S.WAITING_CUSTOMER, S.RESOLVED),
        (S.RESOLVED, S.CLOSED),
        (S.RESOLVED, S.IN_PROGRESS),
        (S.CLOSED, S.IN_PROGRESS),
    ],
)
def test_it_may_go_there(present: TicketStatus, wanted: TicketStatus) -> None:
    check_transition(present, wanted)


@pytest.mark.parametrize(
    ("present", "wanted"),
    [(S.IN_PROGRESS, S.NEW), (S.CLOSED, S.NEW), (S.CLOSED, S.RESOLVED), (S.WAITING_CUSTOMER, S.NEW)],
)
def test_it_may_not_go_there(present: TicketStatus, wanted: TicketStatus) -> None:
    with pytest.raises(IllegalTicketTransition):
        check_transition(present, wanted)


def test_a_form_is_read_tidily() -> None:
    typed = TYPED | {"subject": "  Il   report ", "message": "Uno.\r\n\r\n\r\nDue.  ", "proof": "left aside"}
    assert read_ticket(typed) == ("Il report", "Uno.\n\nDue.", TicketPriority.HIGH)
    assert read_ticket(TYPED | {"priority": ""})[2] is TicketPriority.MEDIUM


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"subject": " "}, "subject"),
        ({"subject": "x" * 151}, "subject"),
        ({"message": ""}, "message"),
        ({"message": "x" * 5001}, "message"),
        ({"message": "a\x07b"}, "message"),
        ({"priority": "now!"}, "priority"),
        ({"subject": 7}, "subject"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(changes: dict[str, Any], wrong: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_ticket(TYPED | changes)
    assert [error.field for error in refusal.value.fields] == [wrong]


@pytest.mark.parametrize("words", ["", "   ", None, 7, "x" * 5001])
def test_a_reply_has_words(words: Any) -> None:
    with pytest.raises(InvalidInput):
        read_reply({"message": words})


def test_somebody_without_an_account_is_reached_where_they_agreed() -> None:
    assert read_asker(ASKING) == ("lucia@brenta.example", "Lucia", "")


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"email": ""}, "email"),
        ({"email": "lucia"}, "email"),
        ({"email": "a@b.example\nBcc: c@d.example"}, "email"),
        ({"consent": False}, "consent"),
        ({"consent": "on"}, "consent"),
        ({"name": "x" * 121}, "name"),
    ],
)
def test_nobody_is_written_to_without_an_address_and_a_yes(changes: dict[str, Any], wrong: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_asker(ASKING | changes)
    assert [error.field for error in refusal.value.fields] == [wrong]
