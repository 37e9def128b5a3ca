"""Signing in and out over HTTP. The cookie is opaque and out of JavaScript's reach."""

from datetime import timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from aistrategyhub.core.access import public
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import DEFAULT_LOCALE
from aistrategyhub.features.accounts import service
from aistrategyhub.features.accounts.rules import SESSION_LASTS, home_route, local_path
from aistrategyhub.features.accounts.schemas import PersonBody, SignInBody
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.acting import SESSION_COOKIE, is_same_origin
from aistrategyhub.infra.http.envelope import ok
from aistrategyhub.infra.http.forwarded import caller_of
from aistrategyhub.infra.rate_limits import SIGN_IN, SIGN_IN_FROM, hit_or_refuse

router = APIRouter(tags=["accounts"])


@router.post("/auth/login")
@public("whoever signs in is not signed in yet")
async def login(request: Request, body: SignInBody) -> JSONResponse:
    """Signs in a browser: sets the session cookie."""
    signed_in = await _sign_in(request, body.email, body.password)
    response = JSONResponse(ok(PersonBody.of(signed_in.person)).model_dump(mode="json"))
    _set_cookie(response, signed_in.token)
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
        return RedirectResponse(_back_to_form("FOREIGN_ORIGIN", "", next, locale), status_code=303)
    try:
        signed_in = await _sign_in(request, email, password)
    except DomainError as error:
        return RedirectResponse(_back_to_form(error.code, email, next, locale), status_code=303)
    home = _spoken(home_route(signed_in.person.role), locale)
    response = RedirectResponse(local_path(next) or home, status_code=303)
    _set_cookie(response, signed_in.token)
    return response


@router.post("/auth/logout")
@public("signing out twice is not an error")
async def logout(request: Request) -> Response:
    """Ends the session of this browser and clears what its pages kept."""
    token = request.cookies.get(SESSION_COOKIE)
    if token:
        async with unit_of_work() as session:
            await service.sign_out(session, token)
    response = RedirectResponse("/", status_code=303)
    response.delete_cookie(SESSION_COOKIE, path="/", secure=True, httponly=True, samesite="lax")
    response.headers["Clear-Site-Data"] = '"storage"'
    return response


async def _sign_in(request: Request, email: str, password: str) -> service.SignedIn:
    caller = caller_of(request.scope)
    await hit_or_refuse(SIGN_IN_FROM, caller)
    await hit_or_refuse(SIGN_IN, f"{caller}|{email.strip().lower()}")
    async with unit_of_work() as session:
        signed_in = await service.sign_in(
            session,
            email=email,
            password=password,
            ip_address=request.client.host if request.client else None,
            user_agent=request.headers.get("user-agent", ""),
        )
        if replaced := request.cookies.get(SESSION_COOKIE):
            await service.sign_out(session, replaced)
    return signed_in


def _set_cookie(response: Response, token: str) -> None:
    lifetime = int(SESSION_LASTS / timedelta(seconds=1))
    response.set_cookie(SESSION_COOKIE, token, max_age=lifetime, path="/", secure=True, httponly=True, samesite="lax")
    # A tab opened as a visitor must not carry its state into the session.
    response.headers["Clear-Site-Data"] = '"storage"'


def _back_to_form(code: str, email: str, next_path: str, locale: str) -> str:
    asked = {"errore": code, "email": email, "next": local_path(next_path) or ""}
    return f"{_spoken('/accedi', locale)}?{urlencode(asked)}"


def _spoken(route: str, locale: str) -> str:
    return route if locale == DEFAULT_LOCALE else f"/{locale}{route}"
