"""Who hears what became of a file: the order's timeline, the owner when somebody must act, the buyer when SdI could
not deliver."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.text import DEFAULT_LOCALE
from aistrategyhub.features.invoicing.emails import InvoiceInReservedArea, TransmissionTrouble
from aistrategyhub.features.invoicing.models import Invoice, InvoiceTransmission
from aistrategyhub.features.invoicing.queries import is_restricted
from aistrategyhub.features.mailing.service import queue_mail
from aistrategyhub.features.orders.queries import get_order
from aistrategyhub.features.orders.service import add_event
from aistrategyhub.features.site_settings.queries import address_of_firm


async def tell_order(session: AsyncSession, invoice: Invoice, transmission: InvoiceTransmission) -> None:
    """A step on the timeline of the order that the document is about."""
    if invoice.order_id:
        order = await get_order(session, invoice.order_id)
        await add_event(session, order, f"sdi_{transmission.status.value}", number=invoice.invoice_number)


async def tell_owner(session: AsyncSession, invoice: Invoice, transmission: InvoiceTransmission) -> None:
    """A mail to the firm, once for each standing of each file: nothing goes on until somebody acts."""
    if firm := await address_of_firm(session):
        await queue_mail(
            session,
            TransmissionTrouble.of(invoice, transmission),
            to=firm,
            locale=DEFAULT_LOCALE,
            key=f"sdi:{transmission.id}:{transmission.status.value}",
        )


async def tell_buyer(session: AsyncSession, invoice: Invoice) -> None:
    """The seller must tell a buyer whom SdI could not reach where the invoice lies (provvedimento 89757/2018, 3.4)."""
    if not await is_restricted(session, invoice.id):
        await queue_mail(
            session,
            InvoiceInReservedArea.told(invoice),
            to=invoice.buyer_email,
            locale=invoice.locale,
            key=reserved_area_key(invoice.id),
        )


def reserved_area_key(invoice_id: UUID) -> str:
    """By what that mail is known again."""
    return f"sdi-reserved-area:{invoice_id}"
