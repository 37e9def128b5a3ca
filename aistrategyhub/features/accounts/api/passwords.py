"""Forgotten, reset and changed passwords over HTTP."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from aistrategyhub.core.access import PermissionDenied, current_principal, public, refuse_impersonation, requires
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import DEFAULT_LOCALE
from aistrategyhub.features.accounts.api.entrance import visitor_of, welcome
from aistrategyhub.features.accounts.api.people_forms import Locale, Secret, ShortText, done_form, refused_form
from aistrategyhub.features.accounts.links import FORGOT_ROUTE, PROFILE_ROUTE, RESET_ROUTE
from aistrategyhub.features.accounts.models import LinkPurpose, Person
from aistrategyhub.features.accounts.permissions import AccountsPermission
from aistrategyhub.features.accounts.queries import get_person
from aistrategyhub.features.accounts.queries.firm import firm_words
from aistrategyhub.features.accounts.queries.links import find_person_of_link
from aistrategyhub.features.accounts.rules import check_new_password
from aistrategyhub.features.accounts.rules.registration import read_new_address
from aistrategyhub.features.accounts.schemas.people import (
    AddressBody,
    AskedBody,
    ChangePasswordBody,
    PasswordChangedBody,
    ResetPasswordBody,
)
from aistrategyhub.features.accounts.service.links import LinkRefused
from aistrategyhub.features.accounts.service.password_change import (
    SEND_RESET,
    change_password,
    check_present_password,
    reset_password,
)
from aistrategyhub.features.accounts.service.passwords import hashed
from aistrategyhub.features.accounts.service.sessions import SignedIn
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, ok
from aistrategyhub.infra.http.forwarded import caller_of
from aistrategyhub.infra.rate_limits import ACCOUNT_LINK, ACCOUNT_MAIL, SIGN_IN, hit_or_refuse
from aistrategyhub.infra.work import enqueue

router = APIRouter(tags=["accounts"])


@router.post("/auth/forgot-password", status_code=202)
@public("whoever forgot the password cannot sign in")
async def forgot(request: Request, body: AddressBody) -> Envelope[AskedBody]:
    """Mails a link to choose a new password, where the address has an account."""
    await _forgot(request, body.email)
    return ok(AskedBody())


@router.post("/auth/forgot-password-form", include_in_schema=False)
@public("whoever forgot the password cannot sign in")
async def forgot_form(request: Request, email: ShortText = "", locale: Locale = DEFAULT_LOCALE) -> RedirectResponse:
    """The page's own form."""
    try:
        await _forgot(request, email)
    except DomainError as refusal:
        return refused_form(FORGOT_ROUTE, locale, refusal, {"email": email[:255]})
    return done_form(FORGOT_ROUTE, locale)


@router.post("/auth/reset-password")
@public("the mailed token is the right to it")
async def reset(request: Request, body: ResetPasswordBody) -> Envelope[PasswordChangedBody]:
    """Uses up a mailed link and sets the password. Every session ends, and nobody is signed in by it."""
    await _reset(request, body.token, body.password)
    return ok(PasswordChangedBody())


@router.post("/auth/reset-password-form", include_in_schema=False)
@public("the mailed token is the right to it")
async def reset_form(
    request: Request, token: ShortText = "", password: Secret = "", locale: Locale = DEFAULT_LOCALE
) -> RedirectResponse:
    """The page's own form; the token goes back with a refusal of the password, which has not used it."""
    try:
        await _reset(request, token, password)
    except DomainError as refusal:
        return refused_form(RESET_ROUTE, locale, refusal, {"token": token[:200]})
    return done_form(RESET_ROUTE, locale)


@router.post("/users/me/password")
@requires(AccountsPermission.MANAGE_OWN)
async def change(response: Response, body: ChangePasswordBody) -> Envelope[PasswordChangedBody]:
    """Sets the password for who knows the present one. Their other sessions end, and this browser's cookie is new."""
    if renewed := await _change(body.current_password, body.password):
        welcome(response, renewed)
    return ok(PasswordChangedBody())


@router.post("/users/me/password-form", include_in_schema=False)
@requires(AccountsPermission.MANAGE_OWN)
async def change_form(
    current_password: Secret = "", password: Secret = "", locale: Locale = DEFAULT_LOCALE
) -> Response:
    """The form of the profile page."""
    try:
        renewed = await _change(current_password, password)
    except DomainError as refusal:
        return refused_form(PROFILE_ROUTE, locale, refusal, {})
    response = done_form(PROFILE_ROUTE, locale, "password")
    if renewed:
        welcome(response, renewed)
    return response


async def _forgot(request: Request, email: str) -> None:
    address = read_new_address(email)
    await hit_or_refuse(ACCOUNT_MAIL, caller_of(request.scope))
    async with unit_of_work() as session:
        await enqueue(session, SEND_RESET, {"email": address})


async def _reset(request: Request, token: str, password: str) -> None:
    await hit_or_refuse(ACCOUNT_LINK, caller_of(request.scope))
    async with unit_of_work() as session:
        person = await find_person_of_link(session, token, LinkPurpose.RESET_PASSWORD)
        if person is None:
            raise LinkRefused
        _check(password, person, await firm_words(session))
    password_hash = await hashed(password)
    async with unit_of_work() as session:
        await reset_password(session, token, password_hash=password_hash, device=visitor_of(request).device)


async def _change(current_password: str, password: str) -> SignedIn | None:
    principal = current_principal()
    refuse_impersonation()
    if principal.person_id is None:
        raise PermissionDenied
    # As many tries as at the door: a borrowed session is no place to guess the password.
    await hit_or_refuse(SIGN_IN, f"password|{principal.person_id}")
    async with unit_of_work() as session:
        person = await get_person(session, principal.person_id)
        words = await firm_words(session)
    await check_present_password(current_password, person.password_hash)
    _check(password, person, words)
    password_hash = await hashed(password)
    async with unit_of_work() as session:
        return await change_password(
            session, principal.person_id, password_hash=password_hash, kept_session_id=principal.session_id
        )


def _check(password: str, person: Person, firm: list[str]) -> None:
    check_new_password(password, person.email, [person.first_name, person.last_name, *firm])
