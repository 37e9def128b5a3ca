"""The list of people, and the invitation of a new one."""

import reflex as rx

from aistrategyhub.core.access import Role
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.accounts.components.routes import PEOPLE_ROUTE
from aistrategyhub.features.accounts.queries.directory import PersonState
from aistrategyhub.features.accounts.rules.staff import ROLE_LABELS, STAFF
from aistrategyhub.features.accounts.schemas.directory import PersonRow, RoleChoice
from aistrategyhub.features.accounts.state.invitation import InvitationState
from aistrategyhub.features.accounts.state.people import ALL, ONLY_STAFF, AdminPeopleState
from aistrategyhub.ui.forms import Option, field, field_row, form, select
from aistrategyhub.ui.parts.actions import link
from aistrategyhub.ui.parts.base import is_given, when
from aistrategyhub.ui.parts.figures import stat_row, stat_tile
from aistrategyhub.ui.parts.words import badge, empty_state
from aistrategyhub.ui.tables import Column, narrowing, search_box, table

_STATE_LABELS = {
    PersonState.ACTIVE: mark("Attivi"),
    PersonState.UNVERIFIED: mark("Da confermare"),
    PersonState.INACTIVE: mark("Disattivati"),
    PersonState.ERASED: mark("Cancellati"),
}


def people_figures() -> rx.Component:
    """How many there are, on which side of the counter."""
    return stat_row(
        stat_tile(_("Persone che lavorano qui"), AdminPeopleState.staff_count, to=f"{PEOPLE_ROUTE}?ruolo={ONLY_STAFF}"),
        stat_tile(_("Clienti"), AdminPeopleState.customer_count, to=f"{PEOPLE_ROUTE}?ruolo={Role.CUSTOMER}"),
    )


def people_tools() -> rx.Component:
    """Search, role and state."""
    roles: list[Option] = [(ALL, _("Tutti i ruoli")), (ONLY_STAFF, _("Chi lavora qui"))]
    roles += [(role, _(ROLE_LABELS[role])) for role in Role if role in STAFF or role is Role.CUSTOMER]
    states: list[Option] = [(ALL, _("Tutti gli stati"))]
    states += [(state, _(label)) for state, label in _STATE_LABELS.items()]
    return rx.el.div(
        search_box(AdminPeopleState, _("Nome o e-mail")),
        narrowing(_("Ruolo"), roles, AdminPeopleState.role, AdminPeopleState.choose_role),
        narrowing(_("Stato"), states, AdminPeopleState.account_state, AdminPeopleState.choose_state),
        class_name="flex flex-wrap items-center gap-3",
    )


def people_table() -> rx.Component:
    """People, a line each."""
    return table(
        AdminPeopleState.rows,
        [
            Column(_("Nome"), _person_link, sort="name"),
            Column(_("E-mail"), lambda row: rx.el.span(row.email, class_name="break-all"), sort="email"),
            Column(_("Ruolo"), lambda row: badge(row.role_label)),
            Column(_("Stato"), lambda row: badge(row.state_label, row.state_tone)),
            Column(_("Due passaggi"), lambda row: rx.cond(row.second_factor, _("sì"), _("no"))),
            Column(_("Ultimo accesso"), lambda row: row.last_login_label, sort="last_login", is_short=True),
            Column(_("Dal"), lambda row: row.created_label, sort="created_at", is_short=True),
        ],
        caption=_("Persone"),
        state=AdminPeopleState,
        empty=empty_state(
            _("Nessuna persona corrisponde"), _("Prova con un’altra parola, o con tutti i ruoli e stati.")
        ),
    )


def _person_link(row: rx.Var[PersonRow]) -> rx.Component:
    return link(row.name, rx.Var.create(f"{PEOPLE_ROUTE}/") + row.person_id.to(str))


def invitation_form() -> rx.Component:
    """Who comes to work here, and as what."""
    return form(
        field_row(
            field(_("Nome"), "first_name", state=InvitationState, autocomplete="off"),
            field(_("Cognome"), "last_name", state=InvitationState, required=False, autocomplete="off"),
        ),
        field(
            _("Indirizzo e-mail"),
            "email",
            kind="email",
            state=InvitationState,
            autocomplete="off",
            hint=_("Qui arriva il collegamento con cui sceglie la password."),
        ),
        role_options(InvitationState.roles, InvitationState.errors["role"]),
        select(_("Lingua"), "language", [("it", "Italiano"), ("en", "English")], state=InvitationState),
        on_submit=InvitationState.submit,
        state=InvitationState,
        submit_label=_("Invita"),
    )


def role_options(roles: rx.Var[list[RoleChoice]], error: rx.Var[str] | str = "") -> rx.Component:
    """Roles, each with what it may do."""
    return rx.el.fieldset(
        rx.el.legend(_("Ruolo"), class_name="field-label"),
        rx.el.div(rx.foreach(roles, _role_option)),
        when(is_given(error), rx.el.p(error, class_name="field-error")),
        class_name="field",
    )


def _role_option(choice: rx.Var[RoleChoice]) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="radio",
            default_checked=choice.is_chosen,
            class_name="choice-mark",
            custom_attrs={"name": "role", "value": choice.value},
        ),
        rx.el.span(
            rx.el.span(choice.label, class_name="block font-medium"),
            rx.el.span(choice.note, class_name="block text-sm text-ink-soft"),
        ),
        class_name="choice",
    )
