"""One's own privacy, and the requests that the firm must answer."""

import reflex as rx

from aistrategyhub.core.feature import NavEntry, NavGroup, Page, Shell
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.accounts.components.impersonation import support_access
from aistrategyhub.features.accounts.permissions import AccountsPermission
from aistrategyhub.features.accounts.state.impersonation import SupportAccessState
from aistrategyhub.features.portal.components.privacy import consents, copies, erasure, requests_table
from aistrategyhub.features.portal.permissions import PrivacyPermission
from aistrategyhub.features.portal.state.privacy import ROUTE, AdminPrivacyState, PrivacyState
from aistrategyhub.ui.parts.figures import loaded
from aistrategyhub.ui.parts.words import page_header

_ADMIN_ROUTE = "/admin/privacy"


def privacy_page() -> rx.Component:
    return rx.el.div(
        page_header(_("Privacy"), lead=_("Che cosa ci permetti, che cosa conserviamo, e come andartene.")),
        loaded(PrivacyState.is_loaded, _parts, lines=8),
        class_name="grid max-w-prose gap-10",
    )


def _parts() -> rx.Component:
    return rx.el.div(consents(), copies(), support_access(), erasure(), class_name="grid gap-14")


def requests_page() -> rx.Component:
    return rx.el.div(
        page_header(
            _("Privacy"),
            lead=_("Copie e cancellazioni si fanno da sole; la legge vuole una risposta entro un mese (art. 12 GDPR)."),
        ),
        loaded(AdminPrivacyState.is_loaded, requests_table, lines=8),
        class_name="grid gap-8",
    )


PAGES = (
    Page(
        route=ROUTE,
        title=mark("Privacy"),
        content=privacy_page,
        shell=Shell.PORTAL,
        permission=AccountsPermission.MANAGE_OWN,
        on_load=[PrivacyState.load, SupportAccessState.load],
    ),
    Page(
        route=_ADMIN_ROUTE,
        title=mark("Privacy"),
        content=requests_page,
        shell=Shell.ADMIN,
        permission=PrivacyPermission.READ_REQUESTS,
        on_load=[AdminPrivacyState.arrive],
    ),
)
NAVIGATION = (
    NavEntry(
        shell=Shell.PORTAL, label=mark("Privacy"), route=ROUTE, order=60, permission=AccountsPermission.MANAGE_OWN
    ),
    NavEntry(
        shell=Shell.ADMIN,
        label=mark("Privacy"),
        route=_ADMIN_ROUTE,
        order=40,
        icon="shield",
        permission=PrivacyPermission.READ_REQUESTS,
        group=NavGroup.PEOPLE,
    ),
)
