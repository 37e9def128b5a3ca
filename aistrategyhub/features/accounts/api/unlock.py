"""The mailed link through a lock: its page's button posts here, since a GET must not use it up."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from aistrategyhub.core.access import public
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import DEFAULT_LOCALE
from aistrategyhub.features.accounts.api.entrance import know_again, visitor_of
from aistrategyhub.features.accounts.api.native_forms import spoken
from aistrategyhub.features.accounts.schemas import UnlockBody, UnlockedBody
from aistrategyhub.features.accounts.service.locks import unlock
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, ok

router = APIRouter(tags=["accounts"])


@router.post("/auth/unlock", response_model=Envelope[UnlockedBody])
@public("whoever holds the link is not signed in yet")
async def unlock_account(request: Request, body: UnlockBody) -> JSONResponse:
    """Lifts the lock that wrong passwords put on an account, for whoever holds the mailed link."""
    device = await _unlock(request, body.token)
    response = JSONResponse(ok(UnlockedBody()).model_dump(mode="json"))
    know_again(response, device)
    return response


@router.post("/auth/unlock-form", include_in_schema=False)
@public("whoever holds the link is not signed in yet")
async def unlock_form(
    request: Request,
    token: Annotated[str, Form(max_length=200)] = "",
    locale: Annotated[str, Form(pattern="^(it|en)$")] = DEFAULT_LOCALE,
) -> Response:
    """The same from the page's form: on to the sign-in page, which says that it is done."""
    try:
        device = await _unlock(request, token)
    except DomainError as error:
        return RedirectResponse(f"{spoken('/sblocca', locale)}?{urlencode({'errore': error.code})}", status_code=303)
    response = RedirectResponse(f"{spoken('/accedi', locale)}?fatto=sbloccato", status_code=303)
    know_again(response, device)
    return response


async def _unlock(request: Request, token: str) -> str:
    async with unit_of_work() as session:
        _person, device = await unlock(session, token, visitor_of(request).device)
    return device
