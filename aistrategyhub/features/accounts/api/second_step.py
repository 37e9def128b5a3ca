"""The second step of signing in over HTTP: a code, for whoever has shown the password."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Annotated, TypeVar

from fastapi import APIRouter, Form, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import public
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import DEFAULT_LOCALE
from aistrategyhub.features.accounts import service
from aistrategyhub.features.accounts.api.entrance import visitor_of, welcome
from aistrategyhub.features.accounts.api.native_forms import (
    SECOND_STEP_ROUTE,
    SIGN_IN_ROUTE,
    FormLocale,
    NextPath,
    back_to,
    spoken,
)
from aistrategyhub.features.accounts.models import ChallengeKind
from aistrategyhub.features.accounts.rules import home_route, local_path
from aistrategyhub.features.accounts.schemas import PersonBody
from aistrategyhub.features.accounts.schemas.second_factor import SecondStepBody
from aistrategyhub.features.accounts.service.challenges import CHALLENGE_COOKIE, ChallengeOver, take_try
from aistrategyhub.features.accounts.service.second_factor import (
    Proven,
    WrongCode,
    finish_second_factor,
    note_wrong_code,
)
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.acting import SESSION_COOKIE
from aistrategyhub.infra.http.envelope import ok
from aistrategyhub.infra.rate_limits import SECOND_FACTOR, hit_or_refuse

router = APIRouter(tags=["accounts"])

T = TypeVar("T")


@router.post("/auth/mfa")
@public("whoever has shown only the password is not signed in yet")
async def second_step(request: Request, body: SecondStepBody) -> JSONResponse:
    """Signs in a browser that has shown the password: sets the session cookie."""
    token = body.challenge_token or request.cookies.get(CHALLENGE_COOKIE, "")
    signed_in = await take_second_step(request, token, body.code, opening_for(request))
    response = JSONResponse(ok(PersonBody.of(signed_in.person)).model_dump(mode="json"))
    welcome_fully(response, signed_in)
    return response


@router.post("/auth/mfa-form", include_in_schema=False)
@public("whoever has shown only the password is not signed in yet")
async def second_step_form(
    request: Request,
    code: Annotated[str, Form(max_length=64)] = "",
    next: NextPath = "",
    locale: FormLocale = DEFAULT_LOCALE,
) -> Response:
    """The form of /accedi/verifica: works before and without JavaScript."""
    token = request.cookies.get(CHALLENGE_COOKIE, "")
    try:
        signed_in = await take_second_step(request, token, code, opening_for(request))
    except WrongCode as wrong:
        return _told(wrong.code if wrong.tries_left else ChallengeOver.code, wrong.tries_left, next, locale)
    except ChallengeOver as over:
        return _told(over.code, 0, next, locale)
    except DomainError as refusal:
        return back_to(SECOND_STEP_ROUTE, locale, next_path=next, errore=refusal.code)
    response = RedirectResponse(local_path(next) or spoken(home_route(signed_in.person.role), locale), status_code=303)
    welcome_fully(response, signed_in)
    return response


async def take_second_step(
    request: Request, token: str, code: str, let_in: Callable[[AsyncSession, Proven], Awaitable[T]]
) -> T:
    """What `let_in` makes for whoever holds this challenge and shows a code that counts.

    Raises ChallengeOver, WrongCode and TooManyRequests.
    """
    async with unit_of_work() as session:
        challenge = await take_try(session, token, ChallengeKind.SECOND_FACTOR)
    await hit_or_refuse(SECOND_FACTOR, str(challenge.person_id))
    try:
        async with unit_of_work() as session:
            return await let_in(session, await finish_second_factor(session, challenge, code))
    except WrongCode:
        async with unit_of_work() as session:
            await note_wrong_code(session, challenge, visitor_of(request))
        raise WrongCode(tries_left=challenge.tries_left) from None


def opening_for(request: Request) -> Callable[[AsyncSession, Proven], Awaitable[service.SignedIn]]:
    """Opens a session for this browser in place of the one it had."""

    async def open_for(session: AsyncSession, proven: Proven) -> service.SignedIn:
        if replaced := request.cookies.get(SESSION_COOKIE):
            await service.sign_out(session, replaced)
        return await service.open_session(session, proven.person, methods=proven.methods, **asdict(visitor_of(request)))

    return open_for


def welcome_fully(response: Response, signed_in: service.SignedIn) -> None:
    """Gives the browser its session, and takes back what the second step was asked for with."""
    welcome(response, signed_in)
    response.delete_cookie(CHALLENGE_COOKIE, path="/", secure=True, httponly=True, samesite="lax")


def _told(code: str, tries_left: int, next_path: str, locale: str) -> RedirectResponse:
    """Back to the second step while tries are left, else to the first."""
    if tries_left:
        return back_to(SECOND_STEP_ROUTE, locale, next_path=next_path, errore=code, rimasti=tries_left)
    return back_to(SIGN_IN_ROUTE, locale, next_path=next_path, errore=code)
