"""Reads of mails."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, String, and_, case, cast, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.paging import Page, PageRequest
from aistrategyhub.core.text import mark
from aistrategyhub.features.mailing.models import EmailSend, EmailStatus, MailDeparture, MailSender, SuppressedAddress
from aistrategyhub.features.mailing.schemas import MailRow, SenderOutlook
from aistrategyhub.infra.work import Work, WorkStatus
from aistrategyhub.integrations.mail.gateway import SenderLimits

_ROW = (
    EmailSend.id,
    EmailSend.email_to,
    EmailSend.email_type,
    EmailSend.template,
    EmailSend.subject,
    EmailSend.status,
    func.jsonb_array_length(EmailSend.attachments).label("attachment_count"),
    func.coalesce(Work.attempts, 0).label("attempts"),
    func.coalesce(EmailSend.bounce_reason, EmailSend.error_message, Work.last_error).label("problem"),
    func.greatest(EmailSend.turn_at, case((Work.status == WorkStatus.READY, Work.next_attempt_at))).label("leaves_at"),
    SuppressedAddress.id.is_not(None).label("is_suppressed"),
    EmailSend.queued_at,
    EmailSend.sent_at,
)


class EmailNotFound(DomainError):
    """No such mail."""

    code = "EMAIL_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Questa e-mail non esiste.")


def work_key(mail_id: object) -> str:
    """The key of the work that sends a mail."""
    return f"mail:{mail_id}"


async def get_mail(session: AsyncSession, mail_id: UUID) -> EmailSend:
    """The mail. Raises EmailNotFound."""
    mail = (await session.execute(select(EmailSend).where(EmailSend.id == mail_id))).scalar_one_or_none()
    if mail is None:
        raise EmailNotFound
    return mail


async def lock_mail(session: AsyncSession, mail_id: UUID) -> EmailSend:
    """The mail, which nobody else may send until this transaction ends. Raises EmailNotFound."""
    query = select(EmailSend).where(EmailSend.id == mail_id).with_for_update()
    mail = (await session.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()
    if mail is None:
        raise EmailNotFound
    return mail


async def find_mail_of_message(session: AsyncSession, message_id: str) -> EmailSend | None:
    """The mail that left with this Message-ID, held until this transaction ends."""
    key = message_id.removeprefix("<").partition("@")[0]
    is_it = or_(EmailSend.provider_message_id == message_id, cast(EmailSend.id, String) == key)
    query = select(EmailSend).where(is_it).with_for_update()
    return (await session.execute(query)).scalars().first()


async def find_suppression(session: AsyncSession, address: str) -> SuppressedAddress | None:
    """Why nothing but what its reader asks for goes to this address, if so."""
    query = select(SuppressedAddress).where(SuppressedAddress.address == address.lower())
    return (await session.execute(query)).scalar_one_or_none()


async def departures_of_a_day(session: AsyncSession, sender: str) -> int:
    """How many mails left this mailbox in the last 24 hours, of all tenants."""
    a_day_ago = func.clock_timestamp() - timedelta(hours=24)
    query = select(func.count()).where(MailDeparture.sender == sender, MailDeparture.began_at > a_day_ago)
    return (await session.execute(query)).scalar_one()


async def sender_outlook(session: AsyncSession, limits: SenderLimits | None) -> SenderOutlook | None:
    """How much of the sender's day is used up, and whether it is paused; None where the carrier names no limits."""
    if limits is None:
        return None
    query = select(MailSender.paused_until).where(MailSender.sender == limits.sender)
    paused_until = (await session.execute(query)).scalar_one_or_none()
    return SenderOutlook(limits, await departures_of_a_day(session, limits.sender), paused_until)


async def find_mail_of_request(session: AsyncSession, request_key: str) -> EmailSend | None:
    """The mail that was queued under this key."""
    query = select(EmailSend).where(EmailSend.request_key == request_key)
    return (await session.execute(query)).scalar_one_or_none()


async def list_mails_about(session: AsyncSession, subject: str, *, keys: Collection[str] = ()) -> list[EmailSend]:
    """The mails queued under a key that begins with `subject` and a colon ("order:<id>"), or under one of `keys`;
    the oldest first."""
    begins = and_(EmailSend.request_key >= f"{subject}:", EmailSend.request_key < f"{subject};")
    query = select(EmailSend).where(or_(begins, EmailSend.request_key.in_(keys)) if keys else begins)
    heavy = (defer(EmailSend.html), defer(EmailSend.text))
    return list((await session.execute(query.options(*heavy).order_by(EmailSend.queued_at, EmailSend.id))).scalars())


async def list_mails_to(session: AsyncSession, address: str, *, limit: int) -> list[EmailSend]:
    """The newest mails to this very address, without their words."""
    query = select(EmailSend).where(func.lower(EmailSend.email_to) == address.lower())
    newest = query.options(defer(EmailSend.html), defer(EmailSend.text)).order_by(EmailSend.queued_at.desc())
    return list((await session.execute(newest.limit(limit))).scalars())


async def list_mails(
    session: AsyncSession, request: PageRequest, *, statuses: Collection[EmailStatus] = (), search: str = ""
) -> Page[MailRow]:
    """Mails whose recipient or subject contains `search`, the newest first, with what holds them up.

    Without `statuses` in any status.
    """
    wanted = _wanted(statuses, search.strip())
    total = await session.scalar(select(func.count()).select_from(EmailSend).where(*wanted))
    query = (
        select(*_ROW)
        .outerjoin(SuppressedAddress, SuppressedAddress.address == func.lower(EmailSend.email_to))
        .outerjoin(Work, Work.key == literal(work_key("")) + cast(EmailSend.id, String))
        .where(*wanted)
        .order_by(EmailSend.queued_at.desc(), EmailSend.id.desc())
        .limit(request.per_page)
        .offset(request.offset)
    )
    rows = [MailRow(**row) for row in (await session.execute(query)).mappings()]
    return Page(rows, total or 0, request.page, request.per_page)


def _wanted(statuses: Collection[EmailStatus], search: str) -> list[ColumnElement[bool]]:
    conditions = [EmailSend.status.in_(statuses)] if statuses else []
    if search:
        columns = (EmailSend.email_to, EmailSend.subject)
        conditions.append(or_(*(column.icontains(search, autoescape=True) for column in columns)))
    return conditions
