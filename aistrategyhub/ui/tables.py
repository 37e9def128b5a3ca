"""Tables whose search, order and pages are decided by the database."""

import inspect
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import reflex as rx
from reflex_base.event import server_side

from aistrategyhub.core.access import public
from aistrategyhub.core.paging import Page, PageRequest
from aistrategyhub.core.text import _
from aistrategyhub.ui.parts.actions import button, icon
from aistrategyhub.ui.parts.base import Text, classes, when

_LONGEST_QUERY = 200
_LONGEST_COLUMN = 41
_LONGEST_PAGE = 10
_PAUSE_MS = 250
# The words of the address. Italian in every language, as the paths of the backoffice are.
_QUERY, _ORDER, _PAGE = "q", "ordine", "pagina"
_WHY_PUBLIC = "changes only what this tab asks for; the rows are guarded by `load`"


@dataclass(frozen=True)
class AddressFilter:
    """A var of a table's State that its address remembers: `?stato=pagati`.

    `otherwise` is what the var is without it, and when the address says none of `choices`. Without choices any short
    text will do.
    """

    word: str
    var: str
    otherwise: str = ""
    choices: Collection[str] = ()

    def read(self, asked: Mapping[str, str]) -> str:
        """What the address asks for."""
        value = asked.get(self.word, self.otherwise)[:_LONGEST_QUERY]
        return value if not self.choices or value in self.choices else self.otherwise


class TableMixin(rx.State, mixin=True):
    """What a list is asked for, which its address remembers: a link to it or going back shows the same rows.

    The room's State writes `load`, which reads `_request()` and calls `_show(page)`; its page begins with `arrive`.
    Filters of its own are named by `_filters`, and their handlers end with `return self._ask()`.
    `q` and `sort` come from the browser: a query compares `sort` with the columns it knows.
    """

    q: str = ""
    sort: str = ""
    descending: bool = False
    page: int = 1
    total: int = 0
    page_count: int = 0
    is_loaded: bool = False

    @classmethod
    def _filters(cls) -> Sequence[AddressFilter]:
        return ()

    @rx.event
    @public(_WHY_PUBLIC)
    async def arrive(self) -> Any:
        """Takes from the address what the list is asked for."""
        self._take(self.router.url.query_parameters)
        return [type(self).load, type(self).settle]

    def _take(self, asked: Mapping[str, str]) -> None:
        order = asked.get(_ORDER, "")[:_LONGEST_COLUMN]
        self.q, self.page = asked.get(_QUERY, "")[:_LONGEST_QUERY], _page_number(asked.get(_PAGE, ""))
        self.sort, self.descending = order.removeprefix("-"), order.startswith("-")
        for one in self._filters():
            setattr(self, one.var, one.read(asked))

    @rx.event
    @public(_WHY_PUBLIC)
    async def settle(self) -> Any:
        """An address may ask for a page that is no longer there: the last one is shown instead."""
        if self.page <= max(self.page_count, 1):
            return None
        self.page = max(self.page_count, 1)
        return self._ask(replace=True)

    @rx.event(supersedes=True)
    @public(_WHY_PUBLIC)
    async def search(self, q: str) -> Any:
        was_searching = bool(self.q)
        self.q, self.page = q[:_LONGEST_QUERY], 1
        return self._ask(replace=was_searching)

    @rx.event(supersedes=True)
    @public(_WHY_PUBLIC)
    async def sort_by(self, column: str) -> Any:
        self.descending = column == self.sort and not self.descending
        self.sort, self.page = column[: _LONGEST_COLUMN - 1], 1
        return self._ask()

    @rx.event(supersedes=True)
    @public(_WHY_PUBLIC)
    async def turn_to(self, page: int) -> Any:
        self.page = min(max(page, 1), max(self.page_count, 1))
        return self._ask()

    def _ask(self, *, replace: bool = False) -> list[Any]:
        """Loads what is asked for now and writes it into the address, in place of the last or as a step to go back."""
        address = self.router.url
        return [remember_address(address.path, self._address_query(address.query_parameters), replace), type(self).load]

    def _address_query(self, present: Mapping[str, str]) -> str:
        own = {
            _QUERY: self.q,
            _ORDER: f"-{self.sort}" if self.sort and self.descending else self.sort,
            _PAGE: str(self.page) if self.page > 1 else "",
        }
        for one in self._filters():
            value = getattr(self, one.var)
            own[one.word] = "" if value == one.otherwise else value
        others = {word: value for word, value in present.items() if word not in own}
        return urlencode(others | {word: value for word, value in own.items() if value})

    def _request(self, per_page: int = 20) -> PageRequest:
        return PageRequest(page=self.page, per_page=per_page)

    def _show(self, page: Page[Any]) -> None:
        self.total, self.page_count, self.page, self.is_loaded = page.total, page.total_pages, page.page, True


def remember_address(path: str, query: str, replace: bool) -> rx.event.EventSpec:
    """Writes a query into the address of the tab, if it still shows `path`, without loading the page again."""
    return server_side("_address", inspect.signature(remember_address), path=path, query=query, replace=replace)


def _page_number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < _LONGEST_PAGE else 1


class _TableKeys(rx.Component):
    library = "$/utils/tables"
    tag = "TableKeys"
    alias = "HouseTableKeys"


class _SearchInput(rx.Component):
    library = "$/utils/tables"
    tag = "SearchInput"
    alias = "HouseSearchInput"

    value: rx.Var[str]
    wait: rx.Var[int]
    on_search: rx.EventHandler[rx.event.passthrough_event_spec(str)]


@dataclass(frozen=True)
class Column:
    """A column: its title, what it shows of a row, and the name `load` sorts it by (empty: not sortable).

    What `is_short` stays on one line where there is room for a table: a number, a date.
    """

    title: str
    cell: Callable[[Any], Text | rx.Component]
    sort: str = ""
    is_number: bool = False
    is_short: bool = False


def table(
    rows: rx.Var[list[Any]] | Sequence[Any],
    columns: Sequence[Column],
    *,
    caption: Text,
    state: type[TableMixin] | None = None,
    empty: rx.Component | None = None,
) -> rx.Component:
    """Rows and columns; on a phone each row becomes a short list. `caption` is read by screen readers.

    With a `state`, titles sort and pages turn. j and k go through the rows, Enter opens the one they stand on.
    `empty` stands where rows would be.
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
    return _TableKeys.create(
        when(has_rows, drawn, empty or rx.el.p(_("Nessun risultato."), class_name="py-6 text-ink-soft")),
        pager(state) if state else rx.fragment(),
        custom_attrs={"className": "grid gap-4"},
    )


def search_input(value: rx.Var[str], *, name: str, placeholder: Text) -> rx.Component:
    """The field alone, in a form that it sends a moment after the last key. Asleep it is any field of its form."""
    attributes = {"className": "input pl-9", "name": name, "placeholder": placeholder}
    return _SearchInput.create(value=value, wait=_PAUSE_MS, custom_attrs=attributes)


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
            _SearchInput.create(
                value=state.q,
                wait=_PAUSE_MS,
                on_search=state.search,
                custom_attrs={"className": "input pl-9", "placeholder": label},
            ),
            class_name="relative block",
        ),
        role="search",
        class_name="w-full sm:max-w-72",
    )


def narrowing(
    label: Text,
    options: Iterable[tuple[str, Text]],
    value: rx.Var[str],
    on_change: Any,
    *,
    more: rx.Component | None = None,
) -> rx.Component:
    """A choice without a form, as one that narrows a list. `options` are values and what they say, `more` those known
    to a state."""
    return rx.el.label(
        rx.el.span(label, class_name="sr-only"),
        rx.el.select(
            *(rx.el.option(said, value=option) for option, said in options),
            more or rx.fragment(),
            value=value,
            on_change=on_change,
            class_name="input",
        ),
    )


def status_box(
    state: type[TableMixin], filters: Mapping[str, tuple[str, Collection[Any]]], label: Text = ""
) -> rx.Component:
    """Chooses among named sets of statuses: the state has `chosen`, the name of one, and `choose`."""
    options = [(name, _(said)) for name, (said, _statuses) in filters.items()]
    return narrowing(label or _("Stato"), options, state.chosen, state.choose)


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
                class_name=classes("number" if column.is_number else "", "short" if column.is_short else ""),
                custom_attrs={"data-label": column.title} if column.title else {},
            )
            for column in columns
        )
    )
