"""The calendar of the blog: what goes on the site and off it, day by day, in the time of Rome."""

from datetime import datetime, time
from typing import Any

import reflex as rx

from aistrategyhub.core.access import public, requires
from aistrategyhub.core.clock import ROME, today_in_rome
from aistrategyhub.core.text import month_name
from aistrategyhub.features.blog.permissions import BlogPermission
from aistrategyhub.features.blog.queries import list_moments
from aistrategyhub.features.blog.rules.screens import calendar_days, grid_of, month_after, read_month
from aistrategyhub.features.blog.schemas.screens import CalendarDay
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.tables import remember_address

_MONTH = "mese"


class BlogCalendarState(rx.State):
    """One month as a sheet of whole weeks. `month` is what the address says of it: `2026-12`."""

    month: str = ""
    title: str = ""
    days: list[CalendarDay] = []
    is_empty: bool = True
    is_loaded: bool = False

    @rx.event
    @requires(BlogPermission.READ)
    async def load(self) -> None:
        await self._show(self.router.url.query_parameters.get(_MONTH, ""))

    @rx.event
    @requires(BlogPermission.READ)
    async def turn(self, steps: int) -> Any:
        month = month_after(read_month(self.month, today_in_rome()), min(max(steps, -12), 12))
        await self._show(f"{month:%Y-%m}")
        return remember_address(self.router.url.path, f"{_MONTH}={self.month}", False)

    @rx.event
    @public("shows the present month; the rows are guarded by `load`")
    async def show_today(self) -> Any:
        return [remember_address(self.router.url.path, "", False), BlogCalendarState.load_today]

    @rx.event
    @requires(BlogPermission.READ)
    async def load_today(self) -> None:
        await self._show("")

    async def _show(self, asked: str) -> None:
        today = today_in_rome()
        month = read_month(asked, today)
        first, end = (datetime.combine(day, time(), ROME) for day in grid_of(month))
        async with unit_of_work() as session:
            moments = await list_moments(session, first, end)
        self.month, self.title = f"{month:%Y-%m}", f"{month_name(month).capitalize()} {month.year}"
        self.days, self.is_empty, self.is_loaded = calendar_days(month, moments, today), not moments, True
