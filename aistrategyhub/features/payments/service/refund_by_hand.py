"""Money that colleagues send back themselves: what a transfer or cash brought."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core import clock
from aistrategyhub.core.access import refuse_impersonation
from aistrategyhub.core.errors import DomainError, FieldError, InvalidInput
from aistrategyhub.core.latin import has_control_characters, one_line
from aistrategyhub.core.text import mark
from aistrategyhub.features.orders.queries import lock_order
from aistrategyhub.features.payments.models import Refund, RefundStatus
from aistrategyhub.features.payments.queries import get_refund, lock_payments_of
from aistrategyhub.features.payments.rules.methods import is_sent_back_by_hand
from aistrategyhub.features.payments.service.refund_answers import succeed_refund

_ASK_REFERENCE = mark("Scrivi il riferimento del bonifico (CRO o TRN) o come hai restituito il denaro.")


class NotSentByHand(DomainError):
    """The provider sends it, or it has ended."""

    code = "NOT_SENT_BY_HAND"
    sentence = mark("Questo rimborso non si conferma a mano: lo invia il fornitore, oppure è già concluso.")


async def confirm_sent(session: AsyncSession, refund_id: UUID, reference: str) -> Refund:
    """A colleague sent the money of a decided refund back by themselves; `reference` is what the bank calls it. The
    fact and its credit note follow as with a provider. Confirming it again changes nothing.

    Raises RefundNotFound, NotSentByHand and InvalidInput.
    """
    refuse_impersonation()
    told = one_line(reference)[:140]
    if not told or has_control_characters(told):
        raise InvalidInput([FieldError("reference", "REQUIRED", _ASK_REFERENCE)])
    refund = await get_refund(session, refund_id)
    payments = await lock_payments_of(session, refund.order_id)
    order = await lock_order(session, refund.order_id)
    await session.refresh(refund)
    payment = next(one for one in payments if one.id == refund.payment_id)
    if refund.status is RefundStatus.SUCCEEDED and refund.hand_reference:
        return refund
    if not is_sent_back_by_hand(payment) or refund.status is not RefundStatus.DECIDED:
        raise NotSentByHand
    refund.hand_reference, refund.sent_at = told, clock.now()
    await succeed_refund(session, order, payment, refund)
    return refund
