"""Writes down a change of how somebody proves who they are, and mails it to them."""

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.text import DEFAULT_LOCALE, moment_label, speaking
from aistrategyhub.features.accounts.emails.security import SecurityChange, SecurityChanged
from aistrategyhub.features.accounts.models import Person
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.mailing.service import queue_mail
from aistrategyhub.infra.settings import get_settings

_SECURITY_ROUTE = "/profilo/sicurezza"


async def note_change(session: AsyncSession, person: Person, change: SecurityChange, **values: str | int) -> None:
    """Leaves `accounts.<change>` in the audit trail and queues the mail, in the caller's transaction."""
    await record(session, f"accounts.{change}", "user", person.id, **values)
    await tell(session, person, change, **values)


async def tell(session: AsyncSession, person: Person, change: SecurityChange, **values: str | int) -> None:
    """Queues the mail alone."""
    with speaking(person.language):
        moment = moment_label(now())
    folder = "" if person.language == DEFAULT_LOCALE else f"/{person.language}"
    mail = SecurityChanged(
        change=change,
        first_name=person.first_name,
        moment_label=moment,
        security_url=f"{get_settings().base_url}{folder}{_SECURITY_ROUTE}",
        values=values,
    )
    await queue_mail(session, mail, to=person.email, locale=person.language, person_id=person.id)
