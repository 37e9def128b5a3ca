"""The contact form."""

import reflex as rx

from aistrategyhub.core.text import _, current_locale
from aistrategyhub.features.contact.links import CHALLENGE_ADDRESS, FORM_ACTION, PRIVACY_ROUTE
from aistrategyhub.features.contact.rules import consent_words
from aistrategyhub.features.contact.state.form import ContactFormState
from aistrategyhub.ui.forms import checkbox, field, field_row, form, text_area
from aistrategyhub.ui.parts.actions import button, link
from aistrategyhub.ui.parts.proof import proof_of_work, robot_trap
from aistrategyhub.ui.parts.words import notice


def contact_form() -> rx.Component:
    """A form that writes to the firm. It works asleep and without scripts: the server then shows the message once more
    before it goes. `?servizio=` in the page's address says what it is about."""
    return rx.el.div(
        rx.cond(ContactFormState.is_sent, _thanks(), _form()),
        on_mount=ContactFormState.arrive,
        class_name="max-w-form",
    )


def _form() -> rx.Component:
    state = ContactFormState
    return rx.el.div(
        rx.cond(
            state.about != "",
            notice(rx.el.p(_("Ci scrivi a proposito di:"), " ", rx.el.strong(state.about))),
            rx.fragment(),
        ),
        form(
            field_row(
                field(_("Nome"), "name", state=state, autocomplete="name"),
                field(_("Indirizzo e-mail"), "email", kind="email", state=state, autocomplete="email"),
            ),
            field(_("Telefono"), "phone", kind="tel", state=state, required=False, autocomplete="tel"),
            text_area(_("Messaggio"), "message", state=state, rows=7),
            checkbox(_consent(), "consent", state=state),
            robot_trap(),
            rx.el.input(type="hidden", default_value=current_locale(), custom_attrs={"name": "locale"}),
            proof_of_work("proof", CHALLENGE_ADDRESS, round=state.round),
            on_submit=state.submit,
            state=state,
            submit_label=_("Invia il messaggio"),
            action=FORM_ACTION,
            method="post",
        ),
        class_name="grid gap-6",
    )


def _consent() -> rx.Component:
    notice_link = link(_("Leggi l’informativa"), PRIVACY_ROUTE, custom_attrs={"target": "_blank"})
    return rx.fragment(consent_words(current_locale()), " ", notice_link)


def _thanks() -> rx.Component:
    return rx.el.div(
        notice(
            rx.el.p(_("Ti rispondiamo entro un giorno lavorativo. Ti abbiamo mandato una conferma per e-mail.")),
            title=_("Messaggio inviato"),
            tone="action",
            urgent=True,
        ),
        rx.el.div(button(_("Scrivi un altro messaggio"), kind="secondary", on_click=ContactFormState.write_another)),
        class_name="grid gap-6",
    )
