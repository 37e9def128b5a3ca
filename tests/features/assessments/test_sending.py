"""A report is mailed to whoever agrees, and forgotten with the answers."""

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.assessments import service
from aistrategyhub.features.assessments.models import Sitting
from aistrategyhub.features.mailing.models import EmailSend, EmailStatus
from tests.factories.assessments import create_published

FIRST, SECOND = "lucia@officinebrenta.example", "direzione@officinebrenta.example"


@pytest.fixture
async def token(session: AsyncSession) -> str:
    """The key of a questionnaire."""
    await create_published(session)
    return await service.start(session, "prova", locale="it", person_id=None)


async def mails(session: AsyncSession) -> list[EmailSend]:
    query = select(EmailSend).order_by(EmailSend.queued_at).execution_options(populate_existing=True)
    return list((await session.execute(query)).scalars())


async def test_asking_twice_sends_one_mail(session: AsyncSession, token: str) -> None:
    for address in (FIRST, FIRST.upper()):
        await service.send_report(session, token, email=address, locale="it")

    (mail,) = await mails(session)
    assert mail.email_to == FIRST
    assert token in mail.html
    (sitting,) = (await session.execute(select(Sitting))).scalars()
    assert (sitting.email, sitting.consent_words[:11]) == (FIRST, "Ho letto l’")


async def test_another_address_gets_it_in_place_of_the_first(session: AsyncSession, token: str) -> None:
    await service.send_report(session, token, email=FIRST, locale="it")
    await service.send_report(session, token, email=SECOND, locale="it")

    first, second = await mails(session)
    assert (first.status, first.html) == (EmailStatus.FAILED, "")
    assert (second.email_to, second.status) == (SECOND, EmailStatus.QUEUED)


async def test_deleting_the_answers_takes_the_mail_along(session: AsyncSession, token: str) -> None:
    await service.send_report(session, token, email=FIRST, locale="it")
    await service.delete_sitting(session, token)

    (mail,) = await mails(session)
    assert (mail.status, mail.html) == (EmailStatus.FAILED, "")
