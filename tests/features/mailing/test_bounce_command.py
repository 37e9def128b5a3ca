"""`hub mail bounce`: what a mail server pipes in."""

from uuid import UUID

import pytest
from typer.testing import CliRunner

from aistrategyhub.features.mailing.commands import bounces, commands
from aistrategyhub.features.mailing.models import EmailStatus
from aistrategyhub.features.mailing.queries import get_mail
from aistrategyhub.features.mailing.service import queue_mail, send_mail
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.storage import LocalStorage
from aistrategyhub.integrations.mail.dsn import read_report
from aistrategyhub.integrations.mail.mailbox import Mailbox
from tests.features.mailing.sample_mails import INVOICE_READY
from tests.integrations.mail.reports import TO, postfix_report


async def test_the_tenant_whose_mail_it_is_finds_it(
    committed_tenant: UUID, mailbox: Mailbox, storage: LocalStorage
) -> None:
    async with unit_of_work(committed_tenant) as session:
        mail = await queue_mail(session, INVOICE_READY, to=TO, locale="it")
        await send_mail(session, mail.id, mailbox, storage)
    report = read_report(postfix_report(message_id=mail.provider_message_id))
    assert report is not None

    assert await bounces._record(report) == mail.id
    assert await bounces._record(report) is None

    async with unit_of_work(committed_tenant) as session:
        assert (await get_mail(session, mail.id)).status is EmailStatus.BOUNCED


@pytest.mark.parametrize("piped", [b"", b"Subject: Ciao\r\n\r\nUna risposta.", b"\xff" * 1000])
def test_another_message_is_taken_without_complaint(piped: bytes) -> None:
    answer = CliRunner().invoke(commands, ["mail", "bounce", "-"], input=piped, catch_exceptions=False)

    assert answer.exit_code == 0
    assert answer.output == "Not a report of a mail that failed for good: nothing changed.\n"
