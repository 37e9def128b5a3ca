"""Acting in a customer's name: with their leave, for a reason, for half an hour, and never unseen."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import current_principal, refuse_impersonation
from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import fingerprint, new_token
from aistrategyhub.core.text import moment_label, speaking
from aistrategyhub.features.accounts.emails.impersonation import SupportEntered
from aistrategyhub.features.accounts.models import Person, Session
from aistrategyhub.features.accounts.queries import find_live_session
from aistrategyhub.features.accounts.queries.directory import find_person, hold_person
from aistrategyhub.features.accounts.rules.directory import person_name
from aistrategyhub.features.accounts.rules.impersonation import (
    SUPPORT_ACCESS_LASTS,
    impersonation_ends,
    tidy_reason,
)
from aistrategyhub.features.accounts.service.sign_in import Visitor
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.mailing.service import queue_mail


@dataclass(frozen=True)
class InTheirName:
    """A session in a customer's name: `token` goes into the cookie and is never stored."""

    token: str
    seconds: int


async def allow_support(session: AsyncSession) -> Person:
    """The acting person lets the staff act in their name from now on, for SUPPORT_ACCESS_LASTS.

    Raises NotInSomebodysName: a colleague who acts in a customer's name does not prolong it.
    """
    refuse_impersonation()
    person = await hold_person(session, current_principal().person_id)
    person.support_access_until = now() + SUPPORT_ACCESS_LASTS
    await record(session, "accounts.support_allowed", "user", person.id, until=person.support_access_until.isoformat())
    return person


async def withdraw_support(session: AsyncSession) -> Person:
    """The acting person takes their leave back: sessions in their name end at once. Raises NotInSomebodysName."""
    refuse_impersonation()
    person = await hold_person(session, current_principal().person_id)
    person.support_access_until = None
    await session.execute(delete(Session).where(Session.user_id == person.id, Session.impersonator_id.is_not(None)))
    await record(session, "accounts.support_withdrawn", "user", person.id)
    return person


async def impersonate(session: AsyncSession, person_id: UUID, *, reason: str, visitor: Visitor) -> InTheirName:
    """Opens a session in this customer's name beside the colleague's own, and tells the customer.

    Raises PersonNotFound, NotLetIn, ReasonMissing.
    """
    reason = tidy_reason(reason)
    person = await hold_person(session, person_id)
    at, token = now(), new_token()
    ends = impersonation_ends(person, at)
    colleague = await find_person(session, current_principal().person_id)
    opened = Session(
        user_id=person.id,
        token_fingerprint=fingerprint(token),
        ip_address=visitor.ip_address,
        user_agent=visitor.user_agent[:300],
        impersonator_id=colleague.id,
        impersonation_reason=reason,
        created_at=at,
        expires_at=ends,
    )
    session.add(opened)
    await session.flush()
    await record(session, "accounts.impersonated", "user", person.id, reason=reason, session_id=str(opened.id))
    with speaking(person.language):
        mail = SupportEntered.of(person_name(colleague), reason, moment_label(at), person.language)
    await queue_mail(
        session, mail, to=person.email, locale=person.language, person_id=person.id, key=f"impersonation:{opened.id}"
    )
    return InTheirName(token=token, seconds=int((ends - at).total_seconds()))


async def stop_impersonating(session: AsyncSession, token: str, own_token: str) -> UUID | None:
    """Ends the session in a customer's name; whose it was, so that the colleague goes on where they began.

    None when there was none any more, or when the own session is not of the colleague who acted.
    """
    theirs, own = await find_live_session(session, token), await find_live_session(session, own_token)
    if theirs is None or own is None or theirs.impersonator_id != own.person_id:
        return None
    await session.execute(delete(Session).where(Session.id == theirs.session_id))
    await record(session, "accounts.impersonation_ended", "user", theirs.person_id, session_id=str(theirs.session_id))
    return theirs.person_id
