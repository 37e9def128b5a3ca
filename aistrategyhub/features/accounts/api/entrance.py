"""The way in over HTTP: who is at the door, the password tried outside every transaction, and the cookies given."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from typing import TypeVar

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.latin import one_line
from aistrategyhub.features.accounts import service
from aistrategyhub.features.accounts.models import Person
from aistrategyhub.features.accounts.rules.sessions import lifetime
from aistrategyhub.features.accounts.service.challenges import CHALLENGE_COOKIE, CHALLENGE_LASTS
from aistrategyhub.features.accounts.service.passwords import fits
from aistrategyhub.features.accounts.service.second_factor import begin_second_factor
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.acting import SESSION_COOKIE
from aistrategyhub.infra.http.forwarded import caller_of
from aistrategyhub.infra.rate_limits import SIGN_IN_FROM, hit_or_refuse
from aistrategyhub.prerender.declared import WAKE_COOKIE

# Browsers keep no cookie for longer than 400 days.
DEVICE_COOKIE = "__Host-device"
_DEVICE_LASTS = timedelta(days=400)

T = TypeVar("T")


@dataclass(frozen=True)
class HalfWay:
    """The password was right and a second factor is on: `challenge` goes on with it and opens nothing by itself."""

    challenge: str


def visitor_of(request: Request) -> service.Visitor:
    """Who asks to be let in."""
    return service.Visitor(
        ip_address=_address(request.client.host) if request.client else None,
        user_agent=one_line(request.headers.get("user-agent", "")),
        device=request.cookies.get(DEVICE_COOKIE) or None,
    )


async def enter(
    request: Request, email: str, password: str, let_in: Callable[[AsyncSession, Person], Awaitable[T]]
) -> T | HalfWay:
    """What `let_in` makes for whoever's password it is, or half the way where they have a second factor.

    Raises TooManyRequests, TooManyAttempts or WrongCredentials (in the same time for all).
    """
    network = caller_of(request.scope)
    await hit_or_refuse(SIGN_IN_FROM, network)
    async with unit_of_work() as session:
        knock = await service.knock(session, email, visitor_of(request), network=network)
    if knock.wait_seconds:
        raise service.TooManyAttempts(retry_after=knock.wait_seconds)
    does_fit, better_hash = await fits(password, knock.password_hash)
    async with unit_of_work() as session:
        judgement = await service.judge(session, knock, fits=does_fit, better_hash=better_hash)
        if judgement.person is not None:
            return await _go_on(session, judgement.person, let_in)
    raise judgement.refusal


def welcome(response: Response, signed_in: service.SignedIn) -> None:
    """Gives the browser its session, and the name it will be known by."""
    lasts = lifetime(signed_in.person.role).absolute
    _give(response, SESSION_COOKIE, signed_in.token, lasts)
    _give(response, WAKE_COOKIE, "1", lasts, secret=False)
    if signed_in.device is not None:
        know_again(response, signed_in.device)
    # A tab opened as a visitor must not carry its state into the session.
    response.headers["Clear-Site-Data"] = '"storage"'


def know_again(response: Response, device: str) -> None:
    """Gives the browser the name it will be known by; it opens nothing."""
    _give(response, DEVICE_COOKIE, device, _DEVICE_LASTS)


def go_on_with(response: Response, half_way: HalfWay) -> None:
    """Gives the browser what the second step is asked for with."""
    _give(response, CHALLENGE_COOKIE, half_way.challenge, CHALLENGE_LASTS)


def _give(response: Response, name: str, value: str, lasts: timedelta, *, secret: bool = True) -> None:
    seconds = int(lasts / timedelta(seconds=1))
    response.set_cookie(name, value, max_age=seconds, path="/", secure=True, httponly=secret, samesite="lax")


async def _go_on(
    session: AsyncSession, person: Person, let_in: Callable[[AsyncSession, Person], Awaitable[T]]
) -> T | HalfWay:
    if person.mfa_enabled_at is None:
        return await let_in(session, person)
    return HalfWay(await begin_second_factor(session, person, methods=["password"]))


def _address(host: str) -> str | None:
    try:
        return str(ip_address(host))
    except ValueError:
        return None
