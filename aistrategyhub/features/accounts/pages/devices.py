"""A person's own devices and keys."""

import reflex as rx

from aistrategyhub.core.feature import NavEntry, Page, Shell
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.accounts.components.devices import api_keys_list, devices_list
from aistrategyhub.features.accounts.permissions import AccountsPermission
from aistrategyhub.features.accounts.state.api_keys import ApiKeysState
from aistrategyhub.features.accounts.state.devices import DevicesState
from aistrategyhub.ui.parts.figures import loaded
from aistrategyhub.ui.parts.words import page_header

DEVICES_ROUTE = "/profilo/dispositivi"
API_KEYS_ROUTE = "/profilo/chiavi-api"


def devices_page() -> rx.Component:
    return rx.el.div(
        page_header(
            _("Dispositivi"),
            lead=_("Dove il tuo account è aperto. Se qualcosa non ti dice niente, chiudilo e cambia la password."),
        ),
        loaded(DevicesState.is_loaded, devices_list, lines=6),
        class_name="grid gap-10",
    )


def api_keys_page() -> rx.Component:
    return rx.el.div(
        page_header(
            _("Chiavi API"),
            lead=_("Con una chiave un programma agisce per te, entro i permessi che le dai e mai oltre i tuoi."),
        ),
        loaded(ApiKeysState.is_loaded, api_keys_list, lines=6),
        class_name="grid gap-10",
    )


PAGES = (
    Page(
        route=DEVICES_ROUTE,
        title=mark("Dispositivi"),
        content=devices_page,
        shell=Shell.PORTAL,
        permission=AccountsPermission.READ_OWN,
        on_load=[DevicesState.load],
    ),
    Page(
        route=API_KEYS_ROUTE,
        title=mark("Chiavi API"),
        content=api_keys_page,
        shell=Shell.PORTAL,
        permission=AccountsPermission.USE_API_KEYS,
        on_load=[ApiKeysState.load],
    ),
)
NAVIGATION = (
    NavEntry(Shell.PORTAL, mark("Dispositivi"), DEVICES_ROUTE, order=62, permission=AccountsPermission.READ_OWN),
    NavEntry(Shell.PORTAL, mark("Chiavi API"), API_KEYS_ROUTE, order=64, permission=AccountsPermission.USE_API_KEYS),
)
