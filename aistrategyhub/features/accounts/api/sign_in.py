"""Signing in and out over HTTP. The cookie is opaque and out of JavaScript's reach."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import current_principal, public
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import DEFAULT_LOCALE
from aistrategyhub.features.accounts import service
from aistrategyhub.features.accounts.api.entrance import HalfWay, enter, go_on_with, visitor_of, welcome
from aistrategyhub.features.accounts.api.impersonation import OWN_COOKIE
from aistrategyhub.features.accounts.api.native_forms import SECOND_STEP_ROUTE, SIGN_IN_ROUTE, back_to, spoken
from aistrategyhub.features.accounts.models import Person
from aistrategyhub.features.accounts.rules import home_route, local_path
from aistrategyhub.features.accounts.schemas import PersonBody, SecondFactorBody, SignInBody
from aistrategyhub.features.accounts.schemas.devices import SignedOutBody
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.acting import SESSION_COOKIE, is_same_origin
from aistrategyhub.infra.http.envelope import ok
from aistrategyhub.prerender.declared import COUNT_COOKIE, WAKE_COOKIE

router = APIRouter(tags=["accounts"])


@router.post("/auth/login")
@public("whoever signs in is not signed in yet")
async def login(request: Request, body: SignInBody) -> JSONResponse:
    """Signs in a browser: sets the session cookie, or the challenge's where a second factor is to follow."""
    entered = await _sign_in(request, body.email, body.password)
    if isinstance(entered, HalfWay):
        response = JSONResponse(ok(SecondFactorBody()).model_dump(mode="json"))
        go_on_with(response, entered)
        return response
    response = JSONResponse(ok(PersonBody.of(entered.person)).model_dump(mode="json"))
    welcome(response, entered)
    return response


@router.post("/auth/login-form", include_in_schema=False)
@public("whoever signs in is not signed in yet")
async def login_form(
    request: Request,
    email: Annotated[str, Form(max_length=255)] = "",
    password: Annotated[str, Form(max_length=1024)] = "",
    next: Annotated[str, Form(max_length=500)] = "",
    locale: Annotated[str, Form(pattern="^(it|en)$")] = DEFAULT_LOCALE,
) -> Response:
    """The sign-in page's form: works before and without JavaScript, and keeps the address when refused."""
    if not is_same_origin(request):
        return back_to(SIGN_IN_ROUTE, locale, next_path=next, errore="FOREIGN_ORIGIN", email="")
    try:
        entered = await _sign_in(request, email, password)
    except DomainError as error:
        wait = {"attesa": str(error.values["retry_after"])} if "retry_after" in error.values else {}
        return back_to(SIGN_IN_ROUTE, locale, next_path=next, errore=error.code, email=email, **wait)
    if isinstance(entered, HalfWay):
        response = back_to(SECOND_STEP_ROUTE, locale, next_path=next)
        go_on_with(response, entered)
        return response
    home = spoken(home_route(entered.person.role), locale)
    response = RedirectResponse(local_path(next) or home, status_code=303)
    welcome(response, entered)
    return response


@router.post("/auth/logout", status_code=303, response_class=RedirectResponse)
@public("signing out twice is not an error")
async def logout(request: Request) -> Response:
    """Ends the session: of a program by its access token, else of this browser, and clears what its pages kept."""
    if "authorization" in request.headers:
        return await _sign_out_program()
    response = RedirectResponse("/", status_code=303)
    for cookie in (SESSION_COOKIE, OWN_COOKIE):
        if token := request.cookies.get(cookie):
            async with unit_of_work() as session:
                await service.sign_out(session, token)
        response.delete_cookie(cookie, path="/", secure=True, httponly=True, samesite="lax")
    for shown in (WAKE_COOKIE, COUNT_COOKIE):
        response.delete_cookie(shown, path="/", secure=True, samesite="lax")
    response.headers["Clear-Site-Data"] = '"storage"'
    return response


async def _sign_out_program() -> Response:
    me = current_principal()
    if me.session_id is not None and me.person_id is not None:
        async with unit_of_work() as session:
            await service.end_own_session(session, me.person_id, me.session_id)
    return JSONResponse(ok(SignedOutBody()).model_dump(mode="json"))


async def _sign_in(request: Request, email: str, password: str) -> service.SignedIn | HalfWay:
    """A session for this browser in place of the one it had."""

    async def let_in(session: AsyncSession, person: Person) -> service.SignedIn:
        if replaced := request.cookies.get(SESSION_COOKIE):
            await service.sign_out(session, replaced)
        return await service.open_session(session, person, methods=["password"], **asdict(visitor_of(request)))

    return await enter(request, email, password, let_in)
