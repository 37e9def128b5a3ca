"""One person: who they are, how they come in, and what a colleague may do about it."""

from typing import Any

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.accounts.components.attempts import attempts_list
from aistrategyhub.features.accounts.components.impersonation import impersonation_dialog
from aistrategyhub.features.accounts.components.people import role_options
from aistrategyhub.features.accounts.components.routes import ATTEMPTS_ROUTE, PEOPLE_ROUTE
from aistrategyhub.features.accounts.permissions import AccountsPermission
from aistrategyhub.features.accounts.schemas.directory import SessionLine
from aistrategyhub.features.accounts.state.person import (
    AdminPersonHistoryState,
    AdminPersonSecurityState,
    AdminPersonState,
)
from aistrategyhub.features.audit.permissions import AuditPermission
from aistrategyhub.ui.parts.actions import button, link, link_button
from aistrategyhub.ui.parts.base import is_given, when
from aistrategyhub.ui.parts.figures import loaded, timeline
from aistrategyhub.ui.parts.floating import confirm, dialog
from aistrategyhub.ui.parts.words import badge, breadcrumb, definitions, empty_state, notice, section
from aistrategyhub.ui.tables import Column, table
from aistrategyhub.ui.viewer import may

_PERSON = AdminPersonState.person


def person_head() -> rx.Component:
    """Name, role and state."""
    return rx.el.header(
        breadcrumb([(_("Persone"), PEOPLE_ROUTE)]),
        rx.el.div(
            rx.el.h1(_PERSON.name, class_name="display text-2xl wrap-anywhere"),
            badge(_PERSON.role_label),
            badge(_PERSON.state_label, _PERSON.state_tone),
            when(may("orders:read"), link(_("Ordini e documenti"), "/admin/clienti/" + _PERSON.person_id)),
            class_name="flex flex-wrap items-baseline gap-x-5 gap-y-2",
        ),
        class_name="grid gap-3",
    )


def person_data() -> rx.Component:
    """What is known of the account."""
    return section(
        _("Dati"),
        definitions(
            (_("E-mail"), rx.el.span(_PERSON.email, class_name="break-all")),
            (_("Indirizzo confermato"), _PERSON.verified_label),
            (_("Lingua"), _PERSON.language_label),
            (_("Account creato"), _PERSON.created_label),
            (_("Ultimo accesso"), rx.el.span(_PERSON.last_login_label, " ", _PERSON.last_login_ip)),
            (_("Modi di entrare"), _PERSON.ways_in),
            (_("Accesso dell’assistenza"), rx.cond(_PERSON.support_label != "", _PERSON.support_label, _("no"))),
        ),
    )


def person_acts() -> rx.Component:
    """What may be done about the account."""
    own = notice(_("Questo è il tuo account: ruolo e disattivazione spettano a un collega."))
    acts = rx.el.div(
        when(_PERSON.can_impersonate, impersonation_dialog()),
        when(_PERSON.can_change_role, _role_dialog()),
        when(_PERSON.can_manage & _PERSON.is_active, _deactivation_dialog()),
        when(
            _PERSON.can_manage & ~_PERSON.is_active,
            button(_("Riattiva l’account"), kind="secondary", on_click=AdminPersonState.reactivate),
        ),
        when(
            _PERSON.can_invite_again,
            button(_("Rimanda l’invito"), kind="secondary", on_click=AdminPersonState.invite_again),
        ),
        class_name="flex flex-wrap gap-3",
    )
    return rx.el.div(
        rx.el.div(
            when(is_given(AdminPersonState.refusal), notice(AdminPersonState.refusal, tone="failed")), role="alert"
        ),
        rx.cond(_PERSON.is_self, own, acts),
        class_name="grid gap-4",
    )


def _role_dialog() -> rx.Component:
    return dialog(
        _("Cambia ruolo"),
        rx.el.form(
            role_options(_PERSON.roles),
            rx.el.p(_("Gli accessi aperti si chiudono e la persona riceve un’e-mail."), class_name="text-ink-soft"),
            rx.el.div(button(_("Cambia ruolo"), submit=True, custom_attrs={"data-closes": ""})),
            on_submit=AdminPersonState.change_role,
            class_name="grid gap-5",
        ),
        trigger=button(_("Cambia ruolo"), kind="secondary"),
    )


def _deactivation_dialog() -> rx.Component:
    return _confirmed(
        _("Disattivare l’account?"),
        _("La persona non potrà più entrare e i suoi accessi si chiudono subito. Ordini e fatture restano."),
        _("Disattiva"),
        AdminPersonState.deactivate,
        button(_("Disattiva l’account"), kind="danger"),
    )


def second_factor() -> rx.Component:
    """Whether a second factor guards the account, and how a lost one is taken away."""
    reset = _confirmed(
        _("Rimuovere la verifica in due passaggi?"),
        _("Si tolgono app dei codici, codici di riserva e passkey. Fallo solo dopo aver riconosciuto la persona."),
        _("Rimuovi"),
        AdminPersonState.reset_second_factor,
        button(_("Rimuovi"), kind="secondary"),
    )
    return section(
        _("Verifica in due passaggi"),
        rx.el.div(
            badge(_PERSON.second_factor_label, _PERSON.second_factor_tone),
            rx.el.span(_PERSON.second_factor_detail, class_name="text-ink-soft"),
            class_name="flex flex-wrap items-baseline gap-3",
        ),
        when(_PERSON.can_manage & _PERSON.has_second_factor, rx.el.div(reset)),
    )


def _confirmed(title: str, text: str, verb: str, act: Any, trigger: rx.Component) -> rx.Component:
    return confirm(title, rx.el.p(text), act=act, verb=verb, trigger=trigger, keep_label=_("Lascia com’è"))


def person_security() -> rx.Component:
    """Where the person is signed in and the last attempts, for those who may see them."""
    shown = loaded(
        AdminPersonSecurityState.is_loaded,
        lambda: rx.el.div(_sessions(), _attempts(), class_name="grid gap-10"),
        lines=6,
    )
    return when(may(AccountsPermission.READ_SECURITY), shown)


def _sessions() -> rx.Component:
    return section(
        _("Accessi aperti"),
        table(
            AdminPersonSecurityState.sessions,
            [
                Column(_("Dispositivo"), _device),
                Column(_("Indirizzo IP"), lambda row: row.ip_address),
                Column(_("Con"), lambda row: row.methods_label),
                Column(_("Aperto"), lambda row: row.opened_label),
                Column(_("Usato"), lambda row: row.used_label),
                Column("", _end_session),
            ],
            caption=_("Accessi aperti"),
            empty=rx.el.p(_("Ora non ha accessi aperti."), class_name="text-sm text-ink-soft"),
        ),
        rx.cond(
            _PERSON.can_manage & (AdminPersonSecurityState.sessions.length() > 1),
            rx.el.div(
                button(_("Chiudi tutti"), kind="secondary", on_click=AdminPersonSecurityState.end_all_sessions),
            ),
        ),
    )


def _device(row: rx.Var[SessionLine]) -> rx.Component:
    return rx.el.span(
        row.device, rx.cond(row.is_colleague, rx.el.span(" ", badge(_("un collega per suo conto"), "waiting")))
    )


def _end_session(row: rx.Var[SessionLine]) -> rx.Component:
    return rx.cond(
        _PERSON.can_manage,
        button(_("Chiudi"), kind="quiet", on_click=AdminPersonSecurityState.end_session(row.session_id)),
    )


def _attempts() -> rx.Component:
    return section(
        _("Ultimi tentativi di accesso"),
        attempts_list(AdminPersonSecurityState.attempts, of_one_person=True),
        link(_("Tutti i tentativi"), ATTEMPTS_ROUTE),
    )


def person_history() -> rx.Component:
    """What was done to the account, the newest first."""
    shown = section(
        _("Nel registro"),
        rx.cond(
            AdminPersonHistoryState.lines.length() > 0,
            timeline(AdminPersonHistoryState.lines),
            rx.el.p(_("Ancora nulla."), class_name="text-sm text-ink-soft"),
        ),
    )
    return when(may(AuditPermission.READ), shown)


def missing_person() -> rx.Component:
    """What stands there when nobody has the id."""
    return empty_state(
        _("Questa persona non c’è"),
        _("Forse il suo account è stato cancellato. Cercala nell’elenco."),
        action=link_button(_("Tutte le persone"), PEOPLE_ROUTE),
    )
