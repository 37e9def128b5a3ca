"""Attempts to sign in."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.accounts.components.routes import PEOPLE_ROUTE
from aistrategyhub.features.accounts.schemas.directory import AttemptLine
from aistrategyhub.features.accounts.state.attempts import PERIODS, RESULTS, AdminAttemptsState
from aistrategyhub.ui.parts.actions import link
from aistrategyhub.ui.parts.base import is_given, when
from aistrategyhub.ui.parts.words import badge, empty_state
from aistrategyhub.ui.tables import Column, narrowing, pager, search_box, table


def attempt_tools() -> rx.Component:
    """Address, IP, result and period."""
    results = [(value, _(label)) for value, (label, _wanted) in RESULTS.items()]
    periods = [(value, _(label)) for value, (label, _lasts) in PERIODS.items()]
    return rx.el.div(
        rx.el.div(
            search_box(AdminAttemptsState, _("Indirizzo e-mail")),
            _ip_box(),
            narrowing(_("Esito"), results, AdminAttemptsState.result, AdminAttemptsState.choose_result),
            narrowing(_("Periodo"), periods, AdminAttemptsState.period, AdminAttemptsState.choose_period),
            class_name="flex flex-wrap items-center gap-3",
        ),
        rx.el.div(
            when(
                is_given(AdminAttemptsState.ip_problem),
                rx.el.p(AdminAttemptsState.ip_problem, class_name="field-error"),
            ),
            role="alert",
        ),
        class_name="grid gap-1",
    )


def _ip_box() -> rx.Component:
    return rx.el.label(
        rx.el.span(_("Indirizzo IP"), class_name="sr-only"),
        rx.el.input(
            type="search",
            placeholder=_("Indirizzo IP"),
            default_value=AdminAttemptsState.ip,
            on_change=AdminAttemptsState.search_ip.debounce(400),
            class_name="input",
            auto_complete="off",
        ),
        class_name="w-full sm:max-w-48",
    )


def attempts_table() -> rx.Component:
    """Every attempt that matches, and its pages."""
    return rx.el.div(attempts_list(AdminAttemptsState.rows), pager(AdminAttemptsState), class_name="grid gap-4")


def attempts_list(rows: rx.Var[list[AttemptLine]], *, of_one_person: bool = False) -> rx.Component:
    """Attempts, a line each; without the address where there is only one."""
    address = [] if of_one_person else [Column(_("E-mail"), _address)]
    return table(
        rows,
        [
            Column(_("Quando"), lambda row: row.at_label, is_short=True),
            *address,
            Column(_("Esito"), lambda row: badge(row.result_label, row.result_tone)),
            Column(_("Indirizzo IP"), lambda row: row.ip_address),
            Column(_("Dispositivo"), lambda row: rx.el.span(row.device, class_name="wrap-anywhere")),
        ],
        caption=_("Tentativi di accesso"),
        empty=empty_state(
            _("Nessun tentativo"), _("Qui compare chi prova a entrare, anche con un indirizzo che nessuno ha.")
        ),
    )


def _address(row: rx.Var[AttemptLine]) -> rx.Component:
    shown = rx.el.span(row.email, class_name="break-all")
    return rx.cond(row.person_id != "", link(shown, rx.Var.create(f"{PEOPLE_ROUTE}/") + row.person_id.to(str)), shown)
