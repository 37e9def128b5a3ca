"""The way to a provider of identities and back. What binds both ends is a cookie that only this browser has."""

import hmac
from collections.abc import Awaitable
from datetime import timedelta
from typing import Annotated, TypeVar
from uuid import UUID

import structlog
from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from aistrategyhub.core.access import SignInRequired, check, current_principal, public, refuse_impersonation
from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import DEFAULT_LOCALE, speaking
from aistrategyhub.features.accounts.api.entrance import HalfWay, go_on_with, visitor_of, welcome
from aistrategyhub.features.accounts.api.native_forms import (
    SECOND_STEP_ROUTE,
    SIGN_IN_ROUTE,
    STEP_UP_ROUTE,
    back_to,
    spoken,
)
from aistrategyhub.features.accounts.models import ChallengeKind, IdentityProvider
from aistrategyhub.features.accounts.permissions import AccountsPermission
from aistrategyhub.features.accounts.queries import get_person
from aistrategyhub.features.accounts.queries.openid import find_linked_address
from aistrategyhub.features.accounts.rules import home_route, local_path
from aistrategyhub.features.accounts.rules.openid import (
    AccountExists,
    ProviderAway,
    ProviderRefused,
    ceremony_of,
    proved_at,
)
from aistrategyhub.features.accounts.service import open_session, sign_out
from aistrategyhub.features.accounts.service.challenges import (
    CHALLENGE_LASTS,
    ChallengeOver,
    OpenChallenge,
    begin_challenge,
    use_challenge,
)
from aistrategyhub.features.accounts.service.openid import arrive, link, note_refused_arrival, prove
from aistrategyhub.features.accounts.service.second_factor import begin_second_factor
from aistrategyhub.features.accounts.service.sessions import SignedIn
from aistrategyhub.features.accounts.service.step_up import note_failed_proof, renew_proof
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.acting import SESSION_COOKIE
from aistrategyhub.infra.http.api import API_PREFIX
from aistrategyhub.infra.http.forwarded import caller_of
from aistrategyhub.infra.rate_limits import SECOND_FACTOR, SIGN_IN_FROM, hit_or_refuse
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.integrations.oidc.choose import gateway_of
from aistrategyhub.integrations.oidc.gateway import Assertion, AssertionRefused, IdentityGateway, ProviderUnavailable

log = structlog.get_logger(__name__)
T = TypeVar("T")

router = APIRouter(tags=["accounts"], include_in_schema=False)

COOKIE = "__Host-oidc"
SECURITY_ROUTE = "/profilo/sicurezza"

# A code or a state of a provider is short; PostgreSQL holds no NUL.
Word = Annotated[str, Query(max_length=2048, pattern=r"^[^\x00]*$")]
Locale = Annotated[str, Query(pattern="^(it|en)$")]


@router.get("/auth/oidc/{provider}")
@public("whoever signs in is not signed in yet; changes nothing but a row of five minutes")
async def begin(
    request: Request, provider: IdentityProvider, next: Word = "", locale: Locale = DEFAULT_LOCALE
) -> Response:
    """Sends the browser to the provider, to sign in."""
    return await _send_away(request, provider, next, locale, SIGN_IN_ROUTE)


@router.get("/auth/oidc/{provider}/link")
@public("sends visitors to sign in; asks for a fresh proof itself, to answer with a page")
async def begin_linking(request: Request, provider: IdentityProvider, locale: Locale = DEFAULT_LOCALE) -> Response:
    """Sends the browser to the provider, to link its account with that of the person signed in."""
    try:
        check(AccountsPermission.MANAGE_OWN, step_up=True)
    except DomainError as refusal:
        route = STEP_UP_ROUTE if refusal.code == "STEP_UP_REQUIRED" else SIGN_IN_ROUTE
        return back_to(route, locale, next_path=spoken(SECURITY_ROUTE, locale))
    return await _send_away(request, provider, "", locale, SECURITY_ROUTE, person_id=current_principal().person_id)


@router.get("/auth/oidc/{provider}/prove")
@public("sends visitors to sign in; asks who acts itself, to answer with a page")
async def begin_proof(
    request: Request, provider: IdentityProvider, next: Word = "", locale: Locale = DEFAULT_LOCALE
) -> Response:
    """Sends the browser to the provider, to show again who its person is: for dangerous acts."""
    try:
        refuse_impersonation()
        check(AccountsPermission.MANAGE_OWN)
        person_id = current_principal().person_id
        await hit_or_refuse(SECOND_FACTOR, str(person_id))
    except SignInRequired:
        return back_to(SIGN_IN_ROUTE, locale, next_path=next)
    except DomainError as refusal:
        return back_to(STEP_UP_ROUTE, locale, next_path=next, errore=refusal.code)
    return await _send_away(request, provider, next, locale, STEP_UP_ROUTE, person_id=person_id)


@router.get("/auth/oidc/{provider}/callback")
@public("the state, the code and the token prove it")
async def come_back(
    request: Request, provider: IdentityProvider, code: Word = "", state: Word = "", error: Word = ""
) -> Response:
    """Where the provider sends the browser back to."""
    token = request.cookies.get(COOKIE, "")
    locale, page, next_path = DEFAULT_LOCALE, SIGN_IN_ROUTE, ""
    try:
        await hit_or_refuse(SIGN_IN_FROM, caller_of(request.scope))
        challenge = await _take(token, provider, state)
        locale = challenge.data["locale"]
        if challenge.data["proof"] and current_principal().is_signed_in:
            page, next_path = STEP_UP_ROUTE, challenge.data["next"]
        assertion = await _redeem(provider, code if not error else "", token)
        with speaking(locale):
            response = await _finish(request, challenge, assertion)
    except DomainError as refusal:
        response = back_to(page, locale, next_path=next_path, errore=refusal.code)
    response.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="lax")
    return response


async def _send_away(
    request: Request,
    provider: IdentityProvider,
    next_path: str,
    locale: str,
    page: str,
    *,
    person_id: UUID | None = None,
) -> Response:
    """To the provider, from this page, where a refusal leads back to. With a `person_id`, for that person only."""
    is_proof = page == STEP_UP_ROUTE
    try:
        await hit_or_refuse(SIGN_IN_FROM, caller_of(request.scope))
        gateway = _gateway(provider)
        async with unit_of_work() as session:
            token = await begin_challenge(
                session,
                ChallengeKind.OPENID_CONNECT,
                person_id=person_id,
                provider=provider,
                proof=is_proof,
                next=local_path(next_path) or "",
                locale=locale,
            )
            hint = await find_linked_address(session, person_id, provider) if is_proof else ""
        redirect_uri = _redirect_uri(provider)
        address = await _reached(
            gateway.address(ceremony_of(token), redirect_uri=redirect_uri, hint=hint, anew=is_proof)
        )
    except DomainError as refusal:
        return back_to(page, locale, next_path=next_path, errore=refusal.code)
    response = RedirectResponse(address, status_code=303)
    seconds = int(CHALLENGE_LASTS / timedelta(seconds=1))
    response.set_cookie(COOKIE, token, max_age=seconds, path="/", secure=True, httponly=True, samesite="lax")
    return response


async def _take(token: str, provider: IdentityProvider, state: str) -> OpenChallenge:
    """The ceremony that this browser began with this provider, which allows one answer. Raises ProviderRefused."""
    if not token or not hmac.compare_digest(ceremony_of(token).state.encode(), state.encode()):
        raise ProviderRefused
    try:
        async with unit_of_work() as session:
            challenge = await use_challenge(session, token, ChallengeKind.OPENID_CONNECT)
    except ChallengeOver:
        raise ProviderRefused from None
    if challenge.data["provider"] != provider:
        raise ProviderRefused
    return challenge


async def _redeem(provider: IdentityProvider, code: str, token: str) -> Assertion:
    if not code:
        raise ProviderRefused
    gateway = _gateway(provider)
    return await _reached(gateway.redeem(code, ceremony_of(token), redirect_uri=_redirect_uri(provider)))


async def _finish(request: Request, challenge: OpenChallenge, assertion: Assertion) -> Response:
    locale, next_path = challenge.data["locale"], challenge.data["next"]
    if challenge.data["proof"]:
        return await _prove(request, challenge, assertion)
    if challenge.person_id is not None:
        return await _link(challenge.person_id, assertion, locale)
    try:
        return await _let_in(request, assertion, next_path, locale)
    except AccountExists as refusal:
        await _note(request, assertion, refusal)
        there = spoken(SECURITY_ROUTE, locale)
        return back_to(SIGN_IN_ROUTE, locale, next_path=there, errore=refusal.code, email=assertion.email)
    except DomainError as refusal:
        await _note(request, assertion, refusal)
        raise


async def _let_in(request: Request, assertion: Assertion, next_path: str, locale: str) -> Response:
    visitor, methods = visitor_of(request), [assertion.provider]
    async with unit_of_work() as session:
        person = await arrive(session, assertion)
        if person.mfa_enabled_at is not None:
            response = back_to(SECOND_STEP_ROUTE, locale, next_path=next_path)
            go_on_with(response, HalfWay(await begin_second_factor(session, person, methods=methods)))
            return response
        if replaced := request.cookies.get(SESSION_COOKIE):
            await sign_out(session, replaced)
        signed_in = await open_session(
            session,
            person,
            methods=methods,
            ip_address=visitor.ip_address,
            user_agent=visitor.user_agent,
            device=visitor.device,
            proved_at=proved_at(assertion.authenticated_at, opened_at=now()),
        )
    response = RedirectResponse(local_path(next_path) or spoken(home_route(person.role), locale), status_code=303)
    welcome(response, signed_in)
    return response


async def _link(person_id: UUID, assertion: Assertion, locale: str) -> Response:
    """Only for the person who began, still signed in here: a ceremony that changed hands links nothing."""
    if current_principal().person_id != person_id:
        raise ProviderRefused
    try:
        check(AccountsPermission.MANAGE_OWN)
        async with unit_of_work() as session:
            await link(session, person_id, assertion)
    except DomainError as refusal:
        return back_to(SECURITY_ROUTE, locale, next_path="", errore=refusal.code)
    return back_to(SECURITY_ROUTE, locale, next_path="", fatto="COLLEGATO")


async def _prove(request: Request, challenge: OpenChallenge, assertion: Assertion) -> Response:
    """Only for the person who was asked, in the session they have here: it goes on under a new token."""
    locale, next_path = challenge.data["locale"], challenge.data["next"]
    principal = current_principal()
    if principal.person_id != challenge.person_id or principal.session_id is None:
        raise ProviderRefused
    try:
        async with unit_of_work() as session:
            methods = await prove(session, principal.person_id, assertion, asked_at=challenge.begun_at)
            person = await get_person(session, principal.person_id)
            token = await renew_proof(session, principal.session_id, person, methods)
    except DomainError as refusal:
        async with unit_of_work() as session:
            await note_failed_proof(session, principal.person_id, refusal, visitor_of(request))
        return back_to(STEP_UP_ROUTE, locale, next_path=next_path, errore=refusal.code)
    response = RedirectResponse(local_path(next_path) or spoken(home_route(principal.role), locale), status_code=303)
    if token:
        welcome(response, SignedIn(token=token, person=person))
    return response


async def _note(request: Request, assertion: Assertion, refusal: DomainError) -> None:
    async with unit_of_work() as session:
        await note_refused_arrival(session, assertion.email, refusal.code, visitor_of(request))


async def _reached(answer: Awaitable[T]) -> T:
    try:
        return await answer
    except ProviderUnavailable as error:
        log.warning("identity provider unavailable", reason=str(error))
        raise ProviderAway from error
    except AssertionRefused as error:
        log.warning("identity not believed", reason=str(error))
        raise ProviderRefused from error


def _gateway(provider: IdentityProvider) -> IdentityGateway:
    gateway = gateway_of(provider)
    if gateway is None:
        raise ProviderAway
    return gateway


def _redirect_uri(provider: IdentityProvider) -> str:
    """The registered address: the site's own, whatever host the request named."""
    return f"{get_settings().base_url}{API_PREFIX}/auth/oidc/{provider}/callback"
