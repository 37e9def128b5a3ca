"""The owner's list of coupons, and the form of a new one."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

import reflex as rx

from aistrategyhub.core.access import public, requires
from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.carts import service
from aistrategyhub.features.carts.permissions import CartsPermission
from aistrategyhub.features.carts.queries import CouponNotFound, list_coupons
from aistrategyhub.features.carts.rules import read_coupon_draft
from aistrategyhub.features.carts.rules.views import FILTERS, coupon_row
from aistrategyhub.features.carts.schemas.views import CouponRow
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.forms import FormMixin
from aistrategyhub.ui.parts.floating import toast_done
from aistrategyhub.ui.tables import AddressFilter, TableMixin

_ALL = "tutti"
_MADE = mark("Codice {code} creato.")
_ENDED = mark("Codice {code} chiuso: da adesso non vale più.")
_MOST_ITEMS = 100


class AdminCouponsState(TableMixin, FormMixin, rx.State):
    """Coupons by search, standing and order. `chosen` is one of FILTERS; `epoch` makes the form a new one."""

    rows: list[CouponRow] = []
    chosen: str = _ALL
    is_open: bool = False
    epoch: int = 0

    @classmethod
    def _filters(cls) -> Sequence[AddressFilter]:
        return (AddressFilter("stato", "chosen", _ALL, FILTERS),)

    @rx.event(supersedes=True)
    @public("changes only what this tab asks for; the rows are guarded by `load`")
    async def choose(self, standing: str) -> Any:
        self.chosen, self.page = standing if standing in FILTERS else _ALL, 1
        return self._ask()

    @rx.event
    @requires(CartsPermission.READ_COUPONS)
    async def load(self) -> None:
        _label, standing = FILTERS[self.chosen]
        async with unit_of_work() as session:
            page = await list_coupons(
                session, self._request(), q=self.q, standing=standing, sort=self.sort, descending=self.descending
            )
        at = now()
        self.rows = [coupon_row(coupon, uses, items, at=at) for coupon, uses, items in page.rows]
        self._show(page)

    @rx.event
    @requires(CartsPermission.MANAGE_COUPONS, step_up=True)
    async def add(self) -> None:
        """Opens the form. Who must prove who they are does so now, before anything is typed."""
        self.errors, self.form_error, self.busy, self.is_open = {}, "", False, True
        self.epoch += 1

    @rx.event
    @public("closes a form of this tab")
    async def leave(self) -> None:
        self.is_open = False

    @rx.event
    @requires(CartsPermission.MANAGE_COUPONS, step_up=True)
    async def make(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        self._start()
        yield
        async with self._filling():
            code, terms = read_coupon_draft(form, now=now())
            slugs = str(form.get("items", "")).split()[:_MOST_ITEMS]
            async with unit_of_work() as session:
                await service.make_coupon(session, code, await service.for_items(session, terms, slugs))
            self.is_open = False
            yield toast_done(_(_MADE, code=code))
            yield AdminCouponsState.load

    @rx.event
    @requires(CartsPermission.MANAGE_COUPONS, step_up=True)
    async def end(self, coupon_id: str) -> AsyncIterator[Any]:
        known = read_id(coupon_id)
        if known is None:
            raise CouponNotFound
        async with unit_of_work() as session:
            coupon = await service.end_coupon(session, known)
        yield toast_done(_(_ENDED, code=coupon.code))
        yield AdminCouponsState.load
