"""When a mail may leave: a table of what is on the road, and what that means for the next one."""

from datetime import UTC, datetime, timedelta

import pytest

from aistrategyhub.features.mailing.models import EmailType
from aistrategyhub.features.mailing.rules import Traffic, Turn, places_per_minute, turn

AT = datetime(2026, 11, 21, 12, 0, 0, tzinfo=UTC)


def _ago(*seconds: float) -> list[datetime]:
    return [AT - timedelta(seconds=each) for each in seconds]


def _in(seconds: float) -> datetime:
    return AT + timedelta(seconds=seconds)


def _ask(traffic: Traffic, *, has_booking: bool = False, spread: float = 0.0) -> Turn:
    return turn(traffic, places=6, parallel=2, has_booking=has_booking, spread=spread)


@pytest.mark.parametrize(
    ("traffic", "expected"),
    [
        (Traffic(AT, 0, []), Turn(True, AT)),
        (Traffic(AT, 1, _ago(59, 30, 20, 10)), Turn(True, AT)),
        # The fifth and sixth are under way: no place, and nobody ended yet.
        (Traffic(AT, 2, []), Turn(False, _in(0.2))),
        (Traffic(AT, 0, _ago(50, 40, 30, 20, 10, 5)), Turn(False, _in(10), is_booked=True)),
        (Traffic(AT, 2, _ago(50, 40, 30, 20)), Turn(False, _in(10), is_booked=True)),
        (Traffic(AT, 6, []), Turn(False, _in(10), is_booked=True)),
        # There is a line: a place may be free, but it is somebody's.
        (Traffic(AT, 0, _ago(50), line=_in(30)), Turn(False, _in(40), is_booked=True)),
        (Traffic(AT, 0, _ago(50, 40, 30, 20, 10, 5), line=_in(30)), Turn(False, _in(40), is_booked=True)),
        (Traffic(AT, 0, [], line=_in(-30)), Turn(True, AT)),
        (Traffic(AT, 0, [], paused_until=_in(17)), Turn(False, _in(17), is_booked=True)),
        (Traffic(AT, 0, [], paused_until=_in(17), line=_in(17)), Turn(False, _in(27), is_booked=True)),
        (Traffic(AT, 0, [], paused_until=_in(-1)), Turn(True, AT)),
    ],
)
def test_a_newcomer(traffic: Traffic, expected: Turn) -> None:
    assert _ask(traffic) == expected


@pytest.mark.parametrize(
    ("traffic", "expected"),
    [
        (Traffic(AT, 0, _ago(50), line=_in(3600)), Turn(True, AT)),
        (Traffic(AT, 0, _ago(50, 40, 30, 20, 10, 5), line=_in(3600)), Turn(False, _in(11))),
        (Traffic(AT, 0, [], paused_until=_in(17), line=_in(3600)), Turn(False, _in(18))),
    ],
)
def test_who_has_a_booking_keeps_it(traffic: Traffic, expected: Turn) -> None:
    assert _ask(traffic, has_booking=True) == expected


def test_those_who_wait_do_not_come_back_all_at_once() -> None:
    paused = Traffic(AT, 0, [], paused_until=_in(17))
    moments = {_ask(paused, has_booking=True, spread=spread).at for spread in (0.0, 0.5, 1.0)}

    assert moments == {_in(18), _in(23), _in(28)}


@pytest.mark.parametrize(
    ("per_minute", "email_type", "places"),
    [
        (30, EmailType.TRANSACTIONAL, 30),
        (30, EmailType.NEWSLETTER, 24),
        (30, EmailType.NOTIFICATION, 24),
        (1, EmailType.NEWSLETTER, 1),
    ],
)
def test_a_campaign_leaves_room_for_what_somebody_waits_for(
    per_minute: int, email_type: EmailType, places: int
) -> None:
    assert places_per_minute(per_minute, email_type) == places
