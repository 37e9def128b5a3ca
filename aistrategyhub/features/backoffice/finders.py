"""What staff look for by name: orders and documents."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import current_principal
from aistrategyhub.core.feature import Finder, Found
from aistrategyhub.core.paging import PageRequest
from aistrategyhub.core.text import mark
from aistrategyhub.features.invoicing.permissions import InvoicingPermission
from aistrategyhub.features.invoicing.queries import list_invoices
from aistrategyhub.features.orders.permissions import OrdersPermission
from aistrategyhub.features.orders.queries import list_orders
from aistrategyhub.features.orders.rules import order_row
from aistrategyhub.features.orders.schemas import OrderFilter

_A_HANDFUL = PageRequest(per_page=5)
_ORDERS = "/admin/ordini"


async def find_orders(session: AsyncSession, q: str) -> Sequence[Found]:
    """Orders by number, name or address, the newest first."""
    rows = [order_row(order) for order in (await list_orders(session, _A_HANDFUL, OrderFilter(q=q))).rows]
    return [Found(row.number, f"{_ORDERS}/{row.number}", f"{row.buyer_name}, {row.status_label}") for row in rows]


async def find_documents(session: AsyncSession, q: str) -> Sequence[Found]:
    """Invoices and credit notes by number, buyer or order; each leads to its order."""
    may_read_restricted = current_principal().may(InvoicingPermission.READ_RESTRICTED)
    page = await list_invoices(session, _A_HANDFUL, q=q, may_read_restricted=may_read_restricted)
    return [
        Found(f"{row.kind_label} {row.number}", f"{_ORDERS}/{row.order_number}", f"{row.buyer_name}, {row.total_label}")
        for row in page.rows
        if row.order_number
    ]


FINDERS = (
    Finder(mark("Ordini"), find_orders, OrdersPermission.READ),
    Finder(mark("Fatture"), find_documents, InvoicingPermission.READ),
)
