"""Ways in with accounts elsewhere, and those linked. Plain links: the browser itself leaves for the provider."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.accounts.schemas.openid import LinkedAccount, ProviderWay
from aistrategyhub.features.accounts.state.openid import LinkedAccountsState, OpenIdState
from aistrategyhub.ui.parts.actions import button, plain_anchor
from aistrategyhub.ui.parts.base import is_given, when
from aistrategyhub.ui.parts.floating import confirm
from aistrategyhub.ui.parts.words import notice, section


def provider_buttons() -> rx.Component:
    """A button for each provider, nothing where there is none."""
    return rx.cond(
        OpenIdState.ways.length() > 0,
        rx.el.div(
            rx.el.p(_("oppure"), class_name="text-sm text-ink-faint"),
            rx.foreach(OpenIdState.ways, provider_way),
            class_name="grid gap-3 border-t border-line pt-6",
        ),
        rx.fragment(),
    )


def provider_way(way: rx.Var[ProviderWay]) -> rx.Component:
    """A button that leaves for a provider."""
    return plain_anchor(way.label, href=way.href, class_name="button button-secondary w-full")


def linked_accounts() -> rx.Component:
    """Which accounts elsewhere sign the person in; nothing where no provider is known and none is linked."""
    return rx.cond(
        LinkedAccountsState.rows.length() > 0,
        section(
            _("Accesso con altri account"),
            rx.el.div(
                when(is_given(LinkedAccountsState.refusal), notice(LinkedAccountsState.refusal, tone="failed")),
                when(is_given(LinkedAccountsState.done), notice(LinkedAccountsState.done, tone="action")),
                role="status",
            ),
            rx.el.ul(rx.foreach(LinkedAccountsState.rows, _linked), class_name="grid"),
        ),
        rx.fragment(),
    )


def _linked(row: rx.Var[LinkedAccount]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(row.label, class_name="font-medium"),
            rx.el.p(
                rx.cond(row.is_linked, row.email, _("non collegato")), class_name="text-sm text-ink-faint break-all"
            ),
            class_name="grid min-w-0 gap-0.5",
        ),
        rx.cond(
            row.is_linked,
            _unlinking(row),
            plain_anchor(_("Collega"), href=row.href, class_name="button button-secondary"),
        ),
        class_name="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 border-b border-line py-4",
    )


def _unlinking(row: rx.Var[LinkedAccount]) -> rx.Component:
    return confirm(
        _("Scollegare questo account?"),
        rx.el.p(row.label, " ", row.email, class_name="font-medium break-all"),
        rx.el.p(_("Non ti farà più entrare.")),
        act=LinkedAccountsState.unlink(row.provider),
        verb=_("Scollega"),
        trigger=button(_("Scollega"), kind="quiet"),
    )
