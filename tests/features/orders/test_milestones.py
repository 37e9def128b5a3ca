"""The steps of an order's work: delivered by staff, approved by the buyer alone, never by silence."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role, acting_as
from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError, InvalidInput
from aistrategyhub.features.mailing.models import EmailSend
from aistrategyhub.features.media.models import MediaKind
from aistrategyhub.features.media.rules import KindNotAllowed, Recognised, type_of
from aistrategyhub.features.orders.models import Deliverable, MilestoneState, Order, OrderMilestone, OrderStatus
from aistrategyhub.features.orders.queries import list_events, list_files, list_milestones, list_notes, steps_of
from aistrategyhub.features.orders.rules import Fulfilment, fulfilment
from aistrategyhub.features.orders.rules.files import MOST_FILES, TooManyFiles
from aistrategyhub.features.orders.rules.milestones import (
    ALLOWED_NEXT_STATE,
    IllegalStep,
    MilestoneNotFound,
    NotTheBuyer,
    StepIsDelivered,
    WorkIsClosed,
    check_step,
    is_work_done,
    read_step,
)
from aistrategyhub.features.orders.service import (
    DROP_FILES,
    add_milestone,
    approve,
    ask_change,
    cancel,
    change_milestone,
    deliver,
    forget_buyer,
    mark_paid,
    remove_file,
    remove_milestone,
)
from aistrategyhub.features.orders.service.collecting import collect_agreement
from aistrategyhub.features.quotes import service as quotes
from aistrategyhub.features.quotes.models import Instalment
from aistrategyhub.infra.work import Work
from tests.factories.offers import create_sent, signature
from tests.factories.people import create_somebody, principal_of
from tests.factories.sales import COMPANY, PERSON, create_order, create_seller
from tests.factories.steps import PDF, add_file, create_work

TO_DO, DELIVERED, APPROVED, CHANGE_ASKED = MilestoneState


def _step(state: MilestoneState) -> OrderMilestone:
    return OrderMilestone(position=1, name="Analisi", state=state)


@pytest.mark.parametrize(("before", "after"), product(MilestoneState, repeat=2))
def test_where_a_step_can_go(before: MilestoneState, after: MilestoneState) -> None:
    allowed = {
        (TO_DO, DELIVERED),
        (DELIVERED, APPROVED),
        (DELIVERED, CHANGE_ASKED),
        (CHANGE_ASKED, DELIVERED),
    }
    assert (after in ALLOWED_NEXT_STATE[before]) is ((before, after) in allowed)
    if (before, after) not in allowed:
        with pytest.raises(IllegalStep):
            check_step(_step(before), after)


@pytest.mark.parametrize(
    ("states", "is_done"),
    [([], False), ([APPROVED], True), ([APPROVED, DELIVERED], False), ([APPROVED, APPROVED], True)],
)
def test_work_is_done_when_each_step_was_approved(states: list[MilestoneState], is_done: bool) -> None:
    assert is_work_done([_step(state) for state in states]) is is_done


@pytest.mark.parametrize(
    ("status", "states", "told"),
    [
        (OrderStatus.PENDING, [], Fulfilment.NOT_STARTED),
        (OrderStatus.PENDING, [TO_DO], Fulfilment.NOT_STARTED),
        (OrderStatus.PENDING, [DELIVERED, TO_DO], Fulfilment.UNDER_WAY),
        (OrderStatus.AWAITING_PAYMENT, [APPROVED, APPROVED], Fulfilment.DONE),
        (OrderStatus.PAID, [CHANGE_ASKED], Fulfilment.UNDER_WAY),
        (OrderStatus.PROCESSING, [TO_DO], Fulfilment.UNDER_WAY),
        (OrderStatus.COMPLETED, [TO_DO], Fulfilment.DONE),
        (OrderStatus.CANCELLED, [APPROVED], Fulfilment.CALLED_OFF),
    ],
)
def test_how_far_the_work_is_does_not_ask_for_money(
    status: OrderStatus, states: list[MilestoneState], told: Fulfilment
) -> None:
    assert fulfilment(status, steps=[_step(state) for state in states]) is told


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        ({"name": ""}, {"name"}),
        ({"name": "x" * 161}, {"name"}),
        ({"name": "Analisi", "due": "domani"}, {"due"}),
        ({"name": " ", "due": "2026-02-30"}, {"name", "due"}),
        ({"name": "a\x00b"}, {"name"}),
    ],
)
def test_what_a_step_must_say(data: dict[str, Any], wrong: set[str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_step(data)
    assert {error.field for error in refused.value.fields} == wrong


@pytest.mark.parametrize(
    ("recognised", "head", "given", "name", "content_type"),
    [
        (Recognised(MediaKind.DOCUMENT, "application/pdf", "pdf"), b"%PDF", "a/b/x.exe", "x.pdf", "application/pdf"),
        (Recognised(MediaKind.IMAGE, "image/*", "img"), b"\x89PNG\r\n", "foto.jpg", "foto.png", "image/png"),
        (Recognised(MediaKind.IMAGE, "image/*", "img"), b"\xff\xd8\xff\xe0", "foto", "foto.jpg", "image/jpeg"),
        (Recognised(MediaKind.IMAGE, "image/*", "img"), b"\0\0\0\x1cftypavif", "x.avif", "x.avif", "image/avif"),
    ],
)
def test_a_file_is_called_what_it_is(
    recognised: Recognised, head: bytes, given: str, name: str, content_type: str
) -> None:
    assert type_of(recognised, head, given) == (name, content_type)


async def mails(session: AsyncSession, template: str) -> list[EmailSend]:
    query = select(EmailSend).where(EmailSend.template == template).order_by(EmailSend.queued_at)
    return list((await session.execute(query)).scalars())


class TestOfAnOffer:
    async def test_the_steps_agreed_on_are_those_of_deposit_and_balance(self, session: AsyncSession) -> None:
        steps = [
            {"key": "m1", "name": "Analisi", "day": "30/11/2026", "share": "40"},
            {"key": "m2", "name": "Relazione", "day": "", "share": "60"},
        ]
        offer = await create_sent(session, milestones=steps)
        await quotes.accept_offer(session, offer.id, signature(str(offer.total)), COMPANY)
        deposit = await collect_agreement(session, offer.id)
        balance = await collect_agreement(session, offer.id, Instalment.BALANCE)
        assert deposit is not None
        assert balance is not None

        planned = await list_milestones(session, balance)

        assert [(one.name, one.due, one.share) for one in planned] == [
            ("Analisi", date(2026, 11, 30), Decimal(40)),
            ("Relazione", None, Decimal(60)),
        ]
        assert planned == await list_milestones(session, deposit)

        await mark_paid(session, deposit, at=now())
        for step in planned:
            await deliver(session, step.id)
            await approve(session, balance, step.id)
        assert (deposit.status, balance.status) == (OrderStatus.COMPLETED, OrderStatus.PENDING)
        await mark_paid(session, balance, at=now())
        assert balance.status is OrderStatus.COMPLETED

    async def test_a_deposit_that_is_asked_for_again_keeps_the_steps(self, session: AsyncSession) -> None:
        steps = [{"key": "m1", "name": "Analisi", "day": "", "share": "100"}]
        offer = await create_sent(session, milestones=steps)
        await quotes.accept_offer(session, offer.id, signature(str(offer.total)), COMPANY)
        first = await collect_agreement(session, offer.id)
        assert first is not None
        await cancel(session, first.id)
        again = await collect_agreement(session, offer.id, Instalment.DEPOSIT)
        assert again is not None
        assert [one.order_id for one in await list_milestones(session, again)] == [first.id]
        await deliver(session, (await list_milestones(session, again))[0].id)


class TestDelivery:
    async def test_what_is_delivered_is_mailed_told_and_fetched(self, session: AsyncSession) -> None:
        order, (first, _second) = await create_work(session)
        file = await add_file(session, first)
        assert await steps_of(session, order, "/x", is_staff=False) != await steps_of(
            session, order, "/x", is_staff=True
        )

        await deliver(session, first.id)

        assert (first.state, order.status) == (DELIVERED, OrderStatus.PROCESSING)
        (mail,) = await mails(session, "orders/milestone_delivered")
        assert (mail.email_to, mail.subject) == (order.email, f"Da approvare: Analisi, ordine {order.number}")
        assert "il silenzio non vale come approvazione" in " ".join(mail.text.split())
        assert "milestone_delivered" in {event.kind for event in await list_events(session, order.id)}
        row = (await steps_of(session, order, "/x", is_staff=False))[0]
        assert [one.href for one in row.files] == [f"/x/{file.id}"]
        assert (row.can_decide, row.can_deliver) == (True, False)

    async def test_it_is_delivered_once(self, session: AsyncSession) -> None:
        _order, (first, _second) = await create_work(session)
        await deliver(session, first.id)
        with pytest.raises(IllegalStep):
            await deliver(session, first.id)
        assert len(await mails(session, "orders/milestone_delivered")) == 1

    async def test_what_the_buyer_has_stays_as_it_is(self, session: AsyncSession) -> None:
        _order, (first, _second) = await create_work(session)
        file = await add_file(session, first)
        await deliver(session, first.id)
        for act in (
            remove_file(session, file.id),
            remove_milestone(session, first.id),
            change_milestone(session, first.id, {"name": "Altro"}),
            add_file(session, first, b"%PDF-1.7\nother"),
        ):
            with pytest.raises(StepIsDelivered):
                await act

    async def test_a_called_off_order_is_not_worked_on(self, session: AsyncSession) -> None:
        order, (first, _second) = await create_work(session, is_paid=False)
        await cancel(session, order.id)
        with pytest.raises(WorkIsClosed):
            await deliver(session, first.id)
        with pytest.raises(WorkIsClosed):
            await add_milestone(session, order, {"name": "Ancora"})

    async def test_a_step_that_is_late_says_so(self, session: AsyncSession) -> None:
        order = await create_order(session)
        yesterday = (now() - timedelta(days=2)).date().isoformat()
        await add_milestone(session, order, {"name": "Analisi", "due": yesterday})
        (row,) = await steps_of(session, order, "/x", is_staff=True)
        assert row.due_label.startswith("in ritardo: era per il ")


class TestDecision:
    async def test_the_last_approval_completes_the_order_and_no_silence_does(self, session: AsyncSession) -> None:
        await create_seller(session)
        order, steps = await create_work(session)
        for step in steps:
            await deliver(session, step.id)
        assert order.status is OrderStatus.PROCESSING

        await approve(session, order, steps[0].id)
        assert order.status is OrderStatus.PROCESSING
        await approve(session, order, steps[1].id)

        assert (order.status, order.completed_at is not None) == (OrderStatus.COMPLETED, True)
        told = await mails(session, "orders/milestone_decided")
        assert [mail.email_to for mail in told] == ["studio@meridiana.example"] * 2
        with pytest.raises(IllegalStep):
            await approve(session, order, steps[1].id)

    async def test_a_change_is_asked_for_in_words_and_delivered_again(self, session: AsyncSession) -> None:
        order, (first, _second) = await create_work(session)
        await add_file(session, first)
        await deliver(session, first.id)
        with pytest.raises(InvalidInput):
            await ask_change(session, order, first.id, "  ")
        await session.refresh(first)
        assert first.state is DELIVERED

        await ask_change(session, order, first.id, "Manca il capitolo 3.")

        assert first.state is CHANGE_ASKED
        (note,) = await list_notes(session, order.id, for_buyer=True)
        assert (note.words, note.milestone_id) == ("Manca il capitolo 3.", first.id)
        (row, _other) = await steps_of(session, order, "/x", is_staff=True)
        assert (row.asked, row.can_deliver) == ("Manca il capitolo 3.", True)
        newer = await add_file(session, first, b"%PDF-1.7\nchapter 3")
        assert newer.delivered_at is None
        await deliver(session, first.id)
        await approve(session, order, first.id)
        assert [file.delivered_at is not None for file in await list_files(session, [first])] == [True, True]
        assert len(await mails(session, "orders/milestone_delivered")) == 2

    async def test_who_works_here_does_not_approve_for_the_buyer(self, session: AsyncSession) -> None:
        order, (first, _second) = await create_work(session)
        await deliver(session, first.id)
        with acting_as(principal_of(await create_somebody(session, Role.ADMIN))), pytest.raises(NotTheBuyer):
            await approve(session, order, first.id)
        assert first.state is DELIVERED

    async def test_a_step_of_another_order_is_none_of_this_one(self, session: AsyncSession) -> None:
        order, _steps = await create_work(session)
        _other, (foreign, _second) = await create_work(session, slug="altro")
        await deliver(session, foreign.id)
        with pytest.raises(MilestoneNotFound):
            await approve(session, order, foreign.id)

    async def test_unpaid_work_is_done_and_the_order_completes_when_the_money_comes(
        self, session: AsyncSession
    ) -> None:
        order, steps = await create_work(session, "Analisi", is_paid=False)
        await deliver(session, steps[0].id)
        await approve(session, order, steps[0].id)
        assert order.status is OrderStatus.PENDING
        await mark_paid(session, order, at=now())
        assert order.status is OrderStatus.COMPLETED


class TestFiles:
    async def test_the_same_content_is_one_file(self, session: AsyncSession) -> None:
        _order, (first, _second) = await create_work(session)
        assert (await add_file(session, first)).id == (await add_file(session, first)).id

    @pytest.mark.parametrize("content", [b"<html>", b"MZ\x90\x00", b""])
    async def test_what_it_is_decides_and_not_its_name(self, session: AsyncSession, content: bytes) -> None:
        _order, (first, _second) = await create_work(session)
        with pytest.raises(DomainError) as refused:
            await add_file(session, first, content)
        assert refused.value.code in (KindNotAllowed.code, "EMPTY_FILE")

    async def test_a_step_holds_so_many(self, session: AsyncSession) -> None:
        _order, (first, _second) = await create_work(session)
        for number in range(MOST_FILES):
            await add_file(session, first, PDF + str(number).encode())
        with pytest.raises(TooManyFiles):
            await add_file(session, first, PDF)

    async def test_a_removed_step_takes_its_files_along(self, session: AsyncSession) -> None:
        _order, (first, _second) = await create_work(session)
        file = await add_file(session, first)
        await remove_milestone(session, first.id)
        (work,) = (await session.execute(select(Work).where(Work.job == DROP_FILES))).scalars()
        assert work.payload == {"storage_keys": [file.storage_key]}
        assert (await session.execute(select(Deliverable.id))).first() is None

    async def test_they_go_with_their_buyer(self, session: AsyncSession) -> None:
        person = await create_somebody(session, email=PERSON["email"])
        order, (first, _second) = await create_work(session, buyer=PERSON)
        order.user_id = person.id
        await add_file(session, first)
        await deliver(session, first.id)
        await session.flush()
        await forget_buyer(session, person.id)
        assert (await session.execute(select(Deliverable.id))).first() is None
        assert await session.scalar(select(OrderMilestone.state).where(OrderMilestone.id == first.id)) is DELIVERED
        assert await session.scalar(select(Order.email).where(Order.id == order.id)) == ""
