"""Pieces of /profilo/sicurezza: the second factor, its recovery codes, the passkeys."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.accounts.links import PROFILE_ROUTE
from aistrategyhub.features.accounts.schemas.second_factor import PasskeyRow
from aistrategyhub.features.accounts.state.security import CODES, SECRET, SecurityState
from aistrategyhub.ui.forms import field, form
from aistrategyhub.ui.parts.actions import button, icon, link
from aistrategyhub.ui.parts.floating import confirm, dialog
from aistrategyhub.ui.parts.passkeys import make_passkey, revealed
from aistrategyhub.ui.parts.words import badge, notice, section
from aistrategyhub.ui.viewer import SECURITY_ROUTE

_S = SecurityState


def must_enrol_notice() -> rx.Component:
    """Why every other page leads here."""
    return rx.cond(
        _S.must_enrol,
        notice(
            _("Attivala qui sotto: fino ad allora le altre pagine restano chiuse."),
            title=_("Il tuo ruolo chiede la verifica in due passaggi"),
            tone="waiting",
        ),
    )


def second_factor_section() -> rx.Component:
    """On or off, and what one is in the middle of."""
    return section(
        _("Verifica in due passaggi"),
        rx.el.p(
            _("Dopo la password chiediamo un codice che cambia ogni trenta secondi, dall’app che preferisci."),
            class_name="max-w-prose text-ink-soft",
        ),
        rx.cond(
            _S.is_on,
            rx.el.div(
                rx.el.p(badge(_("Attiva"), "action"), " ", rx.el.span(_S.since_label, class_name="text-ink-soft")),
                _turn_off(),
                class_name="flex flex-wrap items-center justify-between gap-4",
            ),
            rx.cond(
                _S.step == SECRET,
                _enrolment(),
                rx.el.div(button(_("Attiva la verifica"), on_click=_S.begin)),
            ),
        ),
        rx.cond(_S.is_on, _recovery_codes()),
    )


def _enrolment() -> rx.Component:
    return rx.el.div(
        rx.el.ol(
            rx.el.li(_("Inquadra il codice con l’app (Google Authenticator, 1Password, Aegis…) o scrivi la chiave.")),
            rx.el.li(_("Scrivi qui le sei cifre che l’app mostra.")),
            class_name="grid max-w-prose list-decimal gap-2 pl-5",
        ),
        revealed(SECRET, open=_S.step == SECRET, image_label=_("Codice QR da inquadrare con l’app")),
        form(
            field(_("Codice"), "code", state=_S, autocomplete="one-time-code", inputmode="numeric", max_length=10),
            on_submit=_S.confirm,
            state=_S,
            submit_label=_("Conferma e attiva"),
            other_actions=(button(_("Annulla"), kind="quiet", on_click=_S.leave_step),),
        ),
        class_name="grid max-w-form gap-6",
    )


def _recovery_codes() -> rx.Component:
    return rx.el.div(
        rx.el.h3(_("Codici di recupero"), class_name="font-semibold"),
        rx.cond(
            _S.step == CODES,
            rx.el.div(
                notice(
                    _("Conservali fuori dal telefono. Ognuno vale una volta sola, e non li mostreremo più."),
                    tone="waiting",
                ),
                revealed(CODES, open=_S.step == CODES, file_name=_("codici-di-recupero.txt")),
                rx.el.div(button(_("Li ho conservati"), on_click=_S.leave_step)),
                class_name="grid gap-5",
            ),
            rx.el.div(
                rx.el.p(
                    _("Sostituiscono l’app se perdi il telefono."),
                    " ",
                    rx.el.span(_S.codes_label, class_name=rx.cond(_S.has_few_codes, "font-semibold text-waiting", "")),
                    class_name="max-w-prose text-ink-soft",
                ),
                confirm(
                    _("Creare dieci codici nuovi?"),
                    rx.el.p(_("Quelli di prima smettono di valere.")),
                    act=_S.renew_codes,
                    verb=_("Crea codici nuovi"),
                    trigger=button(_("Crea codici nuovi"), kind="secondary"),
                    kind="primary",
                ),
                class_name="flex flex-wrap items-center justify-between gap-4",
            ),
        ),
        class_name="grid gap-3",
    )


def _turn_off() -> rx.Component:
    return confirm(
        _("Disattivare la verifica in due passaggi?"),
        rx.el.p(_("Chi conosce la tua password potrà entrare. Anche i codici di recupero smettono di valere.")),
        act=_S.turn_off,
        verb=_("Disattiva"),
        trigger=button(_("Disattiva"), kind="secondary"),
    )


def passkeys_section() -> rx.Component:
    """The person's passkeys, and one more."""
    return section(
        _("Le tue passkey"),
        rx.el.p(
            _("Entri con l’impronta, il viso o il PIN di un dispositivo, senza password: nessuno può carpirla."),
            class_name="max-w-prose text-ink-soft",
        ),
        rx.cond(
            _S.passkeys.length() > 0,
            rx.el.ul(rx.foreach(_S.passkeys, _passkey), class_name="grid border-t border-line"),
        ),
        _new_name(),
        rx.cond(
            _S.step == "passkey",
            rx.el.form(
                field(_("Nome"), "name", hint=_("Per riconoscerla: «Portatile», «Chiave blu»."), max_length=100),
                make_passkey(
                    _("Crea la passkey"),
                    "/api/v1/users/me/passkeys",
                    back_to=SECURITY_ROUTE,
                    on_done=_S.passkey_made,
                ),
                rx.el.div(button(_("Annulla"), kind="quiet", on_click=_S.leave_step)),
                class_name="grid max-w-form gap-5",
            ),
            rx.el.div(button(_("Aggiungi una passkey"), kind="secondary", on_click=_S.name_new_passkey)),
        ),
    )


def _passkey(row: rx.Var[PasskeyRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(icon("key-round", size=16), row.name, class_name="flex items-center gap-2 font-medium break-words"),
            rx.el.p(row.made_label, " · ", row.used_label, class_name="text-sm text-ink-faint"),
            class_name="grid min-w-0 gap-0.5",
        ),
        rx.el.div(
            button(_("Rinomina"), kind="quiet", on_click=_S.ask_name(row.id)), _remove(row), class_name="flex gap-2"
        ),
        class_name="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 border-b border-line py-4",
    )


def _new_name() -> rx.Component:
    """One dialog for all passkeys: Reflex writes a form's handler outside the loop, where it cannot know the row."""
    return dialog(
        _("Come si chiama questa passkey?"),
        form(
            field(_("Nome"), "name", value=_S.old_name, max_length=100),
            on_submit=_S.rename_passkey,
            submit_label=_("Salva il nome"),
        ),
        open=_S.renamed_id != "",
        on_close=_S.leave_step,
        dismiss_label=_("Annulla"),
    )


def _remove(row: rx.Var[PasskeyRow]) -> rx.Component:
    return confirm(
        _("Togliere questa passkey?"),
        rx.el.p(row.name, class_name="font-medium"),
        rx.el.p(_("Non aprirà più il tuo account. Toglila poi anche dal dispositivo.")),
        act=_S.remove_passkey(row.id),
        verb=_("Togli"),
        trigger=button(_("Togli"), kind="quiet"),
    )


def other_ways_section() -> rx.Component:
    """The password and the devices, which have pages of their own."""
    return section(
        _("Password e dispositivi"),
        rx.el.ul(
            rx.el.li(link(_("Cambia la password"), PROFILE_ROUTE)),
            rx.el.li(link(_("Dispositivi che hanno accesso"), "/profilo/dispositivi")),
            class_name="grid gap-2",
        ),
    )
