"""What was written to people goes when there is no reason left to keep it; mails about fiscal documents stay."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.ids import new_id
from aistrategyhub.features.accounts.emails.privacy import ErasurePostponed
from aistrategyhub.features.invoicing.emails import InvoiceReady
from aistrategyhub.features.mailing.emails import Mail
from aistrategyhub.features.mailing.jobs import JOBS
from aistrategyhub.features.mailing.models import EmailSend, EmailStatus
from aistrategyhub.features.mailing.service import forget_recipient, queue_mail

ANNA = "anna@prova.example"
LETTER = ErasurePostponed(name="Anna", on_label="domani", page_url="https://prova.example", order="ORD-1")
INVOICE = InvoiceReady(
    number="2026/00001", date_label="oggi", total_label="1 €", buyer_name="Anna", order_url="https://prova.example"
)
START = datetime(2026, 11, 21, 9, tzinfo=UTC)
BLANK_OLD = next(job for job in JOBS if job.name == "mailing.blank_old")


async def _mail(session: AsyncSession, mail: Mail, status: EmailStatus, *, to: str = ANNA) -> EmailSend:
    queued = await queue_mail(session, mail, to=to, locale="it")
    queued.status = status
    await session.flush()
    return queued


@pytest.mark.parametrize(
    ("mail", "status", "days", "is_blank"),
    [
        (LETTER, EmailStatus.SENT, 366, True),
        (LETTER, EmailStatus.FAILED, 366, True),
        (LETTER, EmailStatus.BOUNCED, 366, True),
        (LETTER, EmailStatus.SENT, 364, False),
        (LETTER, EmailStatus.QUEUED, 366, False),
        (INVOICE, EmailStatus.SENT, 366, False),
        (INVOICE, EmailStatus.SENT, 3_000, False),
    ],
)
async def test_words_last_a_year(
    session: AsyncSession, mail: Mail, status: EmailStatus, days: int, is_blank: bool
) -> None:
    with time_machine.travel(START, tick=False) as clock:
        kept = await _mail(session, mail, status)
        clock.shift(timedelta(days=days))
        await BLANK_OLD.run(session, {})
    await session.refresh(kept)
    assert (kept.html == "", kept.text == "", kept.subject == "") == (is_blank, is_blank, is_blank)
    assert kept.email_to == ANNA


async def test_what_was_written_to_somebody_goes_and_what_waits_is_not_sent(session: AsyncSession) -> None:
    sent, waiting = await _mail(session, LETTER, EmailStatus.SENT), await _mail(session, LETTER, EmailStatus.QUEUED)
    invoice = await _mail(session, INVOICE, EmailStatus.SENT)
    others = await _mail(session, LETTER, EmailStatus.QUEUED, to="bruno@prova.example")
    await forget_recipient(session, new_id(), {ANNA})
    for mail in (sent, waiting, invoice, others):
        await session.refresh(mail)
    assert [(mail.email_to, mail.text, mail.status) for mail in (sent, waiting)] == [
        ("", "", EmailStatus.SENT),
        ("", "", EmailStatus.FAILED),
    ]
    assert (invoice.email_to, others.email_to, others.status) == (ANNA, "bruno@prova.example", EmailStatus.QUEUED)
    assert invoice.html
