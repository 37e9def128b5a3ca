"""What came back: a report marks its mail bounced, and an address that does not exist is written to no more."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.mailing.models import (
    BounceReading,
    EmailSend,
    EmailStatus,
    SuppressedAddress,
)
from aistrategyhub.features.mailing.queries import find_mail_of_message
from aistrategyhub.features.mailing.rules import check_transition
from aistrategyhub.infra import metrics
from aistrategyhub.integrations.mail.dsn import DeliveryReport, FailedRecipient

# Reports may be filed a little after the moment that they bear.
_OVERLAP = timedelta(minutes=10)
_FIRST_LOOK_BACK = timedelta(days=5)
_LEFT = (EmailStatus.SENDING, EmailStatus.SENT)


async def record_report(session: AsyncSession, report: DeliveryReport) -> UUID | None:
    """Marks the mail that the report speaks of as bounced; its id, or None when it is not ours or is marked already.

    A report is believed only for the address that the mail went to: anybody may write one.
    """
    mail = await find_mail_of_message(session, report.message_id)
    if mail is None or mail.status not in _LEFT:
        return None
    about = next((each for each in report.failed if each.address.lower() == mail.email_to.lower()), None)
    if about is None:
        return None
    check_transition(mail.status, EmailStatus.BOUNCED)
    mail.status, mail.bounced_at, mail.bounce_reason = EmailStatus.BOUNCED, now(), about.reason
    metrics.after_commit(session, metrics.mail_sent, "bounced")
    if about.means_no_such_address:
        await _suppress(session, mail, about)
    return mail.id


async def start_of_reading(session: AsyncSession, sender: str) -> datetime:
    """From which moment on reports in this mailbox may be new."""
    query = select(BounceReading.read_until).where(BounceReading.sender == sender)
    last = (await session.execute(query)).scalar_one_or_none()
    return last - _OVERLAP if last else now() - _FIRST_LOOK_BACK


async def take_reading(session: AsyncSession, sender: str, until: datetime) -> None:
    """Everything received up to this moment has been read."""
    reading = insert(BounceReading).values(id=new_id(), sender=sender, read_until=until)
    newer = func.greatest(BounceReading.read_until, reading.excluded.read_until)
    await session.execute(
        reading.on_conflict_do_update(index_elements=["tenant_id", "sender"], set_={"read_until": newer})
    )


async def _suppress(session: AsyncSession, mail: EmailSend, about: FailedRecipient) -> None:
    row = {
        "id": new_id(),
        "address": mail.email_to.lower(),
        "reason": about.reason,
        "mail_id": mail.id,
        "suppressed_at": now(),
    }
    await session.execute(
        insert(SuppressedAddress).values(row).on_conflict_do_nothing(index_elements=["tenant_id", "address"])
    )
