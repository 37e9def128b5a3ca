"""The trail: its filters, its lines, one line, and whether it is whole."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.audit.permissions import AuditPermission
from aistrategyhub.features.backoffice.components.routes import AUDIT_ROUTE
from aistrategyhub.features.backoffice.rules.acts import ACTIONS, ENTITIES
from aistrategyhub.features.backoffice.schemas import AuditRow, Difference
from aistrategyhub.features.backoffice.state.audit import AdminAuditLineState, AdminAuditState
from aistrategyhub.ui.forms import Option, field, select
from aistrategyhub.ui.parts.actions import button, link, link_button
from aistrategyhub.ui.parts.date_picker import date_field
from aistrategyhub.ui.parts.words import badge, definitions, empty_state, page_header, section
from aistrategyhub.ui.tables import Column, table
from aistrategyhub.ui.viewer import may

_LINE = AdminAuditLineState.line


def chain_state() -> rx.Component:
    """Whether the chain is whole, and the button that looks again."""
    return rx.el.div(
        badge(AdminAuditState.badge.label, AdminAuditState.badge.tone),
        rx.el.p(AdminAuditState.badge.note, class_name="text-sm text-ink-soft"),
        rx.el.div(
            button(_("Verifica ora"), kind="secondary", on_click=AdminAuditState.verify),
            button(_("Aggiorna"), kind="quiet", on_click=AdminAuditState.load),
            class_name="flex flex-wrap gap-2",
        ),
        class_name="flex flex-wrap items-center gap-x-4 gap-y-2",
    )


def audit_filters() -> rx.Component:
    """By whom, what, on what, when, from where."""
    actions: list[Option] = [("", _("Tutte"))]
    actions += sorted(((name, _(label)) for name, label in ACTIONS.items()), key=lambda option: str(option[1]))
    entities: list[Option] = [("", _("Tutti")), *((name, _(label)) for name, label in ENTITIES.items())]
    return rx.el.form(
        field(_("Nome o e-mail"), "person", required=False),
        select(_("Azione"), "action", actions, required=False),
        select(_("Su che cosa"), "entity_type", entities, required=False),
        date_field(_("Dal"), "since", required=False),
        date_field(_("Al"), "until", required=False),
        field(_("Inizio dell’indirizzo IP"), "ip", required=False),
        rx.el.div(button(_("Filtra"), submit=True), class_name="self-end"),
        on_submit=AdminAuditState.narrow,
        no_validate=True,
        class_name="grid items-end gap-4 sm:grid-cols-2 xl:grid-cols-4",
    )


def export_buttons() -> rx.Component:
    """The same lines as a file."""
    return rx.cond(
        may(AuditPermission.EXPORT),
        rx.el.div(
            button(_("Esporta CSV"), kind="secondary", icon_name="download", on_click=AdminAuditState.export("csv")),
            button(_("Esporta JSON"), kind="secondary", icon_name="download", on_click=AdminAuditState.export("json")),
            class_name="flex flex-wrap gap-3",
        ),
    )


def audit_table() -> rx.Component:
    """Lines, the newest first."""
    return rx.el.div(
        table(
            AdminAuditState.rows,
            [
                Column(_("N."), _number, is_number=True),
                Column(_("Quando"), lambda row: rx.el.span(row.at_label, class_name="whitespace-nowrap")),
                Column(_("Chi"), lambda row: rx.el.span(row.actor_label, class_name="wrap-anywhere")),
                Column(_("Azione"), _action),
                Column(_("Su che cosa"), lambda row: rx.el.span(row.entity_label, class_name="wrap-anywhere")),
                Column(_("Indirizzo IP"), lambda row: row.ip_address),
            ],
            caption=_("Registro"),
            empty=empty_state(_("Nessuna riga corrisponde"), _("Allarga il periodo o togli un filtro.")),
        ),
        rx.el.nav(
            button(
                _("Più recenti"),
                kind="secondary",
                disabled=AdminAuditState.befores.length() == 0,
                on_click=AdminAuditState.newer,
            ),
            button(
                _("Più vecchie"),
                kind="secondary",
                disabled=AdminAuditState.next_before == 0,
                on_click=AdminAuditState.older,
            ),
            aria_label=_("Pagine"),
            class_name="flex gap-3",
        ),
        class_name="grid gap-4",
    )


def _number(row: rx.Var[AuditRow]) -> rx.Component:
    return link(row.number.to(str), rx.Var.create(f"{AUDIT_ROUTE}/") + row.number.to(str))


def _entity(row: rx.Var[AuditRow]) -> rx.Component:
    return rx.el.span(row.entity_label, class_name="wrap-anywhere")


def _action(row: rx.Var[AuditRow]) -> rx.Component:
    return rx.el.span(
        rx.el.span(row.action_label, class_name="block font-medium"),
        rx.cond(
            row.action_label != row.action,
            rx.el.span(row.action, class_name="block text-xs text-ink-faint wrap-anywhere"),
        ),
    )


def audit_line() -> rx.Component:
    """One line with the difference that it made."""
    return rx.el.div(
        page_header(
            _LINE.row.action_label,
            kicker=_LINE.row.at_label,
            crumbs=[(_("Registro"), AUDIT_ROUTE)],
            size="2xl",
        ),
        definitions(
            (_("Numero"), _LINE.row.number),
            (_("Chi"), _LINE.row.actor_label),
            (_("Azione"), _LINE.row.action),
            (_("Su che cosa"), _LINE.row.entity_label),
            (_("Codice della cosa"), rx.el.span(_LINE.entity_id, class_name="break-all")),
            (_("Indirizzo IP"), _LINE.row.ip_address),
            (_("Browser"), rx.el.span(_LINE.user_agent, class_name="wrap-anywhere")),
            (_("Impronta"), rx.el.span(_LINE.hash, class_name="break-all text-xs")),
        ),
        section(
            _("Che cosa è cambiato"),
            table(
                _LINE.differences,
                [
                    Column(_("Campo"), lambda row: row.field),
                    Column(_("Prima"), _before),
                    Column(_("Dopo"), lambda row: rx.el.span(row.after, class_name="wrap-anywhere")),
                ],
                caption=_("Che cosa è cambiato"),
                empty=rx.el.p(_("Questa riga non porta altri dati."), class_name="text-sm text-ink-soft"),
            ),
        ),
        class_name="grid gap-8",
    )


def _before(row: rx.Var[Difference]) -> rx.Component:
    return rx.el.span(row.before, class_name="text-ink-soft wrap-anywhere")


def missing_line() -> rx.Component:
    """What stands there when no line has the number."""
    return empty_state(
        _("Questa riga non c’è"),
        _("Nel registro non c’è nessuna riga con questo numero."),
        action=link_button(_("Tutto il registro"), AUDIT_ROUTE),
    )
