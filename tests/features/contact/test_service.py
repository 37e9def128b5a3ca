"""Taking messages in, and keeping them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.core.clock import now
from aistrategyhub.core.feature import SeedPlan
from aistrategyhub.features.accounts.events import EmailVerified, PersonErased
from aistrategyhub.features.audit.models import AuditEntry
from aistrategyhub.features.contact import jobs, subscribers
from aistrategyhub.features.contact.models import ContactMessage, MessageStatus
from aistrategyhub.features.contact.queries import MessageNotFound, list_messages
from aistrategyhub.features.contact.rules import IllegalMessageTransition
from aistrategyhub.features.contact.service import delete_message, forget_old_messages, mark_message
from aistrategyhub.features.mailing.models import EmailSend, EmailStatus
from aistrategyhub.features.site_settings.seed import seed
from aistrategyhub.infra.db import tenant_of
from aistrategyhub.infra.outbox import OutboxFact
from tests.factories.messages import QUESTION, create_message
from tests.factories.people import create_somebody


async def mails(session: AsyncSession) -> dict[str, EmailSend]:
    rows = (await session.execute(select(EmailSend))).scalars()
    return {mail.template.rpartition("/")[2]: mail for mail in rows}


async def count(session: AsyncSession) -> int:
    return (await session.execute(select(func.count()).select_from(ContactMessage))).scalar_one()


async def actions(session: AsyncSession) -> list[str]:
    return list((await session.execute(select(AuditEntry.action).order_by(AuditEntry.id))).scalars())


class TestReceiveMessage:
    async def test_it_keeps_the_words_and_the_consent_that_stood_beside_them(self, session: AsyncSession) -> None:
        message = await create_message(session, service_slug="dpia", service_name="DPIA")

        assert (message.name, message.email, message.words) == (
            "Lucia Brenta",
            "lucia@officinebrenta.example",
            QUESTION,
        )
        assert (message.page, message.service_slug, message.status) == ("/contatti", "dpia", MessageStatus.NEW)
        assert message.consent_words == "Ho letto l’informativa sulla privacy e chiedo di essere ricontattato."
        assert now() - message.consented_at < timedelta(minutes=1)
        assert await actions(session) == ["contact.received"]

    async def test_the_firm_gets_the_words_and_answers_go_to_whoever_wrote(self, session: AsyncSession) -> None:
        await seed(session, SeedPlan(tenant_of(session)))
        await create_message(session)
        mail = (await mails(session))["message_arrived"]

        assert mail.email_to == "info@meridiana.example"
        assert mail.reply_to == "lucia@officinebrenta.example"
        assert "Siamo obbligati a qualcosa?" in mail.text

    async def test_the_confirmation_repeats_nothing_that_was_typed(self, session: AsyncSession) -> None:
        await create_message(
            session,
            name="Vinci un premio",
            email="vittima@altrove.example",
            message="Compra su https://truffa.example adesso",
        )
        mail = (await mails(session))["message_confirmed"]

        assert mail.email_to == "vittima@altrove.example"
        for typed in ("premio", "truffa", "Compra"):
            assert typed not in mail.subject + mail.html + mail.text

    async def test_an_address_is_confirmed_once_a_day_however_often_it_is_typed(self, session: AsyncSession) -> None:
        for number in range(5):
            await create_message(session, submit=f"visit {number}")

        confirmations = select(func.count()).select_from(EmailSend).where(EmailSend.template.like("%message_confirmed"))
        assert (await session.execute(confirmations)).scalar_one() == 1
        assert await count(session) == 5

    async def test_the_same_submit_is_one_message(self, session: AsyncSession) -> None:
        first = await create_message(session)
        again = await create_message(session)

        assert again.id == first.id
        assert await count(session) == 1

    async def test_other_words_in_the_same_visit_are_another_message(self, session: AsyncSession) -> None:
        await create_message(session)
        await create_message(session, message="Aggiungo una cosa.")

        assert await count(session) == 2

    async def test_what_fell_into_the_trap_is_kept_as_spam_and_nobody_is_written_to(
        self, session: AsyncSession
    ) -> None:
        await seed(session, SeedPlan(tenant_of(session)))
        message = await create_message(session, is_trapped=True)

        assert message.status is MessageStatus.SPAM
        assert await mails(session) == {}
        assert (await session.execute(select(OutboxFact))).scalars().all() == []

    async def test_the_rooms_above_are_told(self, session: AsyncSession) -> None:
        message = await create_message(session)

        (fact,) = (await session.execute(select(OutboxFact))).scalars()
        assert (fact.name, fact.payload) == ("contact.message_received", {"message_id": str(message.id)})


class TestMarkMessage:
    async def test_it_says_who_answered_and_when(self, session: AsyncSession) -> None:
        message = await create_message(session)
        colleague = await create_somebody(session, Role.SUPPORT)

        await mark_message(session, message.id, MessageStatus.ANSWERED, by=colleague.id)

        assert (message.status, message.status_by) == (MessageStatus.ANSWERED, colleague.id)
        assert (await actions(session))[-1] == "contact.marked"

    async def test_marking_twice_marks_once(self, session: AsyncSession) -> None:
        message = await create_message(session)
        for _twice in range(2):
            await mark_message(session, message.id, MessageStatus.READ, by=None)

        assert (await actions(session)).count("contact.marked") == 1

    async def test_spam_is_no_answered_message(self, session: AsyncSession) -> None:
        message = await create_message(session, is_trapped=True)
        with pytest.raises(IllegalMessageTransition):
            await mark_message(session, message.id, MessageStatus.ANSWERED, by=None)

    async def test_one_that_is_not_there_cannot_be_marked(self, session: AsyncSession) -> None:
        with pytest.raises(MessageNotFound):
            await mark_message(session, uuid4(), MessageStatus.READ, by=None)


class TestDeleteMessage:
    async def test_its_words_go_from_the_record_of_sent_mails_too(self, session: AsyncSession) -> None:
        await seed(session, SeedPlan(tenant_of(session)))
        message = await create_message(session)
        await delete_message(session, message.id)
        mail = (await mails(session))["message_arrived"]
        await session.refresh(mail)

        assert await count(session) == 0
        assert (mail.text, mail.html, mail.reply_to, mail.status) == ("", "", None, EmailStatus.FAILED)
        assert (await actions(session))[-1] == "contact.deleted"


class TestRetention:
    async def test_messages_go_after_two_years_and_spam_after_a_month(self, session: AsyncSession) -> None:
        await create_message(session, submit="old", age=timedelta(days=731))
        await create_message(session, submit="young", age=timedelta(days=700))
        await create_message(session, submit="spam", is_trapped=True, age=timedelta(days=31))
        await create_message(session, submit="fresh spam", is_trapped=True, age=timedelta(days=29))

        await jobs.forget_old(session, {})

        assert await count(session) == 2

    async def test_nothing_old_is_nothing_to_do(self, session: AsyncSession) -> None:
        await create_message(session)

        assert await forget_old_messages(session, before=now() - timedelta(days=1), spam_before=now()) == 0


class TestWhoseMessagesTheyAre:
    async def test_an_address_proven_theirs_makes_its_messages_theirs(self, session: AsyncSession) -> None:
        message = await create_message(session)
        person = await create_somebody(session, email=message.email)

        await subscribers.claim(session, EmailVerified(person_id=person.id, email=person.email))
        await session.refresh(message)

        assert message.user_id == person.id

    async def test_whoever_is_erased_leaves_no_message(self, session: AsyncSession) -> None:
        message = await create_message(session)
        other = await create_message(session, email="altro@esempio.example")
        person = await create_somebody(session, email=message.email)
        await subscribers.claim(session, EmailVerified(person_id=person.id, email=person.email))

        await subscribers.forget(session, PersonErased(person_id=person.id))

        assert (await session.execute(select(ContactMessage.id))).scalars().all() == [other.id]


class TestListMessages:
    async def test_it_finds_by_words_and_status(self, session: AsyncSession) -> None:
        await create_message(session, submit="1", message="Parliamo di NIS2")
        await create_message(session, submit="2", name="Bruno 100%")
        await create_message(session, submit="3", is_trapped=True)

        assert [row.words for row in (await list_messages(session, q="nis2")).rows] == ["Parliamo di NIS2"]
        assert [row.name for row in (await list_messages(session, q="100%")).rows] == ["Bruno 100%"]
        assert (await list_messages(session, statuses=[MessageStatus.SPAM])).total == 1
