"""Disputes: taken over from the provider, told to the firm, answered by it."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core import clock
from aistrategyhub.core.access import current_principal, refuse_impersonation
from aistrategyhub.core.errors import DomainError, FieldError, InvalidInput
from aistrategyhub.core.money import from_minor_units
from aistrategyhub.core.text import DEFAULT_LOCALE, mark, speaking
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.mailing.service import queue_mail
from aistrategyhub.features.orders.links import mail_subject
from aistrategyhub.features.orders.models import Order
from aistrategyhub.features.orders.queries import get_order, lock_order
from aistrategyhub.features.orders.service import add_event
from aistrategyhub.features.payments.emails import DisputeOpened
from aistrategyhub.features.payments.models import Dispute, DisputeStatus, Payment
from aistrategyhub.features.payments.queries import get_dispute, lock_payment
from aistrategyhub.features.payments.rules.disputes import LONGEST_ANSWER, OPEN
from aistrategyhub.features.site_settings.queries import address_of_firm
from aistrategyhub.infra.work import enqueue
from aistrategyhub.integrations.stripe import gateway as provider
from aistrategyhub.integrations.stripe.gateway import DisputeStatus as Theirs
from aistrategyhub.integrations.stripe.gateway import GatewayRefused

log = structlog.get_logger(__name__)

ANSWER_DISPUTE = "payments.answer_dispute"
_ASK_ANSWER = mark("Scrivi la risposta: che cosa è stato fatto, quando, e come lo dimostri.")
_TOO_LONG = mark("La risposta ha al massimo {longest} caratteri.")
_STANDS_AT = {
    Theirs.WARNING_NEEDS_RESPONSE: DisputeStatus.NEEDS_ANSWER,
    Theirs.NEEDS_RESPONSE: DisputeStatus.NEEDS_ANSWER,
    Theirs.WARNING_UNDER_REVIEW: DisputeStatus.UNDER_REVIEW,
    Theirs.UNDER_REVIEW: DisputeStatus.UNDER_REVIEW,
    Theirs.WARNING_CLOSED: DisputeStatus.WITHDRAWN,
    Theirs.PREVENTED: DisputeStatus.WITHDRAWN,
    Theirs.WON: DisputeStatus.WON,
    Theirs.LOST: DisputeStatus.LOST,
}
_INQUIRIES = (Theirs.WARNING_NEEDS_RESPONSE, Theirs.WARNING_UNDER_REVIEW, Theirs.WARNING_CLOSED)
_STEPS = {
    DisputeStatus.UNDER_REVIEW: "dispute_answered",
    DisputeStatus.WON: "dispute_won",
    DisputeStatus.LOST: "dispute_lost",
    DisputeStatus.WITHDRAWN: "dispute_withdrawn",
}


class DisputeNotAnswerable(DomainError):
    """It was answered or decided already: a bank looks at one answer."""

    code = "DISPUTE_NOT_ANSWERABLE"
    sentence = mark("A questa contestazione è già stato risposto, oppure è chiusa: la banca guarda una risposta sola.")


class ProviderTakesAnswers(Protocol):
    """What answering asks of the provider."""

    async def send_evidence(self, dispute_id: str, words: str, idempotency_key: str) -> provider.Dispute: ...


async def settle_disputes(session: AsyncSession, payment_reference: str, found: Sequence[provider.Dispute]) -> None:
    """Brings our disputes of a payment in line with the provider's. Repeating it changes nothing, and what was decided
    is never open again."""
    payment = await lock_payment(session, payment_reference) if found else None
    if payment is None:
        return
    order = await lock_order(session, payment.order_id)
    for theirs in found:
        dispute = await _ours(session, theirs) or await _open(session, order, payment, theirs)
        await _follow(session, order, dispute, theirs)


async def ask_to_answer(session: AsyncSession, dispute_id: UUID, words: str) -> Dispute:
    """Keeps the firm's answer; work sends it after the commit, once.

    Raises DisputeNotFound, DisputeNotAnswerable and InvalidInput.
    """
    refuse_impersonation()
    told = words.replace("\x00", "").strip()
    if not told or len(told) > LONGEST_ANSWER:
        sentence, code = (_TOO_LONG, "TOO_LONG") if told else (_ASK_ANSWER, "REQUIRED")
        raise InvalidInput([FieldError("answer", code, sentence, {"longest": LONGEST_ANSWER})])
    dispute = await get_dispute(session, dispute_id, lock=True)
    if dispute.status not in OPEN or dispute.answer_asked_at or dispute.answered_at:
        raise DisputeNotAnswerable
    dispute.answer, dispute.answer_problem = told, ""
    dispute.answer_asked_at, dispute.answered_by = clock.now(), current_principal().person_id
    order = await get_order(session, dispute.order_id)
    await record(session, "disputes.answered", "dispute", dispute.id, order=order.number)
    moment = f"{dispute.answer_asked_at:%Y%m%d%H%M%S%f}"
    key = f"{ANSWER_DISPUTE}:{dispute.id}:{moment}"
    await enqueue(session, ANSWER_DISPUTE, {"dispute_id": str(dispute.id)}, key=key)
    return dispute


async def answer_dispute(session: AsyncSession, dispute_id: UUID, gateway: ProviderTakesAnswers) -> None:
    """Sends the answer that was kept. When the provider refuses it, a colleague may write another."""
    dispute = await get_dispute(session, dispute_id)
    if dispute.answer_asked_at is None or dispute.answered_at is not None:
        return
    key = f"dispute-{dispute.id}-{dispute.answer_asked_at:%Y%m%d%H%M%S%f}"
    try:
        theirs = await gateway.send_evidence(dispute.provider_reference, dispute.answer, key)
    except GatewayRefused as refusal:
        log.error("an answer to a dispute was refused", dispute=str(dispute.id), code=refusal.provider_code)
        dispute.answer_problem, dispute.answer_asked_at = refusal.provider_code[:100], None
        return
    payment = await session.get_one(Payment, (dispute.tenant_id, dispute.payment_id))
    await settle_disputes(session, payment.provider_reference or "", [theirs])


async def _ours(session: AsyncSession, theirs: provider.Dispute) -> Dispute | None:
    query = select(Dispute).where(Dispute.provider_reference == theirs.id)
    return (await session.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()


async def _open(session: AsyncSession, order: Order, payment: Payment, theirs: provider.Dispute) -> Dispute:
    dispute = Dispute(
        order_id=order.id,
        payment_id=payment.id,
        provider_reference=theirs.id,
        amount=from_minor_units(theirs.amount_minor, theirs.currency),
        currency=theirs.currency.upper(),
        reason=theirs.reason[:60],
        is_inquiry=theirs.status in _INQUIRIES,
        answer_due_at=theirs.evidence_due_at,
        opened_at=theirs.created_at,
    )
    session.add(dispute)
    await session.flush()
    log.error("a payment is disputed", order=order.number, dispute=theirs.id, reason=theirs.reason)
    await record(session, "disputes.opened", "dispute", dispute.id, order=order.number, amount=str(dispute.amount))
    await add_event(session, order, "dispute_opened", amount=str(dispute.amount), currency=dispute.currency)
    await _tell_firm(session, order, dispute)
    return dispute


async def _follow(session: AsyncSession, order: Order, dispute: Dispute, theirs: provider.Dispute) -> None:
    dispute.answer_due_at = theirs.evidence_due_at or dispute.answer_due_at
    if theirs.submissions and dispute.answered_at is None:
        dispute.answered_at = clock.now()
    now_at = _STANDS_AT[theirs.status]
    if dispute.status not in OPEN:
        return
    dispute.is_inquiry = theirs.status in _INQUIRIES
    if now_at is dispute.status:
        return
    dispute.status = now_at
    if now_at not in OPEN:
        dispute.decided_at = clock.now()
        await record(session, "disputes.decided", "dispute", dispute.id, order=order.number, outcome=now_at.value)
    if step := _STEPS.get(now_at):
        await add_event(session, order, step, amount=str(dispute.amount), currency=dispute.currency)


async def _tell_firm(session: AsyncSession, order: Order, dispute: Dispute) -> None:
    firm = await address_of_firm(session)
    if not firm:
        return
    with speaking(DEFAULT_LOCALE):
        mail = DisputeOpened.of(order, dispute)
    key = f"{mail_subject(order.id)}:dispute:{dispute.id}"
    await queue_mail(session, mail, to=firm, locale=DEFAULT_LOCALE, key=key)
