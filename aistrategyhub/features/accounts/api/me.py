"""What a person sees and changes of themselves."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse

from aistrategyhub.core.access import PermissionDenied, current_principal, public, requires
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import DEFAULT_LOCALE
from aistrategyhub.features.accounts.api.mailed_links import shown_by
from aistrategyhub.features.accounts.api.people_forms import Locale, Secret, ShortText, done_form, refused_form
from aistrategyhub.features.accounts.links import CONFIRM_ROUTE
from aistrategyhub.features.accounts.models import LinkPurpose
from aistrategyhub.features.accounts.permissions import AccountsPermission
from aistrategyhub.features.accounts.queries.profiles import PersonWithProfile, get_profile
from aistrategyhub.features.accounts.rules.registration import read_new_address
from aistrategyhub.features.accounts.schemas.people import (
    LONGEST_TOKEN,
    AddressBody,
    AddressChangeBody,
    AskedBody,
    OwnProfileBody,
    ProfileChangesBody,
    TokenBody,
)
from aistrategyhub.features.accounts.service.address_change import ask_address_change, confirm_address_change
from aistrategyhub.features.accounts.service.ownership import NotRecognised, NotTheirPassword, Shown
from aistrategyhub.features.accounts.service.profiles import update_profile
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, ok
from aistrategyhub.infra.http.forwarded import caller_of
from aistrategyhub.infra.rate_limits import ACCOUNT_LINK, ACCOUNT_MAIL, TooManyRequests, hit_or_refuse

router = APIRouter(tags=["accounts"])


@router.get("/users/me")
@requires(AccountsPermission.READ_OWN)
async def me() -> Envelope[OwnProfileBody]:
    """The person signed in, with their profile."""
    async with unit_of_work() as session:
        return ok(_body(await get_profile(session, current_principal().person_id)))


@router.patch("/users/me")
@requires(AccountsPermission.MANAGE_OWN)
async def change_me(body: ProfileChangesBody) -> Envelope[OwnProfileBody]:
    """Changes the fields that are sent and leaves the others; one wrong field changes none."""
    async with unit_of_work() as session:
        changes = body.model_dump(exclude_unset=True)
        return ok(_body(await update_profile(session, current_principal().person_id, changes)))


@router.post("/users/me/email", status_code=202)
@requires(AccountsPermission.MANAGE_OWN, step_up=True)
async def change_email(body: AddressBody) -> Envelope[AskedBody]:
    """Mails a link to the present address and one to the new one; the change comes with the second yes."""
    principal = current_principal()
    if principal.person_id is None:
        raise PermissionDenied
    new_address = read_new_address(body.email)
    await hit_or_refuse(ACCOUNT_MAIL, f"change|{principal.person_id}")
    async with unit_of_work() as session:
        await ask_address_change(session, principal.person_id, new_address)
    return ok(AskedBody())


@router.post("/auth/confirm-email")
@public("the mailed token is the right to it")
async def confirm_email(request: Request, body: TokenBody) -> Envelope[AddressChangeBody]:
    """Uses up one of the two links of an address change."""
    await hit_or_refuse(ACCOUNT_LINK, caller_of(request.scope))
    return ok(AddressChangeBody(changed=await _confirm(body.token)))


@router.post("/auth/confirm-email-form", include_in_schema=False)
@public("the mailed token is the right to it")
async def confirm_email_form(
    request: Request, token: ShortText = "", password: Secret = "", locale: Locale = DEFAULT_LOCALE
) -> RedirectResponse:
    """The button of the page that such a link opens."""
    try:
        await hit_or_refuse(ACCOUNT_LINK, caller_of(request.scope))
        shown = await shown_by(request, token, LinkPurpose.CHANGE_EMAIL_NEW, password)
        has_changed = await _confirm(token, shown)
    except (NotRecognised, NotTheirPassword, TooManyRequests) as refusal:
        return refused_form(CONFIRM_ROUTE, locale, refusal, {"token": token[:LONGEST_TOKEN]})
    except DomainError as refusal:
        return refused_form(CONFIRM_ROUTE, locale, refusal, {})
    return done_form(CONFIRM_ROUTE, locale, "cambiato" if has_changed else "confermato")


async def _confirm(token: str, shown: Shown | None = None) -> bool:
    async with unit_of_work() as session:
        return await confirm_address_change(session, token, shown)


def _body(found: PersonWithProfile) -> OwnProfileBody:
    person = found.person
    return OwnProfileBody(
        **found.values(),
        id=person.id,
        email=person.email,
        role=person.role,
        is_email_verified=person.email_verified_at is not None,
        created_at=person.created_at,
    )
