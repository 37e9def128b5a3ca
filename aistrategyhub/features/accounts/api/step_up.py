"""Proving again who one is, over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import SignInRequired, current_principal, refuse_impersonation, requires
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import DEFAULT_LOCALE
from aistrategyhub.features.accounts import queries, service
from aistrategyhub.features.accounts.api.entrance import visitor_of, welcome
from aistrategyhub.features.accounts.api.native_forms import STEP_UP_ROUTE, FormLocale, NextPath, back_to, spoken
from aistrategyhub.features.accounts.api.passkey_cookie import ask, forget_challenge, site_of
from aistrategyhub.features.accounts.api.passkeys import take_passkey
from aistrategyhub.features.accounts.models import Person
from aistrategyhub.features.accounts.permissions import AccountsPermission
from aistrategyhub.features.accounts.rules import NOBODYS_HASH, home_route, local_path
from aistrategyhub.features.accounts.schemas.second_factor import (
    LocationBody,
    OptionsBody,
    PasskeySignInBody,
    ProofBody,
)
from aistrategyhub.features.accounts.service import passkeys
from aistrategyhub.features.accounts.service.passwords import fits
from aistrategyhub.features.accounts.service.step_up import note_failed_proof, prove_by_password, renew_proof
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, ok
from aistrategyhub.infra.rate_limits import SECOND_FACTOR, hit_or_refuse

router = APIRouter(tags=["accounts"])


@router.post("/auth/step-up", status_code=204)
@requires(AccountsPermission.MANAGE_OWN)
async def step_up(request: Request, body: ProofBody) -> Response:
    """Proves by password, and code where there is a second factor, who acts: dangerous acts are allowed for a while."""
    response = Response(status_code=204)
    _renew_cookie(response, await _prove(request, body.password, body.code))
    return response


@router.post("/auth/step-up-form", include_in_schema=False)
@requires(AccountsPermission.MANAGE_OWN)
async def step_up_form(
    request: Request,
    password: Annotated[str, Form(max_length=1024)] = "",
    code: Annotated[str, Form(max_length=64)] = "",
    next: NextPath = "",
    locale: FormLocale = DEFAULT_LOCALE,
) -> Response:
    """The form of /conferma-identita: works before and without JavaScript."""
    try:
        renewed = await _prove(request, password, code)
    except DomainError as refusal:
        return back_to(STEP_UP_ROUTE, locale, next_path=next, errore=refusal.code)
    response = RedirectResponse(_onward(next, locale), status_code=303)
    _renew_cookie(response, renewed)
    return response


@router.post("/auth/step-up/passkey/options", response_model=Envelope[OptionsBody])
@requires(AccountsPermission.MANAGE_OWN)
async def step_up_options(request: Request) -> JSONResponse:
    """Asks the browser for one of the person's passkeys."""
    async with unit_of_work() as session:
        site = await site_of(request, session)
        return ask(await passkeys.begin_assertion(session, site, person_id=current_principal().person_id))


@router.post("/auth/step-up/passkey", response_model=Envelope[LocationBody])
@requires(AccountsPermission.MANAGE_OWN)
async def step_up_with_passkey(request: Request, body: PasskeySignInBody) -> JSONResponse:
    """Proves by a passkey who acts."""

    async def renew(session: AsyncSession, person: Person) -> service.SignedIn | None:
        if person.id != current_principal().person_id:
            raise passkeys.PasskeyRefused
        return await _renewed(session, person, [passkeys.PASSKEY])

    renewed = await take_passkey(request, body.credential, renew)
    onward = LocationBody(location=_onward(body.next, body.locale))
    response = JSONResponse(ok(onward).model_dump(mode="json"))
    _renew_cookie(response, renewed)
    forget_challenge(response)
    return response


async def _prove(request: Request, password: str, code: str) -> service.SignedIn | None:
    """The session under its new token. The password is tried outside every transaction."""
    refuse_impersonation()
    person_id = current_principal().person_id
    await hit_or_refuse(SECOND_FACTOR, str(person_id))
    async with unit_of_work() as session:
        known_hash = (await queries.get_person(session, person_id)).password_hash
    does_fit, _better_hash = await fits(password, known_hash or NOBODYS_HASH)
    try:
        async with unit_of_work() as session:
            methods = await prove_by_password(session, person_id, tried_hash=known_hash, fits=does_fit, code=code)
            return await _renewed(session, await queries.get_person(session, person_id), methods)
    except DomainError as refusal:
        async with unit_of_work() as session:
            await note_failed_proof(session, person_id, refusal, visitor_of(request))
        raise


async def _renewed(session: AsyncSession, person: Person, methods: list[str]) -> service.SignedIn | None:
    session_id = current_principal().session_id
    if session_id is None:
        raise SignInRequired
    token = await renew_proof(session, session_id, person, methods)
    return service.SignedIn(token=token, person=person) if token else None


def _renew_cookie(response: Response, renewed: service.SignedIn | None) -> None:
    if renewed:
        welcome(response, renewed)


def _onward(next_path: str, locale: str) -> str:
    return local_path(next_path) or spoken(home_route(current_principal().role), locale)
