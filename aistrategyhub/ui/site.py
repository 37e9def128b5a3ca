"""Turns the rooms' pages into pages of the application: one address per language, each in its shell."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

import reflex as rx

from aistrategyhub.core.feature import NavEntry, Page, Shell
from aistrategyhub.core.text import LOCALES, _, current_locale, speaking
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.prerender.components import Awake
from aistrategyhub.prerender.declared import COUNT_COOKIE, WAKE_COOKIE, PublicPage
from aistrategyhub.prerender.snapshots import head_var
from aistrategyhub.ui.feedback import error_boundary, not_found_page, offline_banner
from aistrategyhub.ui.parts.base import localized
from aistrategyhub.ui.parts.floating import toaster
from aistrategyhub.ui.shells import Firm, in_shell
from aistrategyhub.ui.viewer import ViewerState

_FONTS = ("newsreader-display", "instrument-sans")
_NEEDS_AN_ACCOUNT = (Shell.PORTAL, Shell.ADMIN)

# Reflex has one `lang` for the application; written pages carry their own, and this mends the others.
_LANGUAGE_SCRIPT = r'document.documentElement.lang=/^\/en(\/|$)/.test(location.pathname)?"en":"it"'
# For whom prices are shown is known before anything is drawn, so that nothing moves (`scripts/prices.js`).
_PRICES_SCRIPT = (
    'try{if(localStorage.getItem("prices")==="people")document.documentElement.dataset.prices="people"}catch{}'
)
# How many things are in the cart is known before anything is drawn too; pages of who is signed in ask once more, for
# they may have put something in elsewhere.
_CART_SCRIPT = (
    "(()=>{const root=document.documentElement;const show=()=>{"
    rf"const [,count]=/(?:^|; ){COUNT_COOKIE}=([1-9]\d*)/.exec(document.cookie)??[];"
    'if(count){root.dataset.cart=count;root.style.setProperty("--cart",count)}else delete root.dataset.cart};'
    'show();addEventListener("pageshow",show);'
    rf"if(/(?:^|; ){WAKE_COOKIE}=1/.test(document.cookie)&&!/^(\/en)?\/admin/.test(location.pathname))"
    # A request whose answer nobody reads stays open.
    'fetch("/api/v1/cart").then(answer=>answer.text()).then(show,show)})()'
)

# The link to the assistant becomes its window: the loader comes when somebody is about to press it, and where it does
# not come the link leads to the page (`features/assistant/widget`).
_ASSISTANT_SCRIPT = (
    "(()=>{const root=document.documentElement;const on=(sign,act)=>addEventListener(sign,event=>{"
    'const link=event.target.closest?.("[data-assistant]");'
    "if(link&&!event.button&&!event.metaKey&&!event.ctrlKey&&!event.shiftKey)act(link,event)},true);let loader;"
    'const load=link=>{if(loader)return;loader=document.createElement("script");'
    'Object.assign(loader.dataset,{bot:"site",trigger:"[data-assistant]",start:"load",'
    'theme:["dark","light"].find(name=>root.classList.contains(name))??"auto"});'
    'loader.onerror=()=>{const{start}=loader.dataset;loader=null;if(start==="open")location.assign(link.href)};'
    'loader.src="/widget.js";document.head.append(loader)};on("pointerover",load);on("focusin",load);'
    'on("click",(link,event)=>{if(document.querySelector("assistant-window"))return;event.preventDefault();load(link);'
    'loader.dataset.start="open"})})()'
)


def new_app(**options: Any) -> rx.App:
    """A Reflex application dressed by the house: its fonts, toasts, error page and banner instead of Reflex's."""
    let_the_edge_decide()
    app = rx.App(reset_style=False, html_lang="it", toaster=None, head_components=_head(), **options)
    # A wrap is given the rest of the application as its children: what shows only itself stands in a fragment.
    app.app_wraps = {
        (55, "ErrorBoundary"): lambda stateful: error_boundary(),
        (44, "Toaster"): lambda stateful: rx.fragment(toaster(), Awake.create()),
        (5, "Overlay"): lambda stateful: rx.fragment(offline_banner()),
    }
    app.add_page(not_found_page, route="404", title=_("Pagina non trovata"), image="")
    return app


def let_the_edge_decide() -> None:
    """Which other sites may call what is decided at the edge (`infra.http.other_sites`). Reflex 0.10.1 would answer
    every preflight before it, and say of every answer that credentials may come along."""
    assert callable(rx.App._add_cors), "Reflex answers preflights elsewhere now"
    rx.App._add_cors = staticmethod(lambda api: None)


def add_pages(
    app: rx.App,
    pages: Iterable[Page],
    navigation: Sequence[NavEntry],
    firm: Firm,
    *,
    prerendered: Iterable[PublicPage] = (),
    arrival: Sequence[Any] = (),
    arrival_public: Sequence[Any] = (),
    arrival_signed_in: Sequence[Any] = (),
) -> None:
    """Adds each page in every language; `arrival` are the events that every page starts with.

    Pages that are `prerendered` have the title and description of their snapshot. `arrival_public` are the events of
    the pages in the public shell, `arrival_signed_in` of those behind the sign-in. Pages for development are left out
    of production.
    """
    snapshots = {page.route: page for page in prerendered}
    for page in pages:
        if page.outside_production_only and get_settings().is_production:
            continue
        events = [
            *arrival,
            *(arrival_public if page.shell is Shell.PUBLIC else ()),
            *(arrival_signed_in if page.shell in _NEEDS_AN_ACCOUNT else ()),
        ]
        for locale in LOCALES:
            with speaking(locale):
                _add(app, page, navigation, firm, events, snapshots.get(page.route))


def _add(
    app: rx.App,
    page: Page,
    navigation: Sequence[NavEntry],
    firm: Firm,
    arrival: Sequence[Any],
    public: PublicPage | None,
) -> None:
    locale = current_locale()

    def content() -> rx.Component:
        with speaking(locale):
            return in_shell(page, navigation, firm)

    content.__module__ = _chunk(page.route, locale)
    app.add_page(
        content,
        route=localized(page.route),
        image="",
        on_load=[*_arrival(page), *arrival, *page.on_load],
        **_words(page, public),
    )


def _words(page: Page, public: PublicPage | None) -> dict[str, Any]:
    """Title and description: React sets them again when the page wakes, so they must be those of the snapshot."""
    title, description = _(page.title), _(page.description) if page.description else ""
    if public is not None:
        return {
            "title": head_var(public, "title", title),
            "description": head_var(public, "description", description),
        }
    return {"title": title, "description": description or None}


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
        rx.el.script(f"{_LANGUAGE_SCRIPT};{_PRICES_SCRIPT};{_CART_SCRIPT};{_ASSISTANT_SCRIPT}"),
        *fonts,
        rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
        rx.el.meta(name="color-scheme", content="light dark"),
    ]
