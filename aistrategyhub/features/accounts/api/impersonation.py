"""Beginning and ending to act in a customer's name. Native forms: only an HTTP answer changes a browser's cookies."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from aistrategyhub.core.access import Role, SignInRequired, StepUpRequired, check, public, requires
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import DEFAULT_LOCALE
from aistrategyhub.features.accounts.api.entrance import visitor_of
from aistrategyhub.features.accounts.api.native_forms import STEP_UP_ROUTE, FormLocale, back_to, spoken
from aistrategyhub.features.accounts.permissions import AccountsPermission
from aistrategyhub.features.accounts.rules.sessions import lifetime
from aistrategyhub.features.accounts.service.impersonation import impersonate, stop_impersonating
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.acting import SESSION_COOKIE

router = APIRouter(tags=["people"], include_in_schema=False)

# The colleague's own session, out of the way while the browser acts in somebody else's name.
OWN_COOKIE = "__Host-own-sid"

_CUSTOMER_HOME = "/area-clienti"
_STAFF_HOME = "/admin"
_OWN_SECONDS = int(lifetime(Role.SUPPORT).absolute / timedelta(seconds=1))


@router.post("/auth/impersonation")
@requires(AccountsPermission.IMPERSONATE)
async def begin(
    request: Request,
    person_id: Annotated[UUID, Form()],
    reason: Annotated[str, Form(max_length=2000)] = "",
    locale: FormLocale = DEFAULT_LOCALE,
) -> Response:
    """Goes on as the customer; wants a fresh proof of identity, the customer's leave and a reason. For browsers only:
    a program has no session to come back to."""
    own = request.cookies.get(SESSION_COOKIE)
    if own is None:
        raise SignInRequired
    card = f"/admin/persone/{person_id}"
    try:
        check(AccountsPermission.IMPERSONATE, step_up=True)
        async with unit_of_work() as session:
            opened = await impersonate(session, person_id, reason=reason, visitor=visitor_of(request))
    except StepUpRequired:
        return back_to(STEP_UP_ROUTE, locale, next_path=spoken(card, locale))
    except DomainError as refusal:
        return back_to(card, locale, next_path="", errore=refusal.code)
    response = RedirectResponse(spoken(_CUSTOMER_HOME, locale), status_code=303)
    _set(response, SESSION_COOKIE, opened.token, opened.seconds)
    _set(response, OWN_COOKIE, own, _OWN_SECONDS)
    return response


@router.post("/auth/impersonation/end")
@public("ends only a session whose cookie the browser shows; ending twice is not an error")
async def end(request: Request, locale: FormLocale = DEFAULT_LOCALE) -> Response:
    """Goes back to one's own session and to the customer's page."""
    own = request.cookies.get(OWN_COOKIE)
    if own is None:
        return RedirectResponse(spoken("/accedi", locale), status_code=303)
    async with unit_of_work() as session:
        person_id = await stop_impersonating(session, request.cookies.get(SESSION_COOKIE, ""), own)
    response = RedirectResponse(spoken(f"/admin/persone/{person_id}" if person_id else _STAFF_HOME, locale), 303)
    _set(response, SESSION_COOKIE, own, _OWN_SECONDS)
    response.delete_cookie(OWN_COOKIE, path="/", secure=True, httponly=True, samesite="lax")
    return response


def _set(response: Response, name: str, token: str, seconds: int) -> None:
    response.set_cookie(name, token, max_age=seconds, path="/", secure=True, httponly=True, samesite="lax")
    # What the tab showed of one person must not stand beside what it shows of the other.
    response.headers["Clear-Site-Data"] = '"storage"'
