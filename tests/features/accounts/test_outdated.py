"""What accounts forget by themselves, to the day that the map of personal data promises."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import new_token
from aistrategyhub.features.accounts.models import (
    Challenge,
    ChallengeKind,
    LinkPurpose,
    LoginAttempt,
    MailedLink,
    Session,
)
from aistrategyhub.features.accounts.service.outdated import forget_outdated
from aistrategyhub.infra.db import TenantOwned
from tests.factories.people import create_somebody

_SECOND = timedelta(seconds=1)
_EMAIL = "anna@prova.example"

Make = Callable[[object, timedelta], TenantOwned]


def _challenge(person_id: object, age: timedelta) -> Challenge:
    kind = ChallengeKind.SECOND_FACTOR
    return Challenge(kind=kind, token_fingerprint=new_token(), user_id=person_id, expires_at=now() - age)


def _link(person_id: object, age: timedelta) -> MailedLink:
    return MailedLink(
        user_id=person_id,
        purpose=LinkPurpose.RESET_PASSWORD,
        token_fingerprint=new_token(),
        email=_EMAIL,
        created_at=now() - age,
        expires_at=now(),
    )


def _attempt(person_id: object, age: timedelta) -> LoginAttempt:
    return LoginAttempt(email=_EMAIL, user_id=person_id, success=False, attempted_at=now() - age)


def _session(person_id: object, age: timedelta) -> Session:
    return Session(user_id=person_id, token_fingerprint=new_token(), expires_at=now() - age)


@pytest.mark.parametrize(
    ("table", "make", "lasts"),
    [
        (Challenge, _challenge, timedelta(0)),
        (MailedLink, _link, timedelta(days=30)),
        (LoginAttempt, _attempt, timedelta(days=90)),
        (Session, _session, timedelta(0)),
    ],
)
async def test_it_goes_when_its_time_is_over_and_not_before(
    session: AsyncSession, table: type[TenantOwned], make: Make, lasts: timedelta
) -> None:
    person = await create_somebody(session, email=_EMAIL)
    kept, gone = make(person.id, lasts - 60 * _SECOND), make(person.id, lasts + _SECOND)
    session.add_all([kept, gone])
    await session.flush()
    await forget_outdated(session)
    assert (await session.execute(select(func.count()).select_from(table))).scalar_one() == 1
    assert (await session.execute(select(table.id))).scalar_one() == kept.id
