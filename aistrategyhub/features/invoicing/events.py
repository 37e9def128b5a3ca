"""Facts of invoicing."""

from uuid import UUID

from aistrategyhub.core.events import Fact


class InvoiceIssued(Fact):
    """A document got its number and can no longer change."""

    fact_name = "invoicing.invoice_issued"

    invoice_id: UUID
    order_id: UUID | None
