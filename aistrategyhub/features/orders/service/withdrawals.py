"""Withdrawal from a contract: taken in from anybody, acknowledged at once, decided by staff."""

import hashlib
import json
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import current_principal
from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import DEFAULT_LOCALE, mark
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.contact.service import ProofSpent
from aistrategyhub.features.mailing.service import queue_mail
from aistrategyhub.features.orders.emails import WithdrawalAcknowledged, WithdrawalAnswered, WithdrawalArrived
from aistrategyhub.features.orders.events import WithdrawalDeclared
from aistrategyhub.features.orders.links import mail_subject
from aistrategyhub.features.orders.models import Order, Withdrawal, WithdrawalStatus
from aistrategyhub.features.orders.queries import (
    find_order_of_address,
    find_withdrawal_of_submit,
    get_order,
    get_withdrawal,
    is_proof_spent,
)
from aistrategyhub.features.orders.rules.withdrawals import Declaration, read_answer, read_declaration
from aistrategyhub.features.orders.service.placing import add_event
from aistrategyhub.features.site_settings.queries import address_of_firm
from aistrategyhub.infra.db import take_turns
from aistrategyhub.infra.outbox import publish


class WithdrawalDecided(DomainError):
    """A colleague was quicker."""

    code = "WITHDRAWAL_DECIDED"
    sentence = mark("Su questo recesso si è già deciso: aggiorna l’elenco.")


async def declare_withdrawal(
    session: AsyncSession, data: Mapping[str, object], *, locale: str, submit: str, proof_key: str | None = None
) -> Withdrawal:
    """Takes in a declaration and queues its acknowledgement; the one that the same submit made before, if it did.

    It is taken in whether or not we find the order: whoever sends it owes us nothing more than to say so. `proof_key`
    names the proof of work that lets it in. Raises InvalidInput and ProofSpent.
    """
    declared = read_declaration(data)
    key = _request_key(submit, declared)
    await take_turns(session, f"withdrawal:{key}")
    if earlier := await find_withdrawal_of_submit(session, key):
        return earlier
    if proof_key and await is_proof_spent(session, proof_key):
        raise ProofSpent
    order = await find_order_of_address(session, number=declared.order_number, email=declared.email)
    at = now().replace(microsecond=0)
    withdrawal = Withdrawal(
        order_id=order.id if order else None,
        order_number=declared.order_number,
        name=declared.name,
        email=declared.email,
        words=declared.words,
        locale=locale,
        request_key=key,
        proof_key=proof_key,
        received_at=at,
    )
    session.add(withdrawal)
    await session.flush()
    if order:
        await add_event(session, order, "withdrawal_declared")
    await record(session, "orders.withdrawal_declared", "withdrawal", withdrawal.id, order=declared.order_number)
    await publish(session, WithdrawalDeclared(withdrawal_id=withdrawal.id))
    await _write_mails(session, withdrawal, order)
    return withdrawal


async def decide_withdrawal(
    session: AsyncSession, withdrawal_id: UUID, *, is_accepted: bool, answer: str = ""
) -> Withdrawal:
    """Says what came of it, and writes it to whoever declared it; giving the money back is the payments' own act. A no
    needs its reason in `answer`. Raises WithdrawalNotFound, InvalidInput (`answer`) and WithdrawalDecided."""
    words = read_answer(answer, is_required=not is_accepted)
    withdrawal = await get_withdrawal(session, withdrawal_id, lock=True)
    if withdrawal.status is not WithdrawalStatus.RECEIVED:
        raise WithdrawalDecided
    withdrawal.status = WithdrawalStatus.ACCEPTED if is_accepted else WithdrawalStatus.DECLINED
    withdrawal.decided_at, withdrawal.decided_by = now(), current_principal().person_id
    withdrawal.answer = words
    await record(session, "orders.withdrawal_decided", "withdrawal", withdrawal.id, status=withdrawal.status.value)
    if withdrawal.order_id:
        kind = "withdrawal_accepted" if is_accepted else "withdrawal_declined"
        await add_event(session, await get_order(session, withdrawal.order_id), kind)
    await _write_answer(session, withdrawal)
    return withdrawal


def _request_key(submit: str, declared: Declaration) -> str:
    said = json.dumps([submit, declared.order_number, declared.email, declared.name, declared.words])
    return hashlib.sha256(said.encode()).hexdigest()


async def _write_answer(session: AsyncSession, withdrawal: Withdrawal) -> None:
    """To nobody when whoever declared it was forgotten meanwhile."""
    if withdrawal.email:
        subject = mail_subject(withdrawal.order_id) if withdrawal.order_id else f"withdrawal:{withdrawal.id}"
        await queue_mail(
            session,
            WithdrawalAnswered.of(withdrawal),
            to=withdrawal.email,
            locale=withdrawal.locale,
            key=f"{subject}:withdrawal-answer:{withdrawal.id}",
        )


async def _write_mails(session: AsyncSession, withdrawal: Withdrawal, order: Order | None) -> None:
    subject = mail_subject(order.id) if order else f"withdrawal:{withdrawal.id}"
    await queue_mail(
        session,
        WithdrawalAcknowledged.of(withdrawal),
        to=withdrawal.email,
        locale=withdrawal.locale,
        key=f"{subject}:withdrawal:{withdrawal.id}",
    )
    if firm := await address_of_firm(session):
        await queue_mail(
            session,
            WithdrawalArrived.of(withdrawal),
            to=firm,
            locale=DEFAULT_LOCALE,
            reply_to=withdrawal.email,
            key=f"{subject}:withdrawal-task:{withdrawal.id}",
        )
