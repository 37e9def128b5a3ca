"""What happens to an order once it is placed: notes, work, calling it off, and who is told."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from aistrategyhub.core.access import Role, acting_as
from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.features.audit.models import AuditEntry
from aistrategyhub.features.mailing.models import EmailSend
from aistrategyhub.features.orders.models import OrderStatus
from aistrategyhub.features.orders.queries import OrderNotFound, list_notes
from aistrategyhub.features.orders.rules import IllegalTransition
from aistrategyhub.features.orders.service import (
    NoLongerCancellable,
    advance_many,
    begin_work,
    cancel,
    complete,
    forget_buyer,
    keep_buyer_words,
    mark_paid,
    write_note,
)
from aistrategyhub.features.orders.service.notes import LONGEST_NOTE
from aistrategyhub.infra.outbox import OutboxFact
from tests.factories.people import create_somebody, principal_of
from tests.factories.sales import create_order

NOON = datetime(2026, 11, 20, 11, tzinfo=UTC)


async def _facts(session, name):
    query = select(OutboxFact.payload).where(OutboxFact.name == name)
    return list((await session.execute(query)).scalars())


class TestNotes:
    async def test_an_internal_note_is_mailed_to_nobody_and_hidden_from_the_buyer(self, session):
        order = await create_order(session)
        colleague = await create_somebody(session, Role.SUPPORT)
        with acting_as(principal_of(colleague)):
            await write_note(session, order, "  Richiamare lunedì\r\nprima delle dieci ")

        [note] = await list_notes(session, order.id)
        assert (note.words, note.written_by) == ("Richiamare lunedì\nprima delle dieci", colleague.id)
        assert await list_notes(session, order.id, for_buyer=True) == []
        assert list((await session.execute(select(EmailSend))).scalars()) == []
        entry = (await session.execute(select(AuditEntry).where(AuditEntry.action == "orders.note_written"))).scalar()
        assert (entry.entity_id, entry.changes["is_for_buyer"]) == (order.id, False)

    async def test_a_note_for_the_buyer_is_mailed_with_the_way_to_the_order(self, session):
        order = await create_order(session)
        await write_note(session, order, "Il documento è quasi pronto.", is_for_buyer=True)
        mail = (await session.execute(select(EmailSend))).scalar_one()
        assert (mail.email_to, mail.template) == (order.email, "orders/note_for_buyer")
        assert "Il documento è quasi pronto." in mail.text
        assert "/ordine/" in mail.text

    @pytest.mark.parametrize("words", ["", "  \n ", "\x00", "a" * (LONGEST_NOTE + 1)])
    async def test_no_words_or_too_many_are_refused(self, session, words):
        order = await create_order(session)
        with pytest.raises(InvalidInput) as refused:
            await write_note(session, order, words)
        assert [error.field for error in refused.value.fields] == ["words"]
        assert await list_notes(session, order.id) == []

    async def test_they_go_with_the_buyer(self, session):
        person = await create_somebody(session, Role.CUSTOMER)
        order = await create_order(session)
        order.user_id = person.id
        await keep_buyer_words(session, order, "Sono Carla")
        await forget_buyer(session, person.id)
        assert await list_notes(session, order.id) == []


class TestWork:
    async def test_it_begins_and_ends_and_the_rooms_above_hear_of_the_end(self, session):
        order = await create_order(session)
        await mark_paid(session, order, at=NOON)
        await begin_work(session, order.id)
        assert order.status is OrderStatus.PROCESSING
        await complete(session, order.id)
        assert (order.status, order.completed_at is not None) == (OrderStatus.COMPLETED, True)
        assert await _facts(session, "orders.completed") == [{"order_id": str(order.id)}]

    async def test_what_is_not_paid_does_not_begin(self, session):
        order = await create_order(session)
        with pytest.raises(IllegalTransition):
            await begin_work(session, order.id)

    async def test_many_at_once_move_only_those_that_may(self, session):
        paid, unpaid = await create_order(session), await create_order(session, slug="altro")
        await mark_paid(session, paid, at=NOON)
        assert await advance_many(session, [paid.id, unpaid.id, paid.id], OrderStatus.PROCESSING) == (1, 1)
        assert (paid.status, unpaid.status) == (OrderStatus.PROCESSING, OrderStatus.PENDING)


class TestCancel:
    async def test_an_unpaid_order_is_called_off_once(self, session):
        order = await create_order(session)
        await cancel(session, order.id)
        await cancel(session, order.id)
        assert order.status is OrderStatus.CANCELLED
        assert await _facts(session, "orders.cancelled") == [{"order_id": str(order.id)}]

    async def test_a_paid_one_is_not(self, session):
        order = await create_order(session)
        await mark_paid(session, order, at=NOON)
        with pytest.raises(NoLongerCancellable):
            await cancel(session, order.id)
        assert await _facts(session, "orders.cancelled") == []

    async def test_nobody_else_s_order_is_there(self, session):
        with pytest.raises(OrderNotFound):
            await cancel(session, (await create_somebody(session)).id)
