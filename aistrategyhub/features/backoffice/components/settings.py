"""The settings: the sections, one of them as a form, and its history."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.backoffice.components.routes import SETTINGS_ROUTE
from aistrategyhub.features.backoffice.rules.sections import SECTIONS, Section, SectionField
from aistrategyhub.features.backoffice.schemas import Connection, Difference, VersionRow
from aistrategyhub.features.backoffice.state.settings import AdminConnectionsState, AdminSettingState
from aistrategyhub.features.site_settings.permissions import SettingsPermission
from aistrategyhub.ui.forms import checkbox, field, form
from aistrategyhub.ui.parts.actions import button, link, link_button
from aistrategyhub.ui.parts.words import badge, empty_state, page_header, section
from aistrategyhub.ui.tables import Column, table
from aistrategyhub.ui.viewer import may

_S = AdminSettingState
# How a control is typed, where that is not as text.
_INPUTS = {"email": "email", "day": "date"}


def section_list() -> rx.Component:
    """What can be set, each with what it is for."""
    return rx.el.ul(
        *(
            rx.el.li(
                link(_(item.title), f"{SETTINGS_ROUTE}/{item.slug}"),
                rx.el.p(_(item.note), class_name="text-sm text-ink-soft"),
                class_name="grid gap-1 border-b border-line py-4",
            )
            for item in SECTIONS
        ),
        class_name="border-t border-line",
    )


def connection_list() -> rx.Component:
    """What the environment connects the product to."""
    return section(
        _("Collegamenti"),
        table(
            AdminConnectionsState.rows,
            [
                Column(_("Servizio"), lambda row: row.name),
                Column(_("Stato"), _connection_state),
                Column(_("Variabile"), lambda row: rx.el.span(row.variable, class_name="break-all text-xs")),
            ],
            caption=_("Collegamenti"),
        ),
        note=_("Chiavi e password stanno nell’ambiente del server: qui si vede solo se ci sono."),
    )


def _connection_state(row: rx.Var[Connection]) -> rx.Component:
    return rx.el.span(
        badge(row.state_label, row.tone),
        rx.cond(row.note != "", rx.el.span(row.note, class_name="block text-sm text-ink-soft")),
    )


def section_screen() -> rx.Component:
    """The section that the address names."""
    return rx.match(
        _S.slug,
        *((item.slug, _section_screen(item)) for item in SECTIONS),
        rx.fragment(),
    )


def _section_screen(item: Section) -> rx.Component:
    return rx.el.div(
        page_header(_(item.title), lead=_(item.note), crumbs=[(_("Impostazioni"), SETTINGS_ROUTE)], size="2xl"),
        rx.el.div(
            _section_form(item),
            rx.el.div(_preview(), _history(), class_name="grid min-w-0 content-start gap-10"),
            class_name="grid gap-10 xl:grid-cols-2",
        ),
        class_name="grid gap-8",
    )


def _section_form(item: Section) -> rx.Component:
    trial = button(_("Prova: manda un’e-mail a me"), kind="secondary", on_click=_S.send_trial)
    return form(
        *(_control(control) for control in item.fields),
        on_submit=_S.save,
        state=_S,
        submit_label=_("Salva"),
        other_actions=(trial,) if item.can_send else (),
    )


def _control(control: SectionField) -> rx.Component:
    if control.kind == "tick":
        return checkbox(
            _(control.label),
            control.name,
            state=_S,
            checked=_S.typed[control.name] == "on",
            on_change=lambda is_ticked: _S.tick(control.name, is_ticked),
        )
    if control.kind == "secret":
        return field(
            _(control.label),
            control.name,
            state=_S,
            kind="password",
            required=False,
            autocomplete="off",
            hint=_("Non si vede mai: scrivila solo per cambiarla."),
        )
    return field(
        _(control.label),
        control.name,
        state=_S,
        kind=_INPUTS.get(control.kind, "text"),
        required=control.required,
        hint=_(control.hint) if control.hint else "",
        autocomplete="off",
        value=_S.typed[control.name],
        on_change=lambda text: _S.write(control.name, text).debounce(400),
    )


def _preview() -> rx.Component:
    return section(
        _("Che cosa cambia"),
        table(
            _S.changes,
            _difference_columns(),
            caption=_("Che cosa cambia"),
            empty=rx.el.p(_("Niente, per ora."), class_name="text-sm text-ink-soft"),
        ),
    )


def _difference_columns() -> list[Column]:
    return [
        Column(_("Campo"), lambda row: row.field),
        Column(_("Prima"), _before),
        Column(_("Dopo"), lambda row: rx.el.span(row.after, class_name="wrap-anywhere")),
    ]


def _before(row: rx.Var[Difference]) -> rx.Component:
    return rx.el.span(row.before, class_name="text-ink-soft wrap-anywhere")


def _history() -> rx.Component:
    return section(
        _("Versioni"),
        rx.cond(
            _S.versions.length() > 0,
            rx.el.ol(rx.foreach(_S.versions, _version), class_name="grid"),
            rx.el.p(_("Nessuno ha ancora salvato questa sezione."), class_name="text-sm text-ink-soft"),
        ),
    )


def _version(row: rx.Var[VersionRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(
                rx.el.span(_("Versione"), " ", row.version, class_name="font-medium"),
                rx.cond(row.is_newest, rx.el.span(" · ", _("in uso"))),
                rx.cond(row.note != "", rx.el.span(" · ", row.note)),
            ),
            rx.el.p(row.at_label, " · ", row.by_label, class_name="text-ink-soft"),
            rx.el.ul(rx.foreach(row.differences, _change), class_name="grid text-ink-soft"),
            class_name="grid min-w-0 gap-1 text-sm",
        ),
        rx.cond(
            ~row.is_newest & may(SettingsPermission.CHANGE),
            button(_("Ripristina"), kind="secondary", on_click=_S.restore(row.version)),
        ),
        class_name="flex flex-wrap items-start justify-between gap-4 border-b border-line py-3",
    )


def _change(item: rx.Var[Difference]) -> rx.Component:
    return rx.el.li(item.field, ": ", item.before, " → ", item.after, class_name="wrap-anywhere")


def missing_section() -> rx.Component:
    """What stands there when no section has the address."""
    return empty_state(
        _("Questa sezione non c’è"),
        _("Scegline una dall’elenco."),
        action=link_button(_("Tutte le impostazioni"), SETTINGS_ROUTE),
    )
