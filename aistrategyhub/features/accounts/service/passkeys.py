"""Passkeys (WebAuthn level 3): made, used, renamed and taken away. Only public keys are ever kept.

A passkey is asked for with user verification, so it counts as both factors: what one has, and what one knows or is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, generate_challenge, options_to_json_dict
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.latin import one_line
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.accounts.emails.security import SecurityChange
from aistrategyhub.features.accounts.models import ChallengeKind, Passkey, Person
from aistrategyhub.features.accounts.queries import get_person, lock_person
from aistrategyhub.features.accounts.queries.directory import list_identities
from aistrategyhub.features.accounts.rules.openid import LastWayIn
from aistrategyhub.features.accounts.service.challenges import (
    CHALLENGE_LASTS,
    ChallengeOver,
    OpenChallenge,
    begin_challenge,
)
from aistrategyhub.features.accounts.service.security_mail import note_change

PASSKEY = "passkey"
MOST_PASSKEYS = 20
_LONGEST_NAME = 100


class PasskeyRefused(DomainError):
    """What the browser brought does not prove a passkey of this site: forged, replayed, or somebody else's."""

    code = "PASSKEY_REFUSED"
    kind = Kind.FORBIDDEN
    sentence = mark("La passkey non è stata riconosciuta. Riprova, o usa un altro modo per accedere.")


class PasskeyNotFound(DomainError):
    """The person has no passkey of this id."""

    code = "PASSKEY_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Questa passkey non c'è più.")


class TooManyPasskeys(DomainError):
    """The person has as many passkeys as one may have."""

    code = "TOO_MANY_PASSKEYS"
    kind = Kind.CONFLICT
    sentence = mark("Hai già {most} passkey: togline una che non usi.")


@dataclass(frozen=True)
class Site:
    """Where a passkey is good, as the server knows it from the tenant's own host name: never from the caller."""

    host: str
    origins: tuple[str, ...]
    name: str


@dataclass(frozen=True)
class Ceremony:
    """`token` goes into an HttpOnly cookie, `options` to the browser's authenticator."""

    token: str
    options: dict[str, Any]


async def list_passkeys(session: AsyncSession, person_id: UUID) -> list[Passkey]:
    """The person's passkeys, oldest first."""
    query = select(Passkey).where(Passkey.user_id == person_id).order_by(Passkey.created_at, Passkey.id)
    return list((await session.execute(query)).scalars())


async def begin_registration(session: AsyncSession, person: Person, site: Site) -> Ceremony:
    """Asks for a new passkey of an authenticator that holds none of the person's yet. Raises TooManyPasskeys."""
    known = await list_passkeys(session, person.id)
    if len(known) >= MOST_PASSKEYS:
        raise TooManyPasskeys(most=MOST_PASSKEYS)
    challenge = generate_challenge()
    options = generate_registration_options(
        rp_id=site.host,
        rp_name=site.name,
        user_id=person.id.bytes,
        user_name=person.email,
        user_display_name=f"{person.first_name} {person.last_name}".strip() or person.email,
        challenge=challenge,
        timeout=_milliseconds(),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[_descriptor(passkey) for passkey in known],
    )
    token = await begin_challenge(
        session, ChallengeKind.PASSKEY_REGISTRATION, person_id=person.id, challenge=bytes_to_base64url(challenge)
    )
    return Ceremony(token, options_to_json_dict(options))


async def finish_registration(
    session: AsyncSession,
    person: Person,
    challenge: OpenChallenge,
    credential: Mapping[str, Any],
    *,
    name: str,
    site: Site,
) -> Passkey:
    """Keeps the new passkey under a name. The challenge was used up before. Raises ChallengeOver, PasskeyRefused."""
    if challenge.person_id != person.id:
        raise ChallengeOver
    try:
        made = verify_registration_response(
            credential=dict(credential),
            expected_challenge=base64url_to_bytes(challenge.data["challenge"]),
            expected_rp_id=site.host,
            expected_origin=list(site.origins),
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise PasskeyRefused from error
    credential_id = bytes_to_base64url(made.credential_id)
    if await _find(session, credential_id) is not None:
        raise PasskeyRefused
    passkey = Passkey(
        user_id=person.id,
        credential_id=credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        transports=_transports(credential),
        name=_readable(name),
        is_backed_up=made.credential_backed_up,
    )
    session.add(passkey)
    await session.flush()
    await note_change(session, person, SecurityChange.PASSKEY_ADDED, name=passkey.name)
    return passkey


async def begin_assertion(session: AsyncSession, site: Site, *, person_id: UUID | None = None) -> Ceremony:
    """Asks the browser for a passkey: any that it holds for this site, or one of this person's."""
    challenge = generate_challenge()
    known = await list_passkeys(session, person_id) if person_id else []
    options = generate_authentication_options(
        rp_id=site.host,
        challenge=challenge,
        timeout=_milliseconds(),
        allow_credentials=[_descriptor(passkey) for passkey in known],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    token = await begin_challenge(
        session, ChallengeKind.PASSKEY_SIGN_IN, person_id=person_id, challenge=bytes_to_base64url(challenge)
    )
    return Ceremony(token, options_to_json_dict(options))


async def finish_assertion(
    session: AsyncSession, challenge: OpenChallenge, credential: Mapping[str, Any], *, site: Site
) -> Person:
    """Whose passkey it is. The challenge was used up before. Raises PasskeyRefused.

    A sign count that does not grow means that the passkey was copied, and is refused (WebAuthn level 3, 6.1.1).
    """
    passkey = await _find(session, str(credential.get("id", "")))
    if passkey is None or challenge.person_id not in (None, passkey.user_id):
        raise PasskeyRefused
    person = await get_person(session, passkey.user_id)
    if not person.is_active or _handle(credential) not in (None, person.id.bytes):
        raise PasskeyRefused
    try:
        shown = verify_authentication_response(
            credential=dict(credential),
            expected_challenge=base64url_to_bytes(challenge.data["challenge"]),
            expected_rp_id=site.host,
            expected_origin=list(site.origins),
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise PasskeyRefused from error
    await _count_use(session, passkey, shown.new_sign_count, is_backed_up=shown.credential_backed_up)
    return person


async def rename_passkey(session: AsyncSession, person_id: UUID, passkey_id: UUID, name: str) -> Passkey:
    """Gives one of the person's passkeys another name. Raises PasskeyNotFound."""
    passkey = await _own(session, person_id, passkey_id)
    passkey.name = _readable(name)
    return passkey


async def remove_passkey(session: AsyncSession, person: Person, passkey_id: UUID) -> None:
    """Takes one of the person's passkeys away. Raises PasskeyNotFound and LastWayIn."""
    await lock_person(session, person.id)
    passkey = await _own(session, person.id, passkey_id)
    others = len(await list_passkeys(session, person.id)) - 1
    if not (person.password_hash or others or await list_identities(session, person.id)):
        raise LastWayIn
    await session.delete(passkey)
    await session.flush()
    await note_change(session, person, SecurityChange.PASSKEY_REMOVED, name=passkey.name)


async def _count_use(session: AsyncSession, passkey: Passkey, sign_count: int, *, is_backed_up: bool) -> None:
    use = (
        update(Passkey)
        .where(Passkey.id == passkey.id, Passkey.sign_count == passkey.sign_count)
        .values(sign_count=sign_count, is_backed_up=is_backed_up, last_used_at=now())
        .returning(Passkey.id)
        .execution_options(synchronize_session=False)
    )
    if (await session.execute(use)).scalar_one_or_none() is None:
        raise PasskeyRefused


async def _find(session: AsyncSession, credential_id: str) -> Passkey | None:
    query = select(Passkey).where(Passkey.credential_id == credential_id)
    return (await session.execute(query)).scalar_one_or_none()


async def _own(session: AsyncSession, person_id: UUID, passkey_id: UUID) -> Passkey:
    query = select(Passkey).where(Passkey.id == passkey_id, Passkey.user_id == person_id)
    passkey = (await session.execute(query)).scalar_one_or_none()
    if passkey is None:
        raise PasskeyNotFound
    return passkey


def _descriptor(passkey: Passkey) -> PublicKeyCredentialDescriptor:
    return PublicKeyCredentialDescriptor(
        id=base64url_to_bytes(passkey.credential_id),
        transports=[AuthenticatorTransport(transport) for transport in passkey.transports],
    )


def _transports(credential: Mapping[str, Any]) -> list[str]:
    """How the authenticator is reached, as the browser says: a hint for the next time, and nothing else."""
    response = credential.get("response")
    said = response.get("transports") if isinstance(response, dict) else None
    known = {transport.value for transport in AuthenticatorTransport}
    return sorted({item for item in said if isinstance(item, str)} & known) if isinstance(said, list) else []


def _handle(credential: Mapping[str, Any]) -> bytes | None:
    """Whom the authenticator says the passkey belongs to, where it says so."""
    response = credential.get("response")
    handle = response.get("userHandle") if isinstance(response, dict) else None
    try:
        return base64url_to_bytes(handle) if isinstance(handle, str) and handle else None
    except ValueError:
        return b""


def _readable(name: str) -> str:
    readable = "".join(letter for letter in one_line(name) if letter.isprintable())
    return readable[:_LONGEST_NAME].strip() or _("Passkey")


def _milliseconds() -> int:
    return int(CHALLENGE_LASTS.total_seconds() * 1000)
