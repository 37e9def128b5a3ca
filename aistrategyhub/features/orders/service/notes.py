"""Words about an order: between colleagues, from the firm to the buyer, and back."""

from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import current_principal
from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.text import mark
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.mailing.service import queue_mail
from aistrategyhub.features.orders.emails import NoteForBuyer
from aistrategyhub.features.orders.links import mail_subject, order_url
from aistrategyhub.features.orders.models import NoteAuthor, Order, OrderNote

LONGEST_NOTE = 4000
_ASK = mark("Scrivi la nota.")
_TOO_LONG = mark("La nota supera i {longest} caratteri.")


async def write_note(session: AsyncSession, order: Order, words: str, *, is_for_buyer: bool = False) -> OrderNote:
    """A colleague's note; one for the buyer is also mailed to them. Raises InvalidInput."""
    note = OrderNote(
        order_id=order.id,
        words=read_words(words),
        is_for_buyer=is_for_buyer,
        written_by=current_principal().person_id,
    )
    session.add(note)
    await session.flush()
    await record(session, "orders.note_written", "order", order.id, is_for_buyer=is_for_buyer)
    if is_for_buyer and order.email:
        mail = NoteForBuyer.of(order, note, order_url(order))
        key = f"{mail_subject(order.id)}:note:{note.id}"
        await queue_mail(session, mail, to=order.email, locale=order.locale, key=key, person_id=order.user_id)
    return note


async def keep_buyer_words(
    session: AsyncSession, order: Order, words: str, *, milestone_id: UUID | None = None
) -> OrderNote:
    """What the buyer wrote about their order, or of a step of it, for both to read. Raises InvalidInput."""
    note = OrderNote(
        order_id=order.id,
        author=NoteAuthor.BUYER,
        words=read_words(words),
        is_for_buyer=True,
        milestone_id=milestone_id,
    )
    session.add(note)
    await session.flush()
    return note


async def forget_notes(session: AsyncSession, *of_orders: object) -> None:
    """Takes away every word about the orders that match these conditions."""
    await session.execute(delete(OrderNote).where(OrderNote.order_id.in_(select(Order.id).where(*of_orders))))


def read_words(words: str) -> str:
    """The words as they are kept. Raises InvalidInput when there are none or too many."""
    tidy = words.replace("\r\n", "\n").replace("\x00", "").strip()
    if not tidy:
        raise InvalidInput([FieldError("words", "REQUIRED", _ASK)])
    if len(tidy) > LONGEST_NOTE:
        raise InvalidInput([FieldError("words", "TOO_LONG", _TOO_LONG, {"longest": LONGEST_NOTE})])
    return tidy
