"""Sessions of programs: an access token for a quarter of an hour, and a refresh token that is good once.

Of two calls that show the same refresh token one wins. Within REFRESH_RACE the other is told TOKEN_ALREADY_REFRESHED
and must take the pair that the first received; it is given nothing. Later than that somebody has kept a token that
was used: the whole session ends, is audited, and its person is mailed (RFC 9700, 4.14.2).
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.ids import fingerprint, new_token
from aistrategyhub.core.text import mark, moment_label, speaking
from aistrategyhub.features.accounts.emails.devices import TokenReused
from aistrategyhub.features.accounts.models import LoginAttempt, Person, RefreshToken, Session, SessionKind
from aistrategyhub.features.accounts.queries import get_person
from aistrategyhub.features.accounts.rules.devices import device_label, place_label
from aistrategyhub.features.accounts.rules.sessions import REFRESH_RACE, program_ends_at
from aistrategyhub.features.accounts.service.access_tokens import sign_access_token
from aistrategyhub.features.accounts.service.sessions import close_door_behind, tell_of_new_device
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.mailing.service import queue_mail
from aistrategyhub.infra.db import tenant_of
from aistrategyhub.infra.http.acting import InvalidToken


class TokenAlreadyRefreshed(DomainError):
    """Another call of the same program used this refresh token a moment ago."""

    code = "TOKEN_ALREADY_REFRESHED"
    kind = Kind.CONFLICT
    sentence = mark("Il token è stato appena rinnovato da un'altra chiamata: usa quello ricevuto da quella.")


@dataclass(frozen=True)
class TokenPair:
    """What a program shows from now on. Neither is stored."""

    access_token: str
    refresh_token: str


async def open_program_session(
    session: AsyncSession, person: Person, *, methods: list[str], ip_address: str | None, user_agent: str
) -> TokenPair:
    """A program's session for somebody who has proved who they are by these methods."""
    at = now()
    opened = Session(
        user_id=person.id,
        kind=SessionKind.API,
        methods=methods,
        ip_address=ip_address,
        user_agent=user_agent[:300],
        device=device_label(user_agent),
        place=place_label(ip_address),
        created_at=at,
        expires_at=program_ends_at(at, at),
    )
    session.add(opened)
    await session.flush()
    if person.last_login is not None and not await _came_from_there_before(session, opened):
        await tell_of_new_device(session, person, opened)
    await close_door_behind(session, person, opened)
    return await _pair(session, opened)


async def refresh(session: AsyncSession, token: str) -> TokenPair | DomainError:
    """The next pair of the session, or the refusal to raise once this is committed: a reuse has then ended it.

    The refusal is InvalidToken or TokenAlreadyRefreshed.
    """
    at = now()
    is_live = exists().where(Session.tenant_id == RefreshToken.tenant_id, Session.id == RefreshToken.session_id)
    using = (
        update(RefreshToken)
        .where(
            RefreshToken.token_fingerprint == fingerprint(token),
            RefreshToken.used_at.is_(None),
            RefreshToken.expires_at > at,
            is_live.where(Session.expires_at > at),
        )
        .values(used_at=at)
        .returning(RefreshToken.session_id)
        .execution_options(synchronize_session=False)
    )
    session_id = (await session.execute(using)).scalar_one_or_none()
    if session_id is None:
        return await _refuse(session, token)
    live = (await session.execute(select(Session).where(Session.id == session_id).with_for_update())).scalar_one()
    person = await get_person(session, live.user_id)
    if not person.is_active:
        return InvalidToken()
    live.last_used_at = at
    live.expires_at = program_ends_at(live.created_at, at)
    return await _pair(session, live)


async def _pair(session: AsyncSession, live: Session) -> TokenPair:
    token = new_token()
    session.add(RefreshToken(session_id=live.id, token_fingerprint=fingerprint(token), expires_at=live.expires_at))
    await session.flush()
    return TokenPair(sign_access_token(tenant_of(session), live.user_id, live.id), token)


async def _refuse(session: AsyncSession, token: str) -> DomainError:
    query = select(RefreshToken).where(RefreshToken.token_fingerprint == fingerprint(token))
    shown = (await session.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()
    if shown is None or shown.used_at is None:
        return InvalidToken()
    if now() - shown.used_at < REFRESH_RACE:
        return TokenAlreadyRefreshed()
    await _end_family(session, shown.session_id)
    return InvalidToken()


async def _end_family(session: AsyncSession, session_id: UUID) -> None:
    gone = delete(Session).where(Session.id == session_id).returning(Session.user_id, Session.device)
    owner = (await session.execute(gone.execution_options(synchronize_session=False))).one_or_none()
    if owner is None:
        return
    person = await get_person(session, owner.user_id)
    await record(session, "accounts.refresh_token_reused", "user", person.id, session_id=str(session_id))
    with speaking(person.language):
        at_label = moment_label(now())
    mail = TokenReused(name=person.first_name, device=owner.device, at_label=at_label)
    await queue_mail(
        session, mail, to=person.email, locale=person.language, person_id=person.id, key=f"token-reused:{session_id}"
    )


async def _came_from_there_before(session: AsyncSession, opened: Session) -> bool:
    """Whether the same program signed in from the same address within what attempts are kept for."""
    query = select(LoginAttempt.id).where(
        LoginAttempt.user_id == opened.user_id,
        LoginAttempt.success,
        LoginAttempt.user_agent == opened.user_agent,
        LoginAttempt.ip_address == opened.ip_address,
    )
    return (await session.execute(query.limit(1))).first() is not None
