"""Turns the rooms' pages into pages of the application: one address per language, each in its shell."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

import reflex as rx

from aistrategyhub.core.feature import NavEntry, Page, Shell
from aistrategyhub.core.text import LOCALES, _, speaking
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.ui.feedback import error_boundary, not_found_page, offline_banner
from aistrategyhub.ui.parts.base import localized
from aistrategyhub.ui.parts.floating import toaster
from aistrategyhub.ui.shells import Firm, in_shell
from aistrategyhub.ui.viewer import ViewerState

_FONTS = ("newsreader-display", "instrument-sans")
_NEEDS_AN_ACCOUNT = (Shell.PORTAL, Shell.ADMIN)

# Reflex has one `lang` for the application; written pages carry their own, and this mends the others.
_LANGUAGE_SCRIPT = r'document.documentElement.lang=/^\/en(\/|$)/.test(location.pathname)?"en":"it"'


def new_app(**options: Any) -> rx.App:
    """A Reflex application dressed by the house: its fonts, toasts, error page and banner instead of Reflex's."""
    app = rx.App(reset_style=False, html_lang="it", toaster=None, head_components=_head(), **options)
    # A wrap is given the rest of the application as its children: what shows only itself stands in a fragment.
    app.app_wraps = {
        (55, "ErrorBoundary"): lambda stateful: error_boundary(),
        (44, "Toaster"): lambda stateful: rx.fragment(toaster()),
        (5, "Overlay"): lambda stateful: rx.fragment(offline_banner()),
    }
    app.add_page(not_found_page, route="404", title=_("Pagina non trovata"), image="")
    return app


def add_pages(
    app: rx.App,
    pages: Iterable[Page],
    navigation: Sequence[NavEntry],
    firm: Firm,
    *,
    arrival: Sequence[Any] = (),
    arrival_signed_in: Sequence[Any] = (),
) -> None:
    """Adds each page in every language; `arrival` are the events that every page starts with.

    `arrival_signed_in` are those of the pages behind the sign-in. Pages for development are left out of production.
    """
    for page in pages:
        if page.outside_production_only and get_settings().is_production:
            continue
        events = [*arrival, *(arrival_signed_in if page.shell in _NEEDS_AN_ACCOUNT else ())]
        for locale in LOCALES:
            _add(app, page, navigation, firm, locale, events)


def _add(
    app: rx.App, page: Page, navigation: Sequence[NavEntry], firm: Firm, locale: str, arrival: Sequence[Any]
) -> None:
    def content() -> rx.Component:
        with speaking(locale):
            return in_shell(page, navigation, firm)

    content.__module__ = _chunk(page.route, locale)
    with speaking(locale):
        app.add_page(
            content,
            route=localized(page.route),
            title=_(page.title),
            description=_(page.description) if page.description else None,
            image="",
            on_load=[*_arrival(page), *arrival, *page.on_load],
        )


def _chunk(route: str, locale: str) -> str:
    """A module name of the page's own: Reflex bundles what pages remember by it, and every page would load all."""
    name = re.sub(r"\W+", "_", route).strip("_") or "home"
    return f"pages.{locale}.{name}"


def _arrival(page: Page) -> list[Any]:
    if page.shell in _NEEDS_AN_ACCOUNT and not page.outside_production_only:
        return [ViewerState.admit, ViewerState.load]
    return [ViewerState.load]


def _head() -> list[rx.Component]:
    fonts = [
        rx.el.link(
            rel="preload",
            href=f"/fonts/{name}.woff2",
            type="font/woff2",
            custom_attrs={"as": "font", "crossOrigin": "anonymous"},
        )
        for name in _FONTS
    ]
    return [
        rx.el.script(_LANGUAGE_SCRIPT),
        *fonts,
        rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
        rx.el.meta(name="color-scheme", content="light dark"),
    ]
