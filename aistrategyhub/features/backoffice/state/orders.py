"""The owner's table of orders, and one order."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Literal
from urllib.parse import parse_qsl
from uuid import UUID

import reflex as rx

from aistrategyhub.core.access import SignInRequired, current_principal, public, requires
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.text import _, ngettext
from aistrategyhub.features.backoffice.queries.orders import get_order_detail
from aistrategyhub.features.backoffice.rules import ORDER_FILTERS
from aistrategyhub.features.backoffice.rules.orders import ALL, NARROWINGS, export_query, read_order_filter
from aistrategyhub.features.backoffice.schemas import OrderDetail, SavedView
from aistrategyhub.features.orders.models import OrderStatus
from aistrategyhub.features.orders.permissions import OrdersPermission
from aistrategyhub.features.orders.queries import OrderNotFound, find_order_by_number, list_orders, list_views
from aistrategyhub.features.orders.rules import order_row
from aistrategyhub.features.orders.schemas import OrderFilter, OrderRow
from aistrategyhub.features.orders.service import (
    advance_many,
    begin_work,
    cancel,
    complete,
    drop_view,
    keep_view,
    write_note,
)
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.forms import FormMixin
from aistrategyhub.ui.parts.actions import leave_for
from aistrategyhub.ui.parts.floating import toast, toast_done
from aistrategyhub.ui.tables import AddressFilter, TableMixin

_EXPORT = "/api/v1/admin/orders/export"
_WHY_PUBLIC = "changes only what this tab asks for; the rows are guarded by `load`"


class AdminOrdersState(TableMixin, rx.State):
    """Orders by search, filters and order, which the address remembers. `chosen` is one of ORDER_FILTERS, `selected`
    the ids of the rows that are ticked, `views` what the colleague keeps under a name."""

    rows: list[OrderRow] = []
    chosen: str = ALL
    since: str = ""
    until: str = ""
    paid: str = ""
    least: str = ""
    most: str = ""
    round: int = 0
    selected: list[str] = []
    views: list[SavedView] = []

    @classmethod
    def _filters(cls) -> Sequence[AddressFilter]:
        return (
            AddressFilter("stato", "chosen", ALL, ORDER_FILTERS),
            *(AddressFilter(word, var) for word, var in NARROWINGS.items()),
        )

    @rx.event(supersedes=True)
    @public(_WHY_PUBLIC)
    async def choose(self, status: str) -> Any:
        self.chosen, self.page = status if status in ORDER_FILTERS else ALL, 1
        return self._ask()

    @rx.event(supersedes=True)
    @public(_WHY_PUBLIC)
    async def narrow(self, form: dict[str, str]) -> Any:
        for name in NARROWINGS.values():
            setattr(self, name, form.get(name, "").strip()[:40])
        self.page = 1
        return self._ask()

    @rx.event
    @public(_WHY_PUBLIC)
    async def widen(self) -> Any:
        self._take({})
        return self._ask()

    @rx.event
    @requires(OrdersPermission.READ)
    async def load(self) -> None:
        person_id = current_principal().person_id
        async with unit_of_work() as session:
            page = await list_orders(
                session, self._request(), self._wanted(), sort=self.sort, descending=self.descending
            )
            views = await list_views(session, person_id) if person_id else []
        self.rows = [order_row(order) for order in page.rows]
        self.views = [SavedView(str(view.id), view.name, view.query) for view in views]
        self.selected = []
        self._show(page)

    @rx.event
    @public(_WHY_PUBLIC)
    async def tick(self, order_id: str) -> None:
        others = [known for known in self.selected if known != order_id]
        is_new = len(others) == len(self.selected) and order_id in {row.order_id for row in self.rows}
        self.selected = [*others, order_id] if is_new else others

    @rx.event
    @public(_WHY_PUBLIC)
    async def tick_all(self) -> None:
        everything = [row.order_id for row in self.rows]
        self.selected = [] if len(self.selected) == len(everything) else everything

    @rx.event
    @requires(OrdersPermission.MANAGE)
    async def advance(self, to: Literal["processing", "completed"]) -> Any:
        ids = [order_id for order_id in map(read_id, self.selected) if order_id]
        async with unit_of_work() as session:
            done, left = await advance_many(session, ids, OrderStatus(to))
        if done:
            yield toast_done(ngettext("{count} ordine aggiornato.", "{count} ordini aggiornati.", done))
        if left:
            yield toast(
                ngettext(
                    "{count} ordine resta com’è: il suo stato non lo permette.",
                    "{count} ordini restano come sono: il loro stato non lo permette.",
                    left,
                )
            )
        yield AdminOrdersState.load

    @rx.event
    @requires(OrdersPermission.READ)
    async def keep_view(self, form: dict[str, str]) -> Any:
        query = self._address_query({})
        async with unit_of_work() as session:
            await keep_view(session, self._own_id(), form.get("name", ""), query)
        yield toast_done(_("La vista è salvata."))
        yield AdminOrdersState.load

    @rx.event
    @public(_WHY_PUBLIC)
    async def open_view(self, view_id: str) -> Any:
        for view in self.views:
            if view.view_id == view_id:
                self._take(dict(parse_qsl(view.query)))
                return self._ask()
        return None

    @rx.event
    @requires(OrdersPermission.READ)
    async def drop_view(self, view_id: str) -> Any:
        known = read_id(view_id)
        if known is not None:
            async with unit_of_work() as session:
                await drop_view(session, self._own_id(), known)
        yield AdminOrdersState.load

    @rx.event
    @requires(OrdersPermission.EXPORT, step_up=True)
    async def export(self) -> Any:
        yield leave_for(f"{_EXPORT}?{export_query(self._wanted())}")

    def _take(self, asked: Mapping[str, str]) -> None:
        super()._take(asked)
        self.round += 1

    def _wanted(self) -> OrderFilter:
        return read_order_filter({name: getattr(self, name) for name in ("q", "chosen", *NARROWINGS.values())})

    def _own_id(self) -> UUID:
        person_id = current_principal().person_id
        if person_id is None:
            raise SignInRequired
        return person_id


class AdminOrderState(FormMixin, rx.State):
    """One order, opened by its number. `round` counts the notes written here: each leaves an empty form behind."""

    order: OrderDetail = OrderDetail()
    round: int = 0
    is_loaded: bool = False
    is_missing: bool = False

    @rx.event
    @requires(OrdersPermission.READ)
    async def load(self) -> Any:
        number = self.order_number
        if self.order.number != number:
            self.is_loaded = False
            yield
        try:
            async with unit_of_work() as session:
                self.order, self.is_missing = await get_order_detail(session, number), False
        except OrderNotFound:
            self.is_missing = True
        self.is_loaded = True

    @rx.event
    @requires(OrdersPermission.WRITE_NOTES)
    async def write(self, form: dict[str, Any]) -> Any:
        self._start()
        yield
        async with self._filling():
            async with unit_of_work() as session:
                order = await find_order_by_number(session, self.order.number)
                await write_note(
                    session, order, str(form.get("words") or ""), is_for_buyer=bool(form.get("is_for_buyer"))
                )
                self.order = await get_order_detail(session, order.number)
            self.round += 1
            yield toast_done(_("La nota è scritta."))

    @rx.event
    @requires(OrdersPermission.MANAGE)
    async def begin(self) -> Any:
        await self._act(begin_work)
        yield toast_done(_("Il lavoro è iniziato."))

    @rx.event
    @requires(OrdersPermission.MANAGE)
    async def complete(self) -> Any:
        await self._act(complete)
        yield toast_done(_("L’ordine è concluso."))

    @rx.event
    @requires(OrdersPermission.MANAGE)
    async def cancel(self) -> Any:
        await self._act(cancel)
        yield toast_done(_("L’ordine è annullato."))

    async def _act(self, act: Callable[[Any, UUID], Awaitable[Any]]) -> None:
        async with unit_of_work() as session:
            await act(session, (await find_order_by_number(session, self.order.number)).id)
            self.order = await get_order_detail(session, self.order.number)
