"""Acting in a customer's name: the customer's leave, the colleague's door, and the banner above every page."""

import reflex as rx

from aistrategyhub.core.text import _, current_locale
from aistrategyhub.features.accounts.rules.impersonation import LONGEST_REASON, SHORTEST_REASON
from aistrategyhub.features.accounts.state.impersonation import ImpersonationState, SupportAccessState
from aistrategyhub.features.accounts.state.person import AdminPersonState
from aistrategyhub.ui.forms import native_form
from aistrategyhub.ui.parts.actions import button, icon
from aistrategyhub.ui.parts.floating import dialog
from aistrategyhub.ui.parts.words import badge, notice, section


def support_access() -> rx.Component:
    """The person's leave for the staff to act in their name; its page loads `SupportAccessState`."""
    given = rx.el.div(
        rx.el.p(badge(_("Permesso"), "waiting"), " ", _("fino a"), " ", SupportAccessState.until_label),
        rx.el.div(button(_("Ritira il permesso"), kind="secondary", on_click=SupportAccessState.withdraw)),
        class_name="grid gap-4",
    )
    asked = rx.el.div(button(_("Permetti per 24 ore"), kind="secondary", on_click=SupportAccessState.allow))
    return section(
        _("Accesso dell’assistenza"),
        rx.el.p(
            _(
                "Permetto all’assistenza di entrare nella mia area riservata e di agire per mio conto, per 24 ore."
                " Ogni volta ricevo un’e-mail con chi e perché, e tutto resta scritto nel registro."
                " Pagamenti, password, indirizzo e-mail e permessi restano soltanto miei."
            ),
            class_name="max-w-prose text-ink-soft",
        ),
        rx.cond(SupportAccessState.is_open, given, asked),
    )


def impersonation_dialog() -> rx.Component:
    """The colleague's door: shown while the person gives their leave."""
    person = AdminPersonState.person
    return dialog(
        _("Agire per suo conto"),
        notice(
            _("La persona riceve subito un’e-mail con il tuo nome e il motivo. Ogni gesto resta nel registro."),
            tone="waiting",
        ),
        native_form(
            rx.el.input(type="hidden", name="person_id", value=person.person_id, read_only=True),
            rx.el.input(type="hidden", name="locale", value=current_locale(), read_only=True),
            rx.el.label(
                rx.el.span(_("Motivo"), class_name="field-label"),
                rx.el.textarea(
                    name="reason",
                    required=True,
                    min_length=SHORTEST_REASON,
                    max_length=LONGEST_REASON,
                    rows="3",
                    class_name="input",
                ),
                class_name="field",
            ),
            rx.el.div(button(_("Entra per suo conto"), submit=True)),
            action="/api/v1/auth/impersonation",
        ),
        trigger=button(_("Agisci per suo conto"), kind="secondary"),
    )


def impersonation_banner() -> rx.Component:
    """In whose name one acts, and the way back. It stays in sight on every page."""
    return rx.el.aside(
        rx.el.div(
            rx.el.p(icon("user-check", size=16), ImpersonationState.sentence, class_name="flex items-center gap-2"),
            native_form(
                rx.el.input(type="hidden", name="locale", value=current_locale(), read_only=True),
                rx.el.button(_("Torna al tuo account"), type="submit", class_name="link min-h-8 cursor-pointer"),
                action="/api/v1/auth/impersonation/end",
                class_name="contents",
            ),
            class_name="flex flex-wrap items-center justify-between gap-x-6 md:px-4",
        ),
        aria_label=_("Agisci per conto di un’altra persona"),
        on_mount=ImpersonationState.load,
        class_name="notice tone-waiting sticky top-0 z-50 font-medium",
    )
