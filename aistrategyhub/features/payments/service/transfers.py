"""A buyer pays by bank transfer: the order waits longer, and they are written where to send the money."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core import clock
from aistrategyhub.core.access import refuse_impersonation
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import mark, speaking
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.mailing.service import queue_mail
from aistrategyhub.features.orders.links import mail_subject, order_url
from aistrategyhub.features.orders.models import Order
from aistrategyhub.features.orders.service import await_payment, wait_for_transfer
from aistrategyhub.features.payments.emails import TransferInstructions
from aistrategyhub.features.payments.models import BY_HAND, MoneyMethod, Payment
from aistrategyhub.features.payments.queries import find_open_payment, lock_payments_of
from aistrategyhub.features.payments.rules.methods import TransferMethod
from aistrategyhub.features.payments.rules.transfers import transfer_view, waits_until
from aistrategyhub.features.payments.schemas.transfers import TransferView
from aistrategyhub.features.payments.service.hand import money_turn, open_by_hand
from aistrategyhub.features.site_settings.queries import find_setting
from aistrategyhub.features.site_settings.schemas import BankTransfer


class TransfersOff(DomainError):
    """The owner takes no bank transfers, or none of this sum or currency."""

    code = "TRANSFERS_OFF"
    sentence = mark("Quest’ordine non si può pagare con bonifico: scegli un altro modo o scrivici.")


@dataclass(frozen=True)
class AskedTransfer:
    """A transfer that a buyer was asked for, and the account it goes to."""

    order: Order
    payment: Payment
    account: BankTransfer

    @property
    def left(self) -> Decimal:
        """What is still to come."""
        return self.payment.amount - self.payment.received

    def view(self) -> TransferView:
        """What to write into the bank's form, in the language being spoken."""
        due_on = self.payment.due_on
        assert due_on is not None, "a transfer is asked for by a day"
        return transfer_view(
            self.account,
            reference=self.order.number,
            left=self.left,
            due_on=due_on,
            received=self.payment.received,
        )


async def account_for_transfers(session: AsyncSession) -> BankTransfer:
    """What the owner set about bank transfers; off until they did."""
    return await find_setting(session, BankTransfer) or BankTransfer()


async def choose_transfer(session: AsyncSession, order_id: UUID) -> AskedTransfer:
    """The order waits for a bank transfer from now on, and its buyer is written where to send it. Choosing it again
    changes nothing; a card may still pay it.

    Raises TransfersOff, OrderNotPayable, and NotInSomebodysName.
    """
    refuse_impersonation()
    account = await account_for_transfers(session)
    await money_turn(session, order_id)
    await lock_payments_of(session, order_id)
    order = await await_payment(session, order_id)
    payment = await find_open_payment(session, order_id, provider=BY_HAND)
    left = order.total - (payment.received if payment else Decimal(0))
    if not TransferMethod(account).takes(left, order.currency):
        raise TransfersOff
    payment = payment or await open_by_hand(session, order)
    asked = AskedTransfer(order, payment, account)
    if payment.due_on is None:
        await _ask(session, asked)
    return asked


async def find_asked_transfer(session: AsyncSession, order: Order, payment: Payment | None) -> AskedTransfer | None:
    """The transfer that the buyer of this order was asked for, while it is on its way."""
    if payment is None or payment.due_on is None:
        return None
    return AskedTransfer(order, payment, await account_for_transfers(session))


async def tell_what_is_left(session: AsyncSession, order: Order, payment: Payment, *, key: str) -> None:
    """Writes to the buyer who sent less than the price what came, and what is still to come. `key` names the part.
    Nothing while the owner takes no transfers."""
    account = await account_for_transfers(session)
    if not TransferMethod(account).takes(payment.amount - payment.received, order.currency):
        return
    asked = AskedTransfer(order, payment, account)
    if payment.due_on is None:
        await _wait(session, asked)
    await _write(session, asked, f"transfer:{key}")


async def _ask(session: AsyncSession, asked: AskedTransfer) -> None:
    order, payment = asked.order, asked.payment
    payment.method_type, payment.amount = MoneyMethod.TRANSFER.value, order.total
    await _wait(session, asked)
    amount = str(payment.amount)
    await record(session, "payments.transfer_chosen", "payment", payment.id, order=order.number, amount=amount)
    await _write(session, asked, "transfer")


async def _wait(session: AsyncSession, asked: AskedTransfer) -> None:
    due_on = clock.today_in_rome() + timedelta(days=asked.account.transfer_days)
    asked.payment.due_on = due_on
    await wait_for_transfer(session, asked.order, until=waits_until(due_on))


async def _write(session: AsyncSession, asked: AskedTransfer, which: str) -> None:
    order = asked.order
    if not order.email:
        return
    with speaking(order.locale):
        mail = TransferInstructions.of(order.number, asked.view(), order_url(order))
    key = f"{mail_subject(order.id)}:{which}"
    await queue_mail(session, mail, to=order.email, locale=order.locale, key=key, person_id=order.user_id)
