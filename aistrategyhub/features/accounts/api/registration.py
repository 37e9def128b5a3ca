"""Opening an account over HTTP, and proving its address. Every answer is the same for known and unknown addresses."""

from collections.abc import Collection, Mapping
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse

from aistrategyhub.core.access import public
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import DEFAULT_LOCALE, current_locale
from aistrategyhub.features.accounts.api.entrance import know_again, visitor_of
from aistrategyhub.features.accounts.api.mailed_links import shown_by
from aistrategyhub.features.accounts.api.people_forms import (
    Locale,
    Secret,
    ShortText,
    done_form,
    kept_form,
    refused_form,
)
from aistrategyhub.features.accounts.links import REGISTER_ROUTE, RESET_ROUTE, VERIFY_ROUTE
from aistrategyhub.features.accounts.models import ConsentPurpose, LinkPurpose
from aistrategyhub.features.accounts.queries.firm import firm_words
from aistrategyhub.features.accounts.rules.registration import ASK_CONSENT, read_new_address, read_registration, refused
from aistrategyhub.features.accounts.rules.wordings import PURPOSES_OF_REGISTRATION
from aistrategyhub.features.accounts.schemas.people import (
    LONGEST_TOKEN,
    AddressBody,
    AskedBody,
    RegisterBody,
    TokenBody,
    VerifiedBody,
)
from aistrategyhub.features.accounts.service import record_consent
from aistrategyhub.features.accounts.service.devices import token_for
from aistrategyhub.features.accounts.service.ownership import NotRecognised, NotTheirPassword, Shown
from aistrategyhub.features.accounts.service.passwords import hashed
from aistrategyhub.features.accounts.service.registration import RESEND_VERIFICATION, claim, register, verify_email
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, ok
from aistrategyhub.infra.http.forwarded import caller_of
from aistrategyhub.infra.rate_limits import ACCOUNT_LINK, ACCOUNT_MAIL, TooManyRequests, hit_or_refuse
from aistrategyhub.infra.work import enqueue

router = APIRouter(tags=["accounts"])

_NOBODY_YET = "whoever asks is not signed in yet"


@router.post("/auth/register", status_code=202)
@public(_NOBODY_YET)
async def register_person(request: Request, body: RegisterBody) -> Envelope[AskedBody]:
    """Opens an account and mails the link that verifies its address. A known address gets another mail instead."""
    data = body.model_dump(exclude={"consents"})
    await _register(request, data, set(body.consents), language=current_locale(), place="/api/v1/auth/register")
    return ok(AskedBody())


@router.post("/auth/register-form", include_in_schema=False)
@public(_NOBODY_YET)
async def register_form(
    request: Request,
    email: ShortText = "",
    password: Secret = "",
    first_name: ShortText = "",
    last_name: ShortText = "",
    consents: Annotated[list[ConsentPurpose], Form(max_length=10)] = [],  # noqa: B006
    locale: Locale = DEFAULT_LOCALE,
) -> RedirectResponse:
    """The page's own form; the password is never sent back."""
    typed = {"email": email[:255], "first_name": first_name[:100], "last_name": last_name[:100]}
    try:
        if not set(PURPOSES_OF_REGISTRATION) <= set(consents):
            raise refused("consents", "REQUIRED", ASK_CONSENT)
        data = {**typed, "password": password}
        device = await _register(request, data, set(consents), language=locale, place=REGISTER_ROUTE)
    except DomainError as refusal:
        return refused_form(REGISTER_ROUTE, locale, refusal, {**typed, "consents": ",".join(sorted(set(consents)))})
    response = done_form(REGISTER_ROUTE, locale)
    know_again(response, device)
    return response


@router.post("/auth/resend-verification", status_code=202)
@public(_NOBODY_YET)
async def resend(request: Request, body: AddressBody) -> Envelope[AskedBody]:
    """Mails the verifying link again where one is still needed."""
    await _resend(request, body.email)
    return ok(AskedBody())


@router.post("/auth/resend-verification-form", include_in_schema=False)
@public(_NOBODY_YET)
async def resend_form(request: Request, email: ShortText = "", locale: Locale = DEFAULT_LOCALE) -> RedirectResponse:
    """The same from a page."""
    try:
        await _resend(request, email)
    except DomainError as refusal:
        return refused_form(VERIFY_ROUTE, locale, refusal, {"email": email[:255]})
    return done_form(VERIFY_ROUTE, locale, "inviata")


@router.post("/auth/verify-email")
@public("the mailed token is the right to it")
async def verify(request: Request, body: TokenBody) -> Envelope[VerifiedBody]:
    """Uses up a mailed link: its address is proven."""
    await hit_or_refuse(ACCOUNT_LINK, caller_of(request.scope))
    return ok(VerifiedBody(email=await _verify(body.token)))


@router.post("/auth/verify-email-form", include_in_schema=False)
@public("the mailed token is the right to it")
async def verify_form(
    request: Request, token: ShortText = "", password: Secret = "", locale: Locale = DEFAULT_LOCALE
) -> RedirectResponse:
    """The button of the page that a mailed link opens: with the password, where this browser is not known."""
    try:
        await hit_or_refuse(ACCOUNT_LINK, caller_of(request.scope))
        await _verify(token, await shown_by(request, token, LinkPurpose.VERIFY_EMAIL, password))
    except (NotRecognised, NotTheirPassword, TooManyRequests) as refusal:
        return refused_form(VERIFY_ROUTE, locale, refusal, {"token": token[:LONGEST_TOKEN]})
    except DomainError as refusal:
        return refused_form(VERIFY_ROUTE, locale, refusal, {})
    return done_form(VERIFY_ROUTE, locale)


@router.post("/auth/claim-form", include_in_schema=False)
@public("the mailed token is the right to it")
async def claim_form(request: Request, token: ShortText = "", locale: Locale = DEFAULT_LOCALE) -> RedirectResponse:
    """The way on for who reads the mail and has not the password: leads to choosing one, and all else is gone."""
    try:
        await hit_or_refuse(ACCOUNT_LINK, caller_of(request.scope))
        async with unit_of_work() as session:
            _person, reset_token = await claim(session, token)
    except DomainError as refusal:
        return refused_form(VERIFY_ROUTE, locale, refusal, {})
    return kept_form(RESET_ROUTE, locale, {"token": reset_token})


async def _register(
    request: Request, data: Mapping[str, str], consents: Collection[ConsentPurpose], *, language: str, place: str
) -> str:
    """What goes into the browser's cookie, so that the mailed link is believed there: known address or not."""
    await hit_or_refuse(ACCOUNT_MAIL, caller_of(request.scope))
    async with unit_of_work() as session:
        registration = read_registration(data, await firm_words(session))
    password_hash = await hashed(data["password"])
    visitor = visitor_of(request)
    async with unit_of_work() as session:
        device = await token_for(session, visitor.device)
        person_id = await register(session, registration, password_hash=password_hash, language=language, device=device)
        for purpose in consents if person_id else ():
            await record_consent(
                session,
                purpose,
                is_given=True,
                email=registration.email,
                language=language,
                place=place,
                person_id=person_id,
                ip_address=visitor.ip_address,
                user_agent=visitor.user_agent,
            )
    return device


async def _resend(request: Request, email: str) -> None:
    address = read_new_address(email)
    await hit_or_refuse(ACCOUNT_MAIL, caller_of(request.scope))
    async with unit_of_work() as session:
        await enqueue(session, RESEND_VERIFICATION, {"email": address})


async def _verify(token: str, shown: Shown | None = None) -> str:
    async with unit_of_work() as session:
        return (await verify_email(session, token, shown)).email
