"""The owner's table of orders, and one order."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from aistrategyhub.core.access import public, requires
from aistrategyhub.features.backoffice.queries import get_order_detail
from aistrategyhub.features.backoffice.rules import ORDER_FILTERS
from aistrategyhub.features.backoffice.schemas import OrderDetail
from aistrategyhub.features.orders.permissions import OrdersPermission
from aistrategyhub.features.orders.queries import OrderNotFound, list_orders
from aistrategyhub.features.orders.rules import order_row
from aistrategyhub.features.orders.schemas import OrderRow
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.tables import AddressFilter, TableMixin

_ALL = "tutti"


class AdminOrdersState(TableMixin, rx.State):
    """Orders by search, status and order. `chosen` is one of ORDER_FILTERS."""

    rows: list[OrderRow] = []
    chosen: str = _ALL

    @classmethod
    def _filters(cls) -> Sequence[AddressFilter]:
        return (AddressFilter("stato", "chosen", _ALL, ORDER_FILTERS),)

    @rx.event(supersedes=True)
    @public("changes only what this tab asks for; the rows are guarded by `load`")
    async def choose(self, status: str) -> Any:
        self.chosen, self.page = status if status in ORDER_FILTERS else _ALL, 1
        return self._ask()

    @rx.event
    @requires(OrdersPermission.READ)
    async def load(self) -> None:
        _label, statuses = ORDER_FILTERS[self.chosen]
        async with unit_of_work() as session:
            page = await list_orders(
                session, self._request(), q=self.q, statuses=statuses, sort=self.sort, descending=self.descending
            )
        self.rows = [order_row(order) for order in page.rows]
        self._show(page)


class AdminOrderState(rx.State):
    """One order, opened by its number."""

    order: OrderDetail = OrderDetail()
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
