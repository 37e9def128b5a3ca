"""A person's own second factor: turned on, renewed, turned off."""

from fastapi import APIRouter, Request

from aistrategyhub.core.access import current_principal, requires
from aistrategyhub.features.accounts import queries
from aistrategyhub.features.accounts.api.passkey_cookie import site_of
from aistrategyhub.features.accounts.permissions import AccountsPermission
from aistrategyhub.features.accounts.schemas.second_factor import (
    CodeBody,
    EnrolmentBody,
    RecoveryCodesBody,
    SecondFactorStatusBody,
)
from aistrategyhub.features.accounts.service import authenticator
from aistrategyhub.features.accounts.service.passkeys import list_passkeys
from aistrategyhub.features.accounts.service.recovery_codes import count_codes_left
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, ok
from aistrategyhub.infra.rate_limits import SECOND_FACTOR, hit_or_refuse

router = APIRouter(tags=["accounts"])


@router.get("/users/me/mfa")
@requires(AccountsPermission.READ_OWN)
async def status() -> Envelope[SecondFactorStatusBody]:
    """What the person has to prove themselves with."""
    person_id = current_principal().person_id
    async with unit_of_work() as session:
        person = await queries.get_person(session, person_id)
        return ok(
            SecondFactorStatusBody(
                enabled_at=person.mfa_enabled_at,
                recovery_codes_left=await count_codes_left(session, person_id),
                passkeys=len(await list_passkeys(session, person_id)),
            )
        )


@router.post("/users/me/mfa/totp")
@requires(AccountsPermission.MANAGE_OWN, step_up=True)
async def begin(request: Request) -> Envelope[EnrolmentBody]:
    """A new secret for an authenticator application."""
    async with unit_of_work() as session:
        person = await queries.get_person(session, current_principal().person_id)
        site = await site_of(request, session)
        made = await authenticator.begin_enrolment(session, person, issuer=site.name)
    return ok(EnrolmentBody(secret=made.secret, uri=made.uri, qr_image=made.qr_image))


@router.post("/users/me/mfa/totp/confirm")
@requires(AccountsPermission.MANAGE_OWN, step_up=True)
async def confirm(body: CodeBody) -> Envelope[RecoveryCodesBody]:
    """Turns the second factor on with a code of the new secret."""
    person_id = current_principal().person_id
    await hit_or_refuse(SECOND_FACTOR, str(person_id))
    async with unit_of_work() as session:
        person = await queries.get_person(session, person_id)
        return ok(RecoveryCodesBody(recovery_codes=await authenticator.confirm_enrolment(session, person, body.code)))


@router.delete("/users/me/mfa/totp", status_code=204)
@requires(AccountsPermission.MANAGE_OWN, step_up=True)
async def turn_off() -> None:
    """Turns the second factor off."""
    async with unit_of_work() as session:
        await authenticator.turn_off(session, await queries.get_person(session, current_principal().person_id))


@router.post("/users/me/mfa/recovery-codes")
@requires(AccountsPermission.MANAGE_OWN, step_up=True)
async def renew_recovery_codes() -> Envelope[RecoveryCodesBody]:
    """Ten new recovery codes in place of those before."""
    async with unit_of_work() as session:
        person = await queries.get_person(session, current_principal().person_id)
        return ok(RecoveryCodesBody(recovery_codes=await authenticator.renew_recovery_codes(session, person)))
