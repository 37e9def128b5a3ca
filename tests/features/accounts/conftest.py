"""The work that answers leave behind, done in the test's own transaction, and the mails that come of it."""

import re
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.accounts.jobs import JOBS
from aistrategyhub.features.mailing.models import EmailSend
from aistrategyhub.infra.work import Work, WorkStatus

Mails = Callable[[], Awaitable[list[EmailSend]]]
_RUN = {job.name: job.run for job in JOBS}


@pytest.fixture
def mails(session: AsyncSession) -> Mails:
    """Does the work of accounts that waits, and gives every mail queued so far, oldest first."""

    async def do() -> list[EmailSend]:
        waiting = select(Work).where(Work.job.in_(_RUN), Work.status == WorkStatus.READY).order_by(Work.id)
        for row in (await session.execute(waiting)).scalars().all():
            row.status = WorkStatus.DONE
            await _RUN[row.job](session, row.payload)
        await session.flush()
        return list((await session.execute(select(EmailSend).order_by(EmailSend.id))).scalars())

    return do


def token_in(mail: EmailSend) -> str:
    """The token of the link in a mail, as its reader would follow it."""
    [token] = set(re.findall(r"[?&]token=([\w-]+)", mail.text))
    return token
