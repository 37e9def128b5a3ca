"""For whom a session of the widget is good, where, and how long."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import jwt
import pytest
import time_machine

from aistrategyhub.features.assistant.widget import sessions
from aistrategyhub.features.assistant.widget.sessions import (
    RENEWED_FOR,
    SESSION_LASTS,
    SessionInvalid,
    WidgetSession,
    read_session,
    sign_session,
)

ADA, BOB = UUID(int=1), UUID(int=2)
SITE, OTHER = "https://esempio.it", "https://altro.it"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def at_noon() -> object:
    with time_machine.travel(NOON, tick=False):
        yield


def _signed() -> str:
    return sign_session(WidgetSession(ADA, SITE, NOON, "il-gettone"))


@pytest.mark.parametrize(
    ("bot", "site", "after", "is_renewal", "is_good"),
    [
        (ADA, SITE, timedelta(), False, True),
        (ADA, SITE, SESSION_LASTS - SECOND, False, True),
        (ADA, SITE, SESSION_LASTS, False, False),
        (ADA, SITE, SESSION_LASTS, True, True),
        (ADA, SITE, RENEWED_FOR - SECOND, True, True),
        (ADA, SITE, RENEWED_FOR, True, False),
        (ADA, OTHER, timedelta(), False, False),
        (ADA, OTHER, timedelta(), True, False),
        (ADA, "own", timedelta(), False, False),
        (BOB, SITE, timedelta(), False, False),
        (BOB, SITE, timedelta(), True, False),
    ],
)
def test_a_session_is_good_for_its_bot_and_site_and_time(
    bot: UUID, site: str, after: timedelta, is_renewal: bool, is_good: bool
) -> None:
    signed = _signed()
    with time_machine.travel(NOON + after, tick=False):
        if is_good:
            read = read_session(signed, bot_id=bot, origin=site, is_renewal=is_renewal)
            assert read == WidgetSession(ADA, SITE, NOON, "il-gettone")
        else:
            with pytest.raises(SessionInvalid):
                read_session(signed, bot_id=bot, origin=site, is_renewal=is_renewal)


def _by_another_key(claims: dict[str, object]) -> str:
    return jwt.encode(claims, "k" * 32, algorithm="HS256")


def _unsigned(claims: dict[str, object]) -> str:
    return jwt.encode(claims, None, algorithm="none")


def _of_another_kind(claims: dict[str, object]) -> str:
    return jwt.encode(claims | {"typ": "access"}, sessions._key(), algorithm="HS256")


def _without_a_beginning(claims: dict[str, object]) -> str:
    return jwt.encode({k: v for k, v in claims.items() if k != "began"}, sessions._key(), algorithm="HS256")


def _for_every_site(claims: dict[str, object]) -> str:
    return jwt.encode(claims | {"aud": [SITE, OTHER]}, sessions._key(), algorithm="HS256")


@pytest.mark.parametrize(
    "forge",
    [_by_another_key, _unsigned, _of_another_kind, _without_a_beginning, _for_every_site],
    ids=lambda forge: forge.__name__.removeprefix("_"),
)
def test_what_was_not_signed_here_as_a_session_is_none(forge: Callable[[dict[str, object]], str]) -> None:
    claims = jwt.decode(_signed(), options={"verify_signature": False})
    with pytest.raises(SessionInvalid):
        read_session(forge(claims), bot_id=ADA, origin=SITE)


@pytest.mark.parametrize("text", ["", "x", "a.b.c", "é" * 10, "x" * 1_001])
def test_what_is_no_token_is_no_session(text: str) -> None:
    with pytest.raises(SessionInvalid):
        read_session(text, bot_id=ADA, origin=SITE)
