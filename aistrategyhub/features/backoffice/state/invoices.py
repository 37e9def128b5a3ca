"""The owner's table of documents."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from aistrategyhub.core.access import current_principal, public, requires
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.text import ngettext
from aistrategyhub.features.invoicing.permissions import InvoicingPermission
from aistrategyhub.features.invoicing.queries import list_invoices
from aistrategyhub.features.invoicing.rules import SDI_FILTERS
from aistrategyhub.features.invoicing.schemas import InvoiceRow
from aistrategyhub.features.invoicing.service import channel_words, send_many, signature_words
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.parts.floating import toast, toast_done
from aistrategyhub.ui.tables import AddressFilter, TableMixin

_ALL = "tutte"
_WHY_PUBLIC = "changes only what this tab asks for; the rows are guarded by `load`"


class AdminInvoicesState(TableMixin, rx.State):
    """Documents by search, order and where they stand: `chosen` is one of SDI_FILTERS, `selected` the ids of the rows
    that are ticked."""

    rows: list[InvoiceRow] = []
    chosen: str = _ALL
    selected: list[str] = []
    channel_notice: str = ""

    @classmethod
    def _filters(cls) -> Sequence[AddressFilter]:
        return (AddressFilter("sdi", "chosen", _ALL, SDI_FILTERS),)

    @rx.event(supersedes=True)
    @public(_WHY_PUBLIC)
    async def choose(self, standing: str) -> Any:
        self.chosen, self.page = standing if standing in SDI_FILTERS else _ALL, 1
        return self._ask()

    @rx.event
    @requires(InvoicingPermission.READ)
    async def load(self) -> None:
        _label, statuses = SDI_FILTERS[self.chosen]
        async with unit_of_work() as session:
            page = await list_invoices(
                session,
                self._request(),
                q=self.q,
                sort=self.sort,
                descending=self.descending,
                may_read_restricted=current_principal().may(InvoicingPermission.READ_RESTRICTED),
                statuses=statuses,
            )
            said = [await channel_words(session), await signature_words(session)]
        self.channel_notice = " ".join(filter(None, said))
        self.rows, self.selected = page.rows, []
        self._show(page)

    @rx.event
    @public(_WHY_PUBLIC)
    async def tick(self, invoice_id: str) -> None:
        others = [known for known in self.selected if known != invoice_id]
        is_new = len(others) == len(self.selected) and invoice_id in {row.invoice_id for row in self.rows}
        self.selected = [*others, invoice_id] if is_new else others

    @rx.event
    @public(_WHY_PUBLIC)
    async def tick_all(self) -> None:
        everything = [row.invoice_id for row in self.rows]
        self.selected = [] if len(self.selected) == len(everything) else everything

    @rx.event
    @requires(InvoicingPermission.TRANSMIT)
    async def send(self) -> Any:
        ids = [invoice_id for invoice_id in map(read_id, self.selected) if invoice_id]
        async with unit_of_work() as session:
            count = await send_many(session, ids)
        if count:
            yield toast_done(ngettext("{count} documento in partenza.", "{count} documenti in partenza.", count))
        if left := len(ids) - count:
            yield toast(
                ngettext("{count} documento resta com’è.", "{count} documenti restano come sono.", left),
            )
        yield AdminInvoicesState.load
