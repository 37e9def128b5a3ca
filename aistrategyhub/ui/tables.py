"""Tables whose search, order and pages are decided by the database."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx

from aistrategyhub.core.access import public
from aistrategyhub.core.paging import Page, PageRequest
from aistrategyhub.core.text import _
from aistrategyhub.ui.parts.actions import button, icon
from aistrategyhub.ui.parts.base import Text, classes, when

_LONGEST_QUERY = 200
_WHY_PUBLIC = "changes only what this tab asks for; the rows are guarded by `load`"


class TableMixin(rx.State, mixin=True):
    """What a list is asked for. The room's State writes `load`, which reads `_request()` and calls `_show(page)`.

    `q` and `sort` come from the browser: a query compares `sort` with the columns it knows.
    """

    q: str = ""
    sort: str = ""
    descending: bool = False
    page: int = 1
    total: int = 0
    page_count: int = 0
    is_loaded: bool = False

    @rx.event(supersedes=True)
    @public(_WHY_PUBLIC)
    async def search(self, q: str) -> Any:
        self.q, self.page = q[:_LONGEST_QUERY], 1
        return type(self).load

    @rx.event(supersedes=True)
    @public(_WHY_PUBLIC)
    async def sort_by(self, column: str) -> Any:
        self.descending = column == self.sort and not self.descending
        self.sort, self.page = column[:40], 1
        return type(self).load

    @rx.event(supersedes=True)
    @public(_WHY_PUBLIC)
    async def turn_to(self, page: int) -> Any:
        self.page = min(max(page, 1), max(self.page_count, 1))
        return type(self).load

    def _request(self, per_page: int = 20) -> PageRequest:
        return PageRequest(page=self.page, per_page=per_page)

    def _show(self, page: Page[Any]) -> None:
        self.total, self.page_count, self.page, self.is_loaded = page.total, page.total_pages, page.page, True


@dataclass(frozen=True)
class Column:
    """A column: its title, what it shows of a row, and the name `load` sorts it by (empty: not sortable)."""

    title: str
    cell: Callable[[Any], Text | rx.Component]
    sort: str = ""
    is_number: bool = False


def table(
    rows: rx.Var[list[Any]] | Sequence[Any],
    columns: Sequence[Column],
    *,
    caption: Text,
    state: type[TableMixin] | None = None,
    empty: rx.Component | None = None,
) -> rx.Component:
    """Rows and columns; on a phone each row becomes a short list. `caption` is read by screen readers.

    With a `state`, titles sort and pages turn. `empty` stands where rows would be.
    """
    body = (
        [rx.foreach(rows, lambda row: _row(row, columns))]
        if isinstance(rows, rx.Var)
        else [_row(row, columns) for row in rows]
    )
    drawn = rx.el.table(
        rx.el.caption(caption, class_name="sr-only"),
        rx.el.thead(rx.el.tr(*(_heading(column, state) for column in columns))),
        rx.el.tbody(*body),
        class_name="table",
    )
    has_rows = rows.length() > 0 if isinstance(rows, rx.Var) else len(rows) > 0
    return rx.el.div(
        when(has_rows, drawn, empty or rx.el.p(_("Nessun risultato."), class_name="py-6 text-ink-soft")),
        pager(state) if state else rx.fragment(),
        class_name="grid gap-4",
    )


def search_box(state: type[TableMixin], label: Text) -> rx.Component:
    """Searches while one types, a moment after the last key."""
    return rx.el.div(
        rx.el.label(
            rx.el.span(label, class_name="sr-only"),
            icon(
                "search",
                size=16,
                class_name="search-mark",
            ),
            rx.el.input(
                type="search",
                placeholder=label,
                default_value=state.q,
                on_change=state.search.debounce(250),
                class_name="input pl-9",
                auto_complete="off",
            ),
            class_name="relative block",
        ),
        role="search",
        class_name="w-full sm:max-w-72",
    )


def pager(state: type[TableMixin]) -> rx.Component:
    """Which page this is and how to turn it; nothing when there is only one."""
    return rx.cond(
        state.page_count > 1,
        rx.el.nav(
            button(_("Precedente"), kind="secondary", disabled=state.page <= 1, on_click=state.turn_to(state.page - 1)),
            rx.el.p(
                _("Pagina"),
                " ",
                state.page,
                " ",
                _("di"),
                " ",
                state.page_count,
                class_name="text-sm text-ink-soft tabular-nums",
                aria_live="polite",
            ),
            button(
                _("Successiva"),
                kind="secondary",
                disabled=state.page >= state.page_count,
                on_click=state.turn_to(state.page + 1),
            ),
            aria_label=_("Pagine"),
            class_name="flex flex-wrap items-center justify-between gap-4",
        ),
        rx.fragment(),
    )


def _heading(column: Column, state: type[TableMixin] | None) -> rx.Component:
    number = "number" if column.is_number else ""
    if state is None or not column.sort:
        return rx.el.th(column.title, scope="col", class_name=number)
    is_sorted = state.sort == column.sort
    return rx.el.th(
        rx.el.button(column.title, type="button", on_click=state.sort_by(column.sort), class_name="table-sort"),
        scope="col",
        class_name=number,
        custom_attrs={"aria-sort": rx.cond(is_sorted, rx.cond(state.descending, "descending", "ascending"), "none")},
    )


def _row(row: Any, columns: Sequence[Column]) -> rx.Component:
    return rx.el.tr(
        *(
            rx.el.td(
                rx.el.span(column.cell(row)),
                class_name=classes("number" if column.is_number else ""),
                custom_attrs={"data-label": column.title} if column.title else {},
            )
            for column in columns
        )
    )
