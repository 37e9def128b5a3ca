"""One customer, with everything about them."""

from typing import Any

import reflex as rx

from aistrategyhub.core.access import requires
from aistrategyhub.features.accounts.queries.directory import PersonNotFound
from aistrategyhub.features.backoffice.queries.customers import get_customer
from aistrategyhub.features.backoffice.schemas import CustomerView
from aistrategyhub.features.orders.permissions import OrdersPermission
from aistrategyhub.features.orders.queries import OrderNotFound
from aistrategyhub.infra.db import unit_of_work


class AdminCustomerState(rx.State):
    """One customer, opened by the key in the address."""

    customer: CustomerView = CustomerView()
    is_loaded: bool = False
    is_missing: bool = False

    @rx.event
    @requires(OrdersPermission.READ)
    async def load(self) -> Any:
        if self.customer.key != self.customer_key:
            self.is_loaded = False
            yield
        try:
            async with unit_of_work() as session:
                self.customer, self.is_missing = await get_customer(session, self.customer_key), False
        except (PersonNotFound, OrderNotFound):
            self.customer, self.is_missing = CustomerView(), True
        self.is_loaded = True
