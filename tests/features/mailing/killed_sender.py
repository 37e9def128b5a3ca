"""Run as a program: sends one mail to the local mailbox and is killed before it can commit."""

import asyncio
import os
import signal
import sys
from uuid import UUID

from aistrategyhub.features.mailing.service import send_mail
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.storage import storage_for
from aistrategyhub.integrations.mail.choose import local_mailbox
from aistrategyhub.integrations.mail.gateway import DeliveryReceipt, OutgoingMail
from aistrategyhub.integrations.mail.mailbox import Mailbox


class MailboxThatKills(Mailbox):
    """Accepts the mail, and the process that sent it dies."""

    async def send(self, mail: OutgoingMail, draft: str | None = None) -> DeliveryReceipt:
        await super().send(mail)
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("unreachable: the process is dead")


async def main(tenant_id: UUID, mail_id: UUID) -> None:
    settings = get_settings()
    mailbox = MailboxThatKills(local_mailbox(settings).folder)
    async with unit_of_work(tenant_id) as session:
        await send_mail(session, mail_id, mailbox, storage_for(settings))


if __name__ == "__main__":
    asyncio.run(main(UUID(sys.argv[1]), UUID(sys.argv[2])))
