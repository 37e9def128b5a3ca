"""The owner's table of documents."""

import reflex as rx

from aistrategyhub.core.access import current_principal, requires
from aistrategyhub.features.invoicing.permissions import InvoicingPermission
from aistrategyhub.features.invoicing.queries import list_invoices
from aistrategyhub.features.invoicing.schemas import InvoiceRow
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.tables import TableMixin


class AdminInvoicesState(TableMixin, rx.State):
    """Documents by search and order."""

    rows: list[InvoiceRow] = []

    @rx.event
    @requires(InvoicingPermission.READ)
    async def load(self) -> None:
        async with unit_of_work() as session:
            page = await list_invoices(
                session,
                self._request(),
                q=self.q,
                sort=self.sort,
                descending=self.descending,
                may_read_restricted=current_principal().may(InvoicingPermission.READ_RESTRICTED),
            )
        self.rows = page.rows
        self._show(page)
