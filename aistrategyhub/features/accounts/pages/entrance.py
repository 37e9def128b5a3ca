"""Registration, forgotten passwords, and the pages that mailed links open."""

import reflex as rx

from aistrategyhub.core.feature import Page, Shell
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.accounts.components.entrance import (
    address_change_form,
    forgotten_password_form,
    password_reset_form,
    refusal_of,
    registration_form,
    resend_form,
    verification_form,
)
from aistrategyhub.features.accounts.components.openid import provider_buttons
from aistrategyhub.features.accounts.links import (
    CONFIRM_ROUTE,
    FORGOT_ROUTE,
    REGISTER_ROUTE,
    RESET_ROUTE,
    VERIFY_ROUTE,
)
from aistrategyhub.features.accounts.state.entrance import (
    AddressChangeState,
    ForgottenPasswordState,
    PasswordResetState,
    RegistrationState,
    VerificationState,
)
from aistrategyhub.features.accounts.state.openid import OpenIdState
from aistrategyhub.ui.parts.actions import link_button
from aistrategyhub.ui.parts.figures import loaded
from aistrategyhub.ui.parts.words import page_header
from aistrategyhub.ui.viewer import SIGN_IN_ROUTE

_SPACED = "grid gap-8"


def registration_page() -> rx.Component:
    form = rx.el.div(
        page_header(_("Crea il tuo account"), lead=_("Ordini, fatture e documenti in un posto solo.")),
        registration_form(),
        provider_buttons(),
        class_name=_SPACED,
    )
    return rx.cond(RegistrationState.done != "", _check_the_mail(), form)


def _check_the_mail() -> rx.Component:
    return _said(
        _("Controlla la posta"),
        _("Ti abbiamo scritto: apri l’e-mail e conferma l’indirizzo per completare la registrazione."),
        link_button(_("Vai all’accesso"), SIGN_IN_ROUTE, kind="secondary"),
        link_button(_("Non è arrivata?"), VERIFY_ROUTE, kind="quiet"),
    )


def forgotten_password_page() -> rx.Component:
    form = rx.el.div(
        page_header(
            _("Password dimenticata"),
            lead=_("Scrivi il tuo indirizzo: ti mandiamo un collegamento per sceglierne una nuova."),
        ),
        forgotten_password_form(),
        class_name=_SPACED,
    )
    sent = _said(
        _("Controlla la posta"),
        _("Se l’indirizzo ha un account, tra poco arriva un’e-mail con il collegamento. Vale un’ora."),
        link_button(_("Vai all’accesso"), SIGN_IN_ROUTE, kind="secondary"),
    )
    return rx.cond(ForgottenPasswordState.done != "", sent, form)


def password_reset_page() -> rx.Component:
    form = rx.el.div(
        page_header(_("Scegli una nuova password"), lead=_("Gli altri dispositivi collegati verranno disconnessi.")),
        password_reset_form(),
        class_name=_SPACED,
    )
    changed = _said(
        _("Password cambiata"),
        _("Da ora accedi con la nuova password."),
        link_button(_("Accedi"), SIGN_IN_ROUTE),
    )
    over = _said(
        _("Il collegamento non vale più"),
        _("È già stato usato, è scaduto o ne hai chiesto uno più recente."),
        link_button(_("Chiedine un altro"), FORGOT_ROUTE),
    )
    choosing = rx.cond(PasswordResetState.is_link_good, form, over)
    return loaded(
        PasswordResetState.is_loaded, lambda: rx.cond(PasswordResetState.done != "", changed, choosing), lines=4
    )


def verification_page() -> rx.Component:
    state = VerificationState
    verified = _said(
        _("Indirizzo confermato"),
        _("Grazie: il tuo account è completo. Gli ordini fatti con questo indirizzo sono nella tua area clienti."),
        link_button(_("Vai all’area clienti"), "/area-clienti"),
    )
    confirming = rx.el.div(
        page_header(
            _("Conferma il tuo indirizzo"),
            lead=rx.cond(state.asks_password, _("Manca ancora una cosa."), _("Un clic e hai finito.")),
        ),
        verification_form(),
        class_name=_SPACED,
    )
    sent = _said(
        _("Controlla la posta"),
        _("Se l’indirizzo è ancora da confermare, tra poco arriva un’altra e-mail."),
        link_button(_("Vai all’accesso"), SIGN_IN_ROUTE, kind="secondary"),
    )
    asking = rx.el.div(
        page_header(_("Ti mandiamo un’altra e-mail"), lead=_("Il suo collegamento vale tre giorni.")),
        refusal_of(state),
        resend_form(),
        class_name=_SPACED,
    )
    content = rx.match(state.done, ("1", verified), ("inviata", sent), rx.cond(state.token != "", confirming, asking))
    return loaded(state.is_loaded, lambda: content, lines=4)


def address_change_page() -> rx.Component:
    state = AddressChangeState
    changed = _said(
        _("Indirizzo cambiato"),
        _("Da ora accedi con il nuovo indirizzo."),
        link_button(_("Vai al profilo"), "/profilo"),
    )
    half_way = _said(
        _("Conferma registrata"),
        _("Manca la conferma dall’altra casella: apri l’e-mail che abbiamo mandato là."),
        link_button(_("Vai al profilo"), "/profilo", kind="secondary"),
    )
    confirming = rx.el.div(
        page_header(
            _("Conferma il cambio di indirizzo"), lead=_("Il cambio avviene quando confermano entrambe le caselle.")
        ),
        refusal_of(state),
        rx.cond(state.token != "", address_change_form()),
        class_name=_SPACED,
    )
    content = rx.match(state.done, ("cambiato", changed), ("confermato", half_way), confirming)
    return loaded(state.is_loaded, lambda: content, lines=4)


def _said(title: str, lead: str, *actions: rx.Component) -> rx.Component:
    return rx.el.div(
        page_header(title, lead=lead),
        rx.el.div(*actions, class_name="flex flex-wrap gap-3"),
        role="status",
        class_name=_SPACED,
    )


PAGES = (
    Page(
        route=REGISTER_ROUTE,
        title=mark("Crea il tuo account"),
        description=mark("Apri un account per seguire ordini, fatture e documenti."),
        content=registration_page,
        shell=Shell.AUTH,
        on_load=[RegistrationState.load, OpenIdState.load],
    ),
    Page(
        route=FORGOT_ROUTE,
        title=mark("Password dimenticata"),
        content=forgotten_password_page,
        shell=Shell.AUTH,
        on_load=[ForgottenPasswordState.load],
    ),
    Page(
        route=RESET_ROUTE,
        title=mark("Scegli una nuova password"),
        content=password_reset_page,
        shell=Shell.AUTH,
        on_load=[PasswordResetState.load],
    ),
    Page(
        route=VERIFY_ROUTE,
        title=mark("Conferma il tuo indirizzo"),
        content=verification_page,
        shell=Shell.AUTH,
        on_load=[VerificationState.load],
    ),
    Page(
        route=CONFIRM_ROUTE,
        title=mark("Conferma il cambio di indirizzo"),
        content=address_change_page,
        shell=Shell.AUTH,
        on_load=[AddressChangeState.load],
    ),
)
