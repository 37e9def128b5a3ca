"""Where a person is signed in, and the keys of their programs."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.accounts.schemas.devices import ApiKeyRow, DeviceRow
from aistrategyhub.features.accounts.state.api_keys import FORM, KEY, ApiKeysState
from aistrategyhub.features.accounts.state.devices import DevicesState
from aistrategyhub.ui.forms import field, form, radio_group
from aistrategyhub.ui.parts.actions import button
from aistrategyhub.ui.parts.base import is_given, when
from aistrategyhub.ui.parts.floating import confirm
from aistrategyhub.ui.parts.passkeys import revealed
from aistrategyhub.ui.parts.words import badge, notice, section
from aistrategyhub.ui.tables import Column, table


def devices_list() -> rx.Component:
    """Every device and program that is signed in, and how to sign it out."""
    return rx.el.div(
        rx.el.div(when(is_given(DevicesState.refusal), notice(DevicesState.refusal, tone="failed")), role="alert"),
        table(
            DevicesState.rows,
            [
                Column(_("Dispositivo"), _device),
                Column(_("Indirizzo"), lambda row: row.place),
                Column(_("Accesso"), lambda row: row.opened_label, is_short=True),
                Column(_("Ultimo uso"), lambda row: row.used_label, is_short=True),
                Column("", _end),
            ],
            caption=_("I tuoi dispositivi"),
        ),
        when(DevicesState.has_others, rx.el.div(_end_others())),
        class_name="grid gap-6",
    )


def _device(row: rx.Var[DeviceRow]) -> rx.Component:
    return rx.el.span(
        rx.el.span(row.device, class_name="wrap-anywhere"),
        when(row.is_this_one, badge(_("questo dispositivo"), "action")),
        when(row.is_program, badge(_("programma"))),
        class_name="inline-flex flex-wrap items-baseline gap-x-3 gap-y-1",
    )


def _end(row: rx.Var[DeviceRow]) -> rx.Component:
    return when(
        ~row.is_this_one,
        button(
            _("Chiudi"),
            kind="quiet",
            on_click=DevicesState.end(row.session_id),
            aria_label=rx.Var.create(_("Chiudi l’accesso: ")) + row.device,
        ),
    )


def _end_others() -> rx.Component:
    return confirm(
        _("Chiudere tutti gli altri accessi?"),
        rx.el.p(_("Resta aperto solo questo. Sugli altri dispositivi e nei programmi servirà accedere di nuovo.")),
        act=DevicesState.end_others,
        verb=_("Chiudi gli altri"),
        trigger=button(_("Chiudi tutti gli altri"), kind="secondary"),
        keep_label=_("Lascia com’è"),
    )


def api_keys_list() -> rx.Component:
    """The person's keys, and how to make and revoke one."""
    return rx.el.div(
        rx.match(
            ApiKeysState.step,
            (FORM, _new_key_form()),
            (KEY, _new_key()),
            rx.el.div(button(_("Crea una chiave"), on_click=ApiKeysState.begin, icon_name="plus")),
        ),
        table(
            ApiKeysState.rows,
            [
                Column(_("Nome"), _key_name),
                Column(_("Inizia con"), lambda row: rx.el.code(row.prefix)),
                Column(_("Permessi"), lambda row: rx.el.span(row.scopes_label, class_name="wrap-anywhere")),
                Column(_("Vale fino al"), lambda row: row.until_label, is_short=True),
                Column(_("Ultimo uso"), lambda row: row.used_label, is_short=True),
                Column("", _revoke),
            ],
            caption=_("Le tue chiavi"),
            empty=rx.el.p(_("Non hai ancora chiavi."), class_name="text-ink-soft"),
        ),
        class_name="grid gap-10",
    )


def _key_name(row: rx.Var[ApiKeyRow]) -> rx.Component:
    return rx.el.span(row.name, when(row.has_expired, rx.el.span(" ", badge(_("scaduta"), "failed"))))


def _revoke(row: rx.Var[ApiKeyRow]) -> rx.Component:
    return button(
        _("Revoca"),
        kind="quiet",
        on_click=ApiKeysState.revoke(row.key_id),
        aria_label=rx.Var.create(_("Revoca la chiave: ")) + row.name,
    )


def _new_key_form() -> rx.Component:
    return section(
        _("Nuova chiave"),
        form(
            field(
                _("Nome"),
                "name",
                state=ApiKeysState,
                hint=_("Per riconoscerla: il programma che la userà."),
                autocomplete="off",
            ),
            _scopes(),
            radio_group(
                _("Vale per"),
                "lasts_days",
                [("30", _("30 giorni")), ("90", _("90 giorni")), ("365", _("un anno"))],
                value="90",
            ),
            on_submit=ApiKeysState.create,
            state=ApiKeysState,
            submit_label=_("Crea la chiave"),
            other_actions=[button(_("Annulla"), kind="quiet", on_click=ApiKeysState.finish)],
        ),
    )


def _scopes() -> rx.Component:
    problem = ApiKeysState.errors["scopes"]
    return rx.el.fieldset(
        rx.el.legend(_("Che cosa può fare"), class_name="field-label"),
        rx.el.div(
            rx.foreach(
                ApiKeysState.scopes,
                lambda scope: rx.el.label(
                    rx.el.input(type="checkbox", class_name="choice-mark", custom_attrs={"name": scope}),
                    rx.el.span(scope, class_name="wrap-anywhere"),
                    class_name="choice",
                ),
            ),
            class_name="grid sm:grid-cols-2",
        ),
        rx.el.div(when(is_given(problem), rx.el.p(problem, class_name="field-error")), role="alert"),
        class_name="field",
    )


def _new_key() -> rx.Component:
    return section(
        _("La tua chiave"),
        notice(_("Copiala adesso e mettila al sicuro: non si potrà rivedere."), tone="waiting"),
        revealed(KEY, open=ApiKeysState.step == KEY, file_name=_("chiave-api.txt")),
        rx.el.div(button(_("L’ho copiata"), on_click=ApiKeysState.finish)),
    )
