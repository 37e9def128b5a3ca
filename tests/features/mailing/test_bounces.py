"""What comes back: the mail says so, and an address that does not exist is written to no more."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.features.mailing.jobs import JOBS
from aistrategyhub.features.mailing.models import BounceReading, EmailSend, EmailStatus, EmailType, SuppressedAddress
from aistrategyhub.features.mailing.service import (
    lay_ready,
    queue_mail,
    readmit_address,
    record_report,
    retry_mail,
    send_mail,
)
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.storage import LocalStorage
from aistrategyhub.integrations.mail.dsn import read_report
from aistrategyhub.integrations.mail.mailbox import Mailbox
from tests.features.mailing.sample_mails import INVOICE_READY
from tests.harness.microsoft.process import SENDER, LocalMicrosoft
from tests.integrations.mail.reports import exchange_report, postfix_report

TO = "Giulia@cliente.test"


@pytest.fixture
async def sent(session: AsyncSession, mailbox: Mailbox, storage: LocalStorage) -> EmailSend:
    """A mail that left."""
    mail = await queue_mail(session, INVOICE_READY, to=TO, locale="it")
    await send_mail(session, mail.id, mailbox, storage)
    return mail


async def _record(session: AsyncSession, raw: bytes) -> UUID | None:
    report = read_report(raw)
    assert report is not None
    return await record_report(session, report)


async def _suppressed(session: AsyncSession) -> list[str]:
    return list((await session.execute(select(SuppressedAddress.address))).scalars())


class TestRecordReport:
    async def test_the_mail_came_back_and_its_address_is_known_not_to_exist(
        self, session: AsyncSession, sent: EmailSend
    ) -> None:
        raw = postfix_report(message_id=sent.provider_message_id, to="giulia@CLIENTE.test")

        assert await _record(session, raw) == sent.id

        assert sent.status is EmailStatus.BOUNCED
        assert sent.bounce_reason == "5.1.1 550 5.1.1 User unknown"
        assert sent.bounced_at is not None
        assert await _suppressed(session) == ["giulia@cliente.test"]

    async def test_twice_is_once(self, session: AsyncSession, sent: EmailSend) -> None:
        raw = postfix_report(message_id=sent.provider_message_id, to=TO)

        assert await _record(session, raw) == sent.id
        assert await _record(session, raw) is None

        assert await _suppressed(session) == ["giulia@cliente.test"]

    async def test_a_full_mailbox_says_nothing_of_the_address(self, session: AsyncSession, sent: EmailSend) -> None:
        await _record(session, postfix_report(message_id=sent.provider_message_id, to=TO, status="5.2.2"))

        assert sent.status is EmailStatus.BOUNCED
        assert await _suppressed(session) == []

    async def test_the_id_of_the_row_is_enough_where_a_carrier_gave_another_domain(
        self, session: AsyncSession, sent: EmailSend
    ) -> None:
        raw = exchange_report(message_id=f"<{sent.id}@eurprd01.prod.outlook.com>", to=TO)

        assert await _record(session, raw) == sent.id

    @pytest.mark.parametrize(
        ("message_id", "to"),
        [
            (None, "altra@cliente.test"),
            ("<0198f3c2-0000-7000-8000-000000000001@ancora.test>", TO),
            ("<' OR true--@ancora.test>", TO),
        ],
    )
    async def test_a_report_of_something_else_changes_nothing(
        self, session: AsyncSession, sent: EmailSend, message_id: str | None, to: str
    ) -> None:
        raw = postfix_report(message_id=message_id or sent.provider_message_id, to=to)

        report = read_report(raw)
        assert report is None or await record_report(session, report) is None
        assert sent.status is EmailStatus.SENT
        assert await _suppressed(session) == []

    async def test_a_mail_that_never_left_cannot_come_back(self, session: AsyncSession) -> None:
        mail = await queue_mail(session, INVOICE_READY, to=TO, locale="it")

        assert await _record(session, postfix_report(message_id=f"<{mail.id}@localhost>", to=TO)) is None
        assert mail.status is EmailStatus.QUEUED


class TestSuppressed:
    @pytest.mark.parametrize(
        ("email_type", "status"),
        [
            (EmailType.TRANSACTIONAL, EmailStatus.QUEUED),
            (EmailType.NEWSLETTER, EmailStatus.FAILED),
            (EmailType.NOTIFICATION, EmailStatus.FAILED),
        ],
    )
    async def test_only_what_its_reader_asked_for_is_still_tried(
        self,
        session: AsyncSession,
        sent: EmailSend,
        mailbox: Mailbox,
        storage: LocalStorage,
        email_type: EmailType,
        status: EmailStatus,
    ) -> None:
        await _record(session, postfix_report(message_id=sent.provider_message_id, to=TO))
        mail = await queue_mail(session, INVOICE_READY, to=TO, locale="it")
        mail.email_type = email_type

        await lay_ready(session, mail.id, mailbox, storage)

        assert mail.status is status

    async def test_who_is_let_in_again_is_written_to(
        self, session: AsyncSession, sent: EmailSend, mailbox: Mailbox, storage: LocalStorage
    ) -> None:
        await _record(session, postfix_report(message_id=sent.provider_message_id, to=TO))
        mail = await queue_mail(session, INVOICE_READY, to=TO, locale="it")
        mail.email_type = EmailType.NEWSLETTER

        await readmit_address(session, sent.id)
        await lay_ready(session, mail.id, mailbox, storage)
        await send_mail(session, mail.id, mailbox, storage)

        assert mail.status is EmailStatus.SENT

    async def test_what_came_back_leaves_again_as_another_mail(
        self, session: AsyncSession, sent: EmailSend, mailbox: Mailbox, storage: LocalStorage
    ) -> None:
        await _record(session, postfix_report(message_id=sent.provider_message_id, to=TO))

        again = await retry_mail(session, sent.id)
        await send_mail(session, again, mailbox, storage)

        assert again != sent.id
        assert sent.status is EmailStatus.BOUNCED
        assert mailbox.read(str(again)).text == mailbox.read(str(sent.id)).text


class TestReadingTheMailbox:
    @pytest.fixture
    def microsoft_sends(
        self, data_dir: object, microsoft: LocalMicrosoft, monkeypatch: pytest.MonkeyPatch
    ) -> Iterator[LocalMicrosoft]:
        for name, value in microsoft.environment.items():
            monkeypatch.setenv(name, value)
        get_settings.cache_clear()
        yield microsoft
        monkeypatch.undo()
        get_settings.cache_clear()

    async def _read(self, session: AsyncSession) -> None:
        job = next(job for job in JOBS if job.name == "mailing.read_bounces")
        await job.run(session, {})

    async def test_reports_are_found_page_by_page_and_read_up_to_the_last(
        self, session: AsyncSession, microsoft_sends: LocalMicrosoft, mailbox: Mailbox, storage: LocalStorage
    ) -> None:
        mails = [await queue_mail(session, INVOICE_READY, to=TO, locale="it") for _number in range(5)]
        for number, mail in enumerate(mails):
            await send_mail(session, mail.id, mailbox, storage)
            raw = exchange_report(message_id=mail.provider_message_id, to=TO)
            microsoft_sends.receive_report(raw, now() - timedelta(hours=5 - number))
        microsoft_sends.receive_report(b"Subject: Not a report\r\n\r\nHello", now())

        await self._read(session)
        await self._read(session)

        assert {mail.status for mail in mails} == {EmailStatus.BOUNCED}
        (reading,) = (await session.execute(select(BounceReading))).scalars()
        assert reading.sender == SENDER
        assert abs(reading.read_until - datetime.now(UTC)) < timedelta(minutes=1)

    async def test_a_mailbox_that_cannot_be_read_is_read_next_time(
        self, session: AsyncSession, microsoft_sends: LocalMicrosoft
    ) -> None:
        microsoft_sends.fault("reports", "malformed")

        with pytest.raises(Exception, match="unreadable answer"):
            await self._read(session)

        await self._read(session)

    async def test_nothing_is_read_where_graph_does_not_carry_the_mail(
        self, session: AsyncSession, data_dir: object
    ) -> None:
        await self._read(session)

        assert (await session.execute(select(BounceReading))).first() is None
