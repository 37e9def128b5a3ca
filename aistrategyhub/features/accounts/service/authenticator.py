"""Turning the second factor on and off: an authenticator application, and the recovery codes that go with it."""

from dataclasses import dataclass

import segno
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.text import mark
from aistrategyhub.features.accounts.emails.security import SecurityChange
from aistrategyhub.features.accounts.models import Person
from aistrategyhub.features.accounts.queries import lock_person
from aistrategyhub.features.accounts.rules import totp
from aistrategyhub.features.accounts.service.recovery_codes import drop_codes, replace_codes
from aistrategyhub.features.accounts.service.second_factor import WrongCode, secret_place, use_totp
from aistrategyhub.features.accounts.service.security_mail import note_change
from aistrategyhub.infra.encryption import seal, unseal


class SecondFactorOn(DomainError):
    """An authenticator is in use already: it is turned off before another one is taken."""

    code = "SECOND_FACTOR_ON"
    kind = Kind.CONFLICT
    sentence = mark("La verifica in due passaggi è già attiva.")


class SecondFactorOff(DomainError):
    """There is no authenticator in use, or none was begun with."""

    code = "SECOND_FACTOR_OFF"
    kind = Kind.CONFLICT
    sentence = mark("La verifica in due passaggi non è attiva: comincia dall'inizio.")


@dataclass(frozen=True)
class Enrolment:
    """What an authenticator application is given: shown once, to its person alone."""

    secret: str
    uri: str

    @property
    def secret_in_groups(self) -> str:
        """The secret for typing."""
        return totp.in_groups(self.secret)

    @property
    def qr_image(self) -> str:
        """The QR code of the address as a `data:` image, dark on light with its margin: cameras want both."""
        return segno.make(self.uri, error="m", micro=False).svg_data_uri(scale=6, border=4, light="white")


async def begin_enrolment(session: AsyncSession, person: Person, *, issuer: str) -> Enrolment:
    """A new secret, sealed and of no effect until a code confirms it. Raises SecondFactorOn."""
    await _locked(session, person)
    if person.mfa_enabled_at is not None:
        raise SecondFactorOn
    secret = totp.new_secret()
    person.mfa_secret = seal(secret, place=secret_place(person.id))
    return Enrolment(secret, totp.enrolment_uri(secret, account=person.email, issuer=issuer))


async def confirm_enrolment(session: AsyncSession, person: Person, code: str) -> list[str]:
    """Turns the second factor on for whoever shows a code of the new secret; returns the ten recovery codes.

    Raises WrongCode, SecondFactorOn, and SecondFactorOff when no secret was made before.
    """
    await _locked(session, person)
    if person.mfa_enabled_at is not None:
        raise SecondFactorOn
    if person.mfa_secret is None:
        raise SecondFactorOff
    secret = unseal(person.mfa_secret, place=secret_place(person.id))
    typed = code.replace(" ", "")
    if not totp.is_code(typed) or not await use_totp(session, person, secret, typed):
        raise WrongCode
    person.mfa_enabled_at = now()
    await note_change(session, person, SecurityChange.SECOND_FACTOR_ON)
    return await replace_codes(session, person.id)


async def renew_recovery_codes(session: AsyncSession, person: Person) -> list[str]:
    """Ten new recovery codes in place of those before. Raises SecondFactorOff."""
    await _locked(session, person)
    if person.mfa_enabled_at is None:
        raise SecondFactorOff
    await note_change(session, person, SecurityChange.RECOVERY_CODES_RENEWED)
    return await replace_codes(session, person.id)


async def turn_off(session: AsyncSession, person: Person) -> None:
    """Takes the authenticator and the recovery codes away. Raises SecondFactorOff."""
    await _locked(session, person)
    if person.mfa_enabled_at is None:
        raise SecondFactorOff
    person.mfa_secret = person.mfa_enabled_at = None
    await drop_codes(session, person.id)
    await note_change(session, person, SecurityChange.SECOND_FACTOR_OFF)


async def _locked(session: AsyncSession, person: Person) -> None:
    """The person as they are now, kept from changing: two requests at once must not both turn it on."""
    await lock_person(session, person.id)
