"""Mails are queued with the change they tell of and leave once, whatever happens on the way."""

import asyncio
import signal
import sys
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.paging import PageRequest
from aistrategyhub.features.mailing.jobs import JOBS
from aistrategyhub.features.mailing.models import EmailSend, EmailStatus, EmailType
from aistrategyhub.features.mailing.queries import EmailNotFound, get_mail, list_mails
from aistrategyhub.features.mailing.rules import IllegalMailTransition
from aistrategyhub.features.mailing.schemas import MailAttachment
from aistrategyhub.features.mailing.service import SEND, queue_mail, retry_mail, send_mail
from aistrategyhub.features.site_settings.schemas import SiteIdentity
from aistrategyhub.features.site_settings.service import save_setting
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.settings import ROOT, SmtpSecurity
from aistrategyhub.infra.storage import LocalStorage
from aistrategyhub.infra.work import Work, WorkStatus, claim
from aistrategyhub.integrations.mail.gateway import DeliveryReceipt, MailRefused, MailUnavailable, OutgoingMail
from aistrategyhub.integrations.mail.mailbox import Mailbox
from aistrategyhub.integrations.mail.smtp import SmtpServer
from jobs.worker import perform
from tests.features.mailing.sample_mails import INVOICE_READY, SELLER
from tests.integrations.mail.smtp_server import PostOffice, smtp_server

TO = "giulia@cliente.test"
_IDENTITY = SiteIdentity(site_name="Àncora", claim_it="", claim_en="", contact_email="studio@ancora.test")


async def _queue(session: AsyncSession, **options: object) -> EmailSend:
    return await queue_mail(session, INVOICE_READY, **{"to": TO, "locale": "it"} | options)


async def _work_off() -> None:
    """Does what a worker would do now."""
    send = next(job for job in JOBS if job.name == SEND)
    for work in await claim({send.name: send.lease}, 10):
        await perform(send, work)


async def _works(session: AsyncSession) -> list[Work]:
    query = select(Work).where(Work.job == SEND).order_by(Work.created_at)
    return list((await session.execute(query)).scalars())


class TestQueueMail:
    async def test_the_words_are_frozen_and_its_sending_asked_for(self, session: AsyncSession) -> None:
        await save_setting(session, SELLER)
        await save_setting(session, _IDENTITY)

        mail = await _queue(session)

        (work,) = await _works(session)
        assert mail.status is EmailStatus.QUEUED
        assert mail.email_type is EmailType.TRANSACTIONAL
        assert mail.template == "mailing/invoice_ready"
        assert (mail.email_to, mail.locale, mail.sender_name) == (TO, "it", "Àncora")
        assert mail.reply_to == "studio@ancora.test"
        assert mail.subject == "Fattura 2026/00042 per Giulia Ferraris"
        assert "P. IVA 12345670017" in mail.html
        assert "P. IVA 12345670017" in mail.text
        assert (work.payload, work.key) == ({"mail_id": str(mail.id)}, f"mail:{mail.id}")

    async def test_asking_twice_with_a_key_queues_one_mail(self, session: AsyncSession) -> None:
        first = await _queue(session, key="invoice:1")
        again = await _queue(session, key="invoice:1", to="altra@cliente.test")
        other = await _queue(session, key="invoice:2")
        without_key = [await _queue(session), await _queue(session)]

        assert again.id == first.id
        assert again.email_to == TO
        assert len({first.id, other.id, *(mail.id for mail in without_key)}) == 4
        assert len(await _works(session)) == 4

    async def test_two_transactions_that_ask_at_once_queue_one_mail(self, committed_tenant: UUID) -> None:
        async def ask() -> UUID:
            async with unit_of_work(committed_tenant) as session:
                return (await _queue(session, key="invoice:1")).id

        ids = await asyncio.gather(*(ask() for _number in range(8)))

        async with unit_of_work(committed_tenant) as session:
            assert len(set(ids)) == 1
            assert await session.scalar(select(func.count()).select_from(EmailSend)) == 1
            assert len(await _works(session)) == 1

    async def test_a_change_that_is_undone_sends_nothing(self, committed_tenant: UUID) -> None:
        async def queue_and_fail() -> None:
            async with unit_of_work(committed_tenant) as session:
                await _queue(session)
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await queue_and_fail()

        async with unit_of_work(committed_tenant) as session:
            assert await session.scalar(select(func.count()).select_from(EmailSend)) == 0
            assert await _works(session) == []

    async def test_answers_go_where_the_caller_says(self, session: AsyncSession) -> None:
        await save_setting(session, _IDENTITY)

        assert (await _queue(session, reply_to="ordini@ancora.test")).reply_to == "ordini@ancora.test"

    async def test_a_firm_without_settings_still_writes(self, session: AsyncSession) -> None:
        mail = await _queue(session)

        assert (mail.sender_name, mail.reply_to) == ("AIStrategyHub", None)

    @pytest.mark.parametrize("to", ["", "giulia", "a@b@c.test", "a@x.test\nBcc: b@x.test", "a@x.test, b@x.test"])
    async def test_what_is_no_address_is_refused(self, session: AsyncSession, to: str) -> None:
        with pytest.raises(MailRefused):
            await _queue(session, to=to)

        assert await _works(session) == []


class TestSendMail:
    async def test_a_mail_arrives_with_its_files(
        self, session: AsyncSession, mailbox: Mailbox, storage: LocalStorage
    ) -> None:
        await save_setting(session, _IDENTITY)
        await storage.put("prova/1.pdf", b"%PDF-1.7", "application/pdf")
        file = MailAttachment(storage_key="prova/1.pdf", filename="Fattura 1.pdf", content_type="application/pdf")
        mail = await _queue(session, attachments=[file])

        await send_mail(session, mail.id, mailbox, storage)

        arrived = mailbox.read(str(mail.id))
        assert mail.status is EmailStatus.SENT
        assert mail.sent_at is not None
        assert mail.provider_message_id == f"<{mail.id}@localhost>"
        assert (arrived.sender, arrived.to) == ("Àncora <noreply@localhost>", TO)
        assert [(part.filename, part.content) for part in arrived.attachments] == [("Fattura 1.pdf", b"%PDF-1.7")]
        assert ("Auto-Submitted", "auto-generated") in arrived.headers
        assert ("Reply-To", "studio@ancora.test") in arrived.headers

    async def test_what_was_sent_is_not_sent_again(
        self, session: AsyncSession, mailbox: Mailbox, storage: LocalStorage
    ) -> None:
        mail = await _queue(session)
        await send_mail(session, mail.id, mailbox, storage)
        first = mailbox.read(str(mail.id)).raw

        await send_mail(session, mail.id, mailbox, storage)

        assert mailbox.read(str(mail.id)).raw == first

    async def test_a_refusal_is_final_and_says_why(self, session: AsyncSession, storage: LocalStorage) -> None:
        mail = await _queue(session)
        async with smtp_server(PostOffice(recipient_answer="550 5.1.1 User unknown")) as office:
            gateway = SmtpServer("127.0.0.1", office.port, security=SmtpSecurity.NONE)
            await send_mail(session, mail.id, gateway, storage)

        assert mail.status is EmailStatus.FAILED
        assert mail.error_message == "550 5.1.1 User unknown"
        assert mail.sent_at is None

    async def test_a_name_that_forges_headers_cannot_leave(
        self, session: AsyncSession, mailbox: Mailbox, storage: LocalStorage
    ) -> None:
        mail = await _queue(session)
        mail.subject = "Fattura\r\nBcc: tutti@altrove.test"

        await send_mail(session, mail.id, mailbox, storage)

        assert mail.status is EmailStatus.FAILED
        assert mail.error_message == "line break or control character in subject"
        assert mailbox.count() == 0

    async def test_a_lost_file_is_a_failure_and_not_a_mail_without_it(
        self, session: AsyncSession, mailbox: Mailbox, storage: LocalStorage
    ) -> None:
        lost = MailAttachment(storage_key="prova/1.pdf", filename="1.pdf", content_type="application/pdf")
        mail = await _queue(session, attachments=[lost])

        await send_mail(session, mail.id, mailbox, storage)

        assert mail.status is EmailStatus.FAILED
        assert mail.error_message == "attachment 1.pdf is no longer in the file store"
        assert mailbox.count() == 0

    async def test_an_unavailable_carrier_leaves_it_queued(self, session: AsyncSession, storage: LocalStorage) -> None:
        mail = await _queue(session)
        async with smtp_server(PostOffice(data_answer="451 4.7.1 Later")) as office:
            gateway = SmtpServer("127.0.0.1", office.port, security=SmtpSecurity.NONE)
            with pytest.raises(MailUnavailable):
                await send_mail(session, mail.id, gateway, storage)

        assert mail.status is EmailStatus.QUEUED

    async def test_a_mail_of_another_tenant_does_not_exist(
        self, session: AsyncSession, mailbox: Mailbox, storage: LocalStorage
    ) -> None:
        with pytest.raises(EmailNotFound):
            await send_mail(session, UUID(int=1), mailbox, storage)

    async def test_two_workers_at_once_send_one_mail(self, committed_tenant: UUID, storage: LocalStorage) -> None:
        class SlowGateway:
            is_stand_in = True
            limits = None
            sent = 0

            async def prepare(self, mail: OutgoingMail) -> None:
                return

            async def send(self, mail: OutgoingMail, draft: str | None = None) -> DeliveryReceipt:
                self.sent += 1
                await asyncio.sleep(0.05)
                return DeliveryReceipt(f"<{mail.key}@x.test>")

            async def ping(self) -> None:
                return

        gateway = SlowGateway()
        async with unit_of_work(committed_tenant) as session:
            mail = await _queue(session)

        async def send() -> None:
            async with unit_of_work(committed_tenant) as session:
                await send_mail(session, mail.id, gateway, storage)

        await asyncio.gather(send(), send(), send())

        assert gateway.sent == 1

    @pytest.mark.system
    async def test_killed_between_acceptance_and_commit_it_leaves_again_as_the_same_mail(
        self, committed_tenant: UUID, mailbox: Mailbox
    ) -> None:
        async with unit_of_work(committed_tenant) as session:
            mail = await _queue(session)

        killed = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.features.mailing.killed_sender", str(committed_tenant), str(mail.id), cwd=ROOT
        )
        assert await killed.wait() == -signal.SIGKILL

        before = mailbox.read(str(mail.id))
        async with unit_of_work(committed_tenant) as session:
            assert (await get_mail(session, mail.id)).status is EmailStatus.QUEUED

        await _work_off()

        async with unit_of_work(committed_tenant) as session:
            sent = await get_mail(session, mail.id)
        after = mailbox.read(str(mail.id))
        assert sent.status is EmailStatus.SENT
        assert mailbox.count() == 1
        assert dict(after.headers)["Message-ID"] == dict(before.headers)["Message-ID"] == sent.provider_message_id


class TestRetryMail:
    async def test_a_failed_mail_leaves_after_its_cause_is_mended(
        self, session: AsyncSession, mailbox: Mailbox, storage: LocalStorage
    ) -> None:
        lost = MailAttachment(storage_key="prova/1.pdf", filename="1.pdf", content_type="application/pdf")
        mail = await _queue(session, attachments=[lost])
        await send_mail(session, mail.id, mailbox, storage)
        await storage.put("prova/1.pdf", b"%PDF-1.7", "application/pdf")

        await retry_mail(session, mail.id)
        await send_mail(session, mail.id, mailbox, storage)

        assert mail.status is EmailStatus.SENT
        assert mail.error_message is None
        assert len(await _works(session)) == 2

    async def test_a_mail_that_left_is_not_sent_again(
        self, session: AsyncSession, mailbox: Mailbox, storage: LocalStorage
    ) -> None:
        mail = await _queue(session)
        await send_mail(session, mail.id, mailbox, storage)

        with pytest.raises(IllegalMailTransition):
            await retry_mail(session, mail.id)


class TestListMails:
    async def test_the_newest_come_first_a_page_at_a_time(self, session: AsyncSession) -> None:
        for number in range(5):
            await _queue(session, to=f"p{number}@cliente.test")

        page = await list_mails(session, PageRequest(page=2, per_page=2))

        assert [row.email_to for row in page.rows] == ["p2@cliente.test", "p1@cliente.test"]
        assert (page.total, page.total_pages) == (5, 3)

    @pytest.mark.parametrize(
        ("search", "found"),
        [
            ("GIULIA@", ["giulia@cliente.test"]),
            ("  giulia@ ", ["giulia@cliente.test"]),
            ("fattura", ["anna_b@cliente.test", "giulia@cliente.test"]),
            ("a_b", ["anna_b@cliente.test"]),
            ("%", []),
        ],
    )
    async def test_search_looks_at_recipient_and_subject(
        self, session: AsyncSession, search: str, found: list[str]
    ) -> None:
        await _queue(session)
        await _queue(session, to="anna_b@cliente.test")

        page = await list_mails(session, PageRequest(), search=search)

        assert [row.email_to for row in page.rows] == found

    async def test_a_row_says_what_holds_the_mail_up(
        self, session: AsyncSession, mailbox: Mailbox, storage: LocalStorage
    ) -> None:
        lost = MailAttachment(storage_key="prova/1.pdf", filename="1.pdf", content_type="application/pdf")
        failed = await _queue(session, attachments=[lost])
        await send_mail(session, failed.id, mailbox, storage)
        waiting = await _queue(session)
        (work,) = [work for work in await _works(session) if work.payload["mail_id"] == str(waiting.id)]
        work.attempts, work.last_error = 3, "MailUnavailable: 451 4.3.0 Greylisted"
        await session.flush()

        rows = {row.id: row for row in (await list_mails(session, PageRequest())).rows}
        only_failed = await list_mails(session, PageRequest(), statuses=[EmailStatus.FAILED])

        assert rows[failed.id].problem == "attachment 1.pdf is no longer in the file store"
        assert rows[failed.id].attachment_count == 1
        assert (rows[waiting.id].problem, rows[waiting.id].attempts) == ("MailUnavailable: 451 4.3.0 Greylisted", 3)
        assert [row.id for row in only_failed.rows] == [failed.id]


async def test_the_worker_takes_a_queued_mail_to_the_mailbox(committed_tenant: UUID, mailbox: Mailbox) -> None:
    async with unit_of_work(committed_tenant) as session:
        mail = await _queue(session)

    await _work_off()

    async with unit_of_work(committed_tenant) as session:
        (work,) = await _works(session)
        assert (await get_mail(session, mail.id)).status is EmailStatus.SENT
    assert work.status is WorkStatus.DONE
    assert mailbox.read(str(mail.id)).to == TO
