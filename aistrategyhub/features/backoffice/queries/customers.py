"""All that the rooms know of one customer: a person with an account, or whoever ordered as a guest."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import current_principal
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.paging import PageRequest
from aistrategyhub.core.text import moment_label
from aistrategyhub.features.accounts.models import Person
from aistrategyhub.features.accounts.permissions import AccountsPermission
from aistrategyhub.features.accounts.queries.consents import list_consents
from aistrategyhub.features.accounts.queries.directory import find_person
from aistrategyhub.features.assessments.permissions import AssessmentsPermission
from aistrategyhub.features.assessments.queries import list_own
from aistrategyhub.features.backoffice.rules.customers import (
    ADMIN_ORDERS,
    consent_line,
    customer_sum,
    invoice_line,
    order_line,
    request_line,
    sitting_line,
)
from aistrategyhub.features.backoffice.schemas import CustomerLine, CustomerView
from aistrategyhub.features.invoicing.permissions import InvoicingPermission
from aistrategyhub.features.invoicing.queries import list_invoices
from aistrategyhub.features.mailing.permissions import MailingPermission
from aistrategyhub.features.mailing.queries import list_mails_to
from aistrategyhub.features.orders.models import Order
from aistrategyhub.features.orders.queries import find_order_by_number, list_orders_of_buyer, sum_of_buyer
from aistrategyhub.features.quotes.permissions import QuotesPermission
from aistrategyhub.features.quotes.queries import list_requests_of

_GUEST = "ordine-"
_NEWEST = 20


@dataclass(frozen=True)
class Buyer:
    """Whose page it is: the account, the address, or both; `order` is the guest's order that led here."""

    person: Person | None
    email: str
    order: Order | None = None

    @property
    def person_id(self) -> UUID | None:
        return self.person.id if self.person else None


async def get_customer(session: AsyncSession, key: str) -> CustomerView:
    """The customer behind this key: a person's id, or `ordine-` and the number of a guest's order.

    Each part is there for whoever may read its room. Raises PersonNotFound or OrderNotFound.
    """
    buyer = await _find_buyer(session, key)
    orders = await list_orders_of_buyer(session, buyer.person_id, buyer.email, limit=_NEWEST)
    count, paid = await sum_of_buyer(session, buyer.person_id, buyer.email)
    newest = orders[0] if orders else buyer.order
    named = f"{buyer.person.first_name} {buyer.person.last_name}".strip() if buyer.person else ""
    return CustomerView(
        key=key[:100],
        name=named or (newest.buyer_name if newest else "") or buyer.email,
        company=newest.buyer_name if newest and newest.buyer_name != named else "",
        email=buyer.email,
        vat_number=(newest.buyer.get("vat_number") or "") if newest else "",
        has_account=buyer.person is not None,
        account_path=f"/admin/persone/{buyer.person.id}" if buyer.person else "",
        order_sum=customer_sum(count, paid, newest.currency if newest else "EUR"),
        orders=[order_line(order) for order in orders],
        invoices=await _invoices(session, orders),
        requests=await _requests(session, buyer),
        sittings=await _sittings(session, buyer),
        mails=await _mails(session, buyer),
        consents=await _consents(session, buyer),
    )


def customer_path(order: Order) -> str:
    """The page of whoever placed this order; empty once the buyer was forgotten."""
    if not order.email:
        return ""
    return f"/admin/clienti/{order.user_id}" if order.user_id else f"/admin/clienti/{_GUEST}{order.number}"


async def _find_buyer(session: AsyncSession, key: str) -> Buyer:
    if person_id := read_id(key):
        person = await find_person(session, person_id)
        return Buyer(person, person.email)
    order = await find_order_by_number(session, key.removeprefix(_GUEST))
    person = await find_person(session, order.user_id) if order.user_id else None
    return Buyer(person, order.email, order)


async def _invoices(session: AsyncSession, orders: Sequence[Order]) -> list[CustomerLine]:
    if not current_principal().may(InvoicingPermission.READ) or not orders:
        return []
    page = await list_invoices(
        session,
        PageRequest(per_page=_NEWEST),
        order_ids=[order.id for order in orders],
        may_read_restricted=current_principal().may(InvoicingPermission.READ_RESTRICTED),
    )
    return [invoice_line(row, f"{ADMIN_ORDERS}/{row.order_number}") for row in page.rows]


async def _requests(session: AsyncSession, buyer: Buyer) -> list[CustomerLine]:
    if not current_principal().may(QuotesPermission.READ):
        return []
    found = await list_requests_of(session, buyer.person_id, buyer.email, limit=_NEWEST)
    return [request_line(request) for request in found]


async def _sittings(session: AsyncSession, buyer: Buyer) -> list[CustomerLine]:
    if buyer.person_id is None or not current_principal().may(AssessmentsPermission.READ_RESULTS):
        return []
    page = await list_own(session, buyer.person_id, PageRequest(per_page=_NEWEST))
    return [sitting_line(sitting) for sitting in page.rows]


async def _mails(session: AsyncSession, buyer: Buyer) -> list[CustomerLine]:
    if not buyer.email or not current_principal().may(MailingPermission.READ):
        return []
    mails = await list_mails_to(session, buyer.email, limit=_NEWEST)
    return [CustomerLine(label=mail.subject, at_label=moment_label(mail.sent_at or mail.queued_at)) for mail in mails]


async def _consents(session: AsyncSession, buyer: Buyer) -> list[CustomerLine]:
    if not current_principal().may(AccountsPermission.READ):
        return []
    consents = await list_consents(session, person_id=buyer.person_id, email=buyer.email or None)
    return [consent_line(consent) for consent in consents[:_NEWEST]]
