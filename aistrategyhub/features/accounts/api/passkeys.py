"""Passkeys over HTTP: signing in with one, and a person's own."""

from collections.abc import Awaitable, Callable
from typing import TypeVar
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import current_principal, public, refuse_impersonation, requires
from aistrategyhub.features.accounts import queries, service
from aistrategyhub.features.accounts.api.native_forms import spoken
from aistrategyhub.features.accounts.api.passkey_cookie import ask, forget_challenge, site_of, use_up
from aistrategyhub.features.accounts.api.second_step import opening_for, welcome_fully
from aistrategyhub.features.accounts.models import ChallengeKind, Person
from aistrategyhub.features.accounts.permissions import AccountsPermission
from aistrategyhub.features.accounts.rules import home_route, local_path
from aistrategyhub.features.accounts.schemas.second_factor import (
    CredentialBody,
    LocationBody,
    NewPasskeyBody,
    OptionsBody,
    PasskeyBody,
    PasskeyNameBody,
    PasskeySignInBody,
)
from aistrategyhub.features.accounts.service import passkeys
from aistrategyhub.features.accounts.service.challenges import (
    CHALLENGE_COOKIE,
    ChallengeOver,
    end_challenge,
    find_challenge,
)
from aistrategyhub.features.accounts.service.second_factor import Proven
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, ok
from aistrategyhub.infra.http.forwarded import caller_of
from aistrategyhub.infra.rate_limits import SIGN_IN_FROM, hit_or_refuse

router = APIRouter(tags=["accounts"])

T = TypeVar("T")


@router.post("/auth/passkey/options", response_model=Envelope[OptionsBody])
@public("whoever signs in is not signed in yet")
async def sign_in_options(request: Request) -> JSONResponse:
    """Asks the browser for any passkey of this site."""
    await hit_or_refuse(SIGN_IN_FROM, caller_of(request.scope))
    async with unit_of_work() as session:
        return ask(await passkeys.begin_assertion(session, await site_of(request, session)))


@router.post("/auth/passkey", response_model=Envelope[LocationBody])
@public("whoever signs in is not signed in yet")
async def sign_in_with_passkey(request: Request, body: PasskeySignInBody) -> JSONResponse:
    """Signs in a browser with a passkey alone: it was unlocked by its person, so it counts as both factors."""

    async def let_in(session: AsyncSession, person: Person) -> service.SignedIn:
        return await opening_for(request)(session, Proven(person, [passkeys.PASSKEY]))

    return _arrival(await take_passkey(request, body.credential, let_in), body)


@router.post("/auth/mfa/passkey/options", response_model=Envelope[OptionsBody])
@public("whoever has shown only the password is not signed in yet")
async def second_step_options(request: Request) -> JSONResponse:
    """Asks the browser for a passkey of whoever has shown the password."""
    async with unit_of_work() as session:
        token = request.cookies.get(CHALLENGE_COOKIE, "")
        challenge = await find_challenge(session, token, ChallengeKind.SECOND_FACTOR)
        if challenge is None:
            raise ChallengeOver
        site = await site_of(request, session)
        return ask(await passkeys.begin_assertion(session, site, person_id=challenge.person_id))


@router.post("/auth/mfa/passkey", response_model=Envelope[LocationBody])
@public("whoever has shown only the password is not signed in yet")
async def second_step_with_passkey(request: Request, body: PasskeySignInBody) -> JSONResponse:
    """Signs in a browser that has shown the password and now shows a passkey of the same person."""

    async def let_in(session: AsyncSession, person: Person) -> service.SignedIn:
        token = request.cookies.get(CHALLENGE_COOKIE, "")
        challenge = await find_challenge(session, token, ChallengeKind.SECOND_FACTOR)
        if challenge is None or challenge.person_id != person.id:
            raise ChallengeOver
        await end_challenge(session, challenge.id)
        methods = [*challenge.data["methods"], passkeys.PASSKEY]
        return await opening_for(request)(session, Proven(person, methods))

    return _arrival(await take_passkey(request, body.credential, let_in), body)


@router.get("/users/me/passkeys")
@requires(AccountsPermission.READ_OWN)
async def own_passkeys() -> Envelope[list[PasskeyBody]]:
    """The person's passkeys."""
    async with unit_of_work() as session:
        return ok([PasskeyBody.of(row) for row in await passkeys.list_passkeys(session, current_principal().person_id)])


@router.post("/users/me/passkeys/options", response_model=Envelope[OptionsBody])
@requires(AccountsPermission.MANAGE_OWN, step_up=True)
async def registration_options(request: Request) -> JSONResponse:
    """Asks the browser to make a passkey."""
    async with unit_of_work() as session:
        person = await queries.get_person(session, current_principal().person_id)
        return ask(await passkeys.begin_registration(session, person, await site_of(request, session)))


@router.post("/users/me/passkeys", status_code=201, response_model=Envelope[PasskeyBody])
@requires(AccountsPermission.MANAGE_OWN, step_up=True)
async def add_passkey(request: Request, body: NewPasskeyBody) -> JSONResponse:
    """Keeps the passkey that the browser made."""
    challenge = await use_up(request, ChallengeKind.PASSKEY_REGISTRATION)
    async with unit_of_work() as session:
        person = await queries.get_person(session, current_principal().person_id)
        site = await site_of(request, session)
        made = await passkeys.finish_registration(
            session, person, challenge, body.credential.as_shown(), name=body.name, site=site
        )
        response = JSONResponse(ok(PasskeyBody.of(made)).model_dump(mode="json"), status_code=201)
    forget_challenge(response)
    return response


@router.patch("/users/me/passkeys/{passkey_id}")
@requires(AccountsPermission.MANAGE_OWN)
async def rename_passkey(passkey_id: UUID, body: PasskeyNameBody) -> Envelope[PasskeyBody]:
    """Gives a passkey another name."""
    refuse_impersonation()
    async with unit_of_work() as session:
        person_id = current_principal().person_id
        return ok(PasskeyBody.of(await passkeys.rename_passkey(session, person_id, passkey_id, body.name)))


@router.delete("/users/me/passkeys/{passkey_id}", status_code=204)
@requires(AccountsPermission.MANAGE_OWN, step_up=True)
async def remove_passkey(passkey_id: UUID) -> None:
    """Takes a passkey away."""
    async with unit_of_work() as session:
        person = await queries.get_person(session, current_principal().person_id)
        await passkeys.remove_passkey(session, person, passkey_id)


async def take_passkey(
    request: Request, credential: CredentialBody, let_in: Callable[[AsyncSession, Person], Awaitable[T]]
) -> T:
    """What `let_in` makes for whoever's passkey it is. Raises ChallengeOver and PasskeyRefused."""
    challenge = await use_up(request, ChallengeKind.PASSKEY_SIGN_IN)
    async with unit_of_work() as session:
        site = await site_of(request, session)
        person = await passkeys.finish_assertion(session, challenge, credential.as_shown(), site=site)
        return await let_in(session, person)


def _arrival(signed_in: service.SignedIn, body: PasskeySignInBody) -> JSONResponse:
    """Where to go with the new session, its cookie, and those of the ceremonies taken back."""
    home = spoken(home_route(signed_in.person.role), body.locale)
    response = JSONResponse(ok(LocationBody(location=local_path(body.next) or home)).model_dump(mode="json"))
    welcome_fully(response, signed_in)
    forget_challenge(response)
    return response
