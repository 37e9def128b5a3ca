"""The frames that pages stand in: public, portal, admin, sign-in, bare."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import reflex as rx
from reflex.style import color_mode, set_color_mode
from reflex_components_core.react_router.dom import ReactRouterLink

from aistrategyhub.core.consent import declared_needs
from aistrategyhub.core.feature import NavEntry, Page, Shell
from aistrategyhub.core.text import DEFAULT_LOCALE, _, current_locale
from aistrategyhub.ui.feedback import forbidden
from aistrategyhub.ui.menus import address_here, footer_menu, menu_branch, menu_entry
from aistrategyhub.ui.palette import palette, palette_button
from aistrategyhub.ui.parts.actions import icon, link, plain_anchor
from aistrategyhub.ui.parts.base import Text, localized, other_locales
from aistrategyhub.ui.parts.consent import consent_again, consent_banner
from aistrategyhub.ui.side import nav_link, side_column, side_menu
from aistrategyhub.ui.viewer import SIGN_IN_ROUTE, ViewerState, may

LANGUAGE_NAMES = {"it": "Italiano", "en": "English"}
_HOME = {Shell.PUBLIC: "/", Shell.PORTAL: "/area-clienti", Shell.ADMIN: "/admin", Shell.AUTH: "/", Shell.BARE: "/"}
_CART = "/carrello"
_WIDTH = "mx-auto w-full max-w-page px-5 md:px-8"
_PANEL = "absolute inset-x-0 top-full z-40 grid gap-4 border-b border-line bg-paper px-5 pb-6 pt-3 text-lg"
_MENU = "nav absolute inset-x-0 top-full z-40 grid gap-1 border-b border-line bg-paper px-5 pb-6 pt-2 text-lg"
_SIDE = "no-print hidden flex-col border-r border-line py-5 md:sticky md:top-0 md:flex md:h-dvh md:overflow-y-auto"


@dataclass(frozen=True)
class Firm:
    """Whose site it is. `legal` are the lines that article 2250 c.c. and the VAT law want on every page.

    `menu` and `footer_menu` are the public shell's own, arranged by the site's owner: vars of lists whose entries have
    `label`, `href`, `is_page` and `children` alike. `account` draws who is signed in and the way out, for the shells
    behind the sign-in. `rights` are the pages that the law wants to reach from every one: Italian message id and route.
    `in_somebodys_name` draws whose name a colleague acts in, above every page; `corner` what stays in the corner of the
    public page with this route.
    """

    name: Text
    legal: Sequence[Text] | rx.Var[list[str]] = field(default_factory=tuple)
    menu: rx.Var[list[Any]] | None = None
    footer_menu: rx.Var[list[Any]] | None = None
    account: Callable[[], rx.Component] = rx.fragment
    in_somebodys_name: Callable[[], rx.Component] = rx.fragment
    corner: Callable[[str], rx.Component] = lambda route: rx.fragment()
    rights: Sequence[tuple[str, str]] = ()


def in_shell(page: Page, navigation: Sequence[NavEntry], firm: Firm) -> rx.Component:
    """The page's content inside its shell, with the shell's own navigation, in the language being spoken."""
    entries = sorted((entry for entry in navigation if entry.shell is page.shell), key=lambda entry: entry.order)
    content = _guarded(page)
    if page.shell in (Shell.ADMIN, Shell.PORTAL):
        content = rx.fragment(content, palette(navigation))
    return _FRAMES[page.shell](content, page, entries, firm)


def _guarded(page: Page) -> rx.Component:
    if page.permission is None:
        return page.content()
    return rx.cond(ViewerState.is_known & ~may(page.permission), forbidden(), page.content())


def _public(content: rx.Component, page: Page, entries: Sequence[NavEntry], firm: Firm) -> rx.Component:
    return _document(
        firm,
        _bar(page, entries, firm, _account_link(), menu=firm.menu, at_hand=_cart_link()),
        rx.el.main(content, id="contenuto", class_name=f"{_WIDTH} flex-1 py-10 md:py-16"),
        _footer(page, firm, menu=firm.footer_menu),
        firm.corner(page.route),
        consent_banner(declared_needs()),
    )


def _portal(content: rx.Component, page: Page, entries: Sequence[NavEntry], firm: Firm) -> rx.Component:
    return _document(
        firm,
        _desk_bar(page, entries, firm),
        rx.el.main(content, id="contenuto", class_name=f"{_WIDTH} flex-1 py-8 md:py-12"),
        _footer(page, firm),
    )


def _admin(content: rx.Component, page: Page, entries: Sequence[NavEntry], firm: Firm) -> rx.Component:
    return _document(
        firm,
        rx.el.div(
            rx.el.header(
                rx.el.div(_name(page, firm), palette_button(), class_name="grid gap-4 px-3 pb-4"),
                side_column(page, entries),
                rx.el.div(firm.account(), _theme_choice(), _languages(page), class_name="grid gap-3 px-3 pt-4 text-sm"),
                class_name=_SIDE,
            ),
            _admin_menu(page, entries, firm),
            rx.el.main(content, id="contenuto", class_name="min-w-0 max-w-desk px-5 py-6 md:px-8"),
            class_name="dense grid min-h-dvh content-start md:grid-cols-[14rem_1fr]",
        ),
    )


def _admin_menu(page: Page, entries: Sequence[NavEntry], firm: Firm) -> rx.Component:
    return rx.el.header(
        rx.el.details(
            rx.el.summary(
                _name_text(firm),
                rx.el.span(_("Menu"), class_name="sr-only"),
                icon("menu"),
                class_name="flex items-center justify-between px-5 py-3",
            ),
            rx.el.div(palette_button("w-full"), class_name="px-5 pb-3"),
            side_menu(page, entries),
            rx.el.div(firm.account(), _theme_choice(), _languages(page), class_name="grid gap-4 px-5 pb-5 text-sm"),
            class_name="menu",
        ),
        class_name="no-print border-b border-line md:hidden",
    )


def _auth(content: rx.Component, page: Page, entries: Sequence[NavEntry], firm: Firm) -> rx.Component:
    return _document(
        firm,
        rx.el.header(_name(page, firm), class_name=f"{_WIDTH} py-6"),
        rx.el.main(content, id="contenuto", class_name="mx-auto w-full max-w-form flex-1 px-5 py-8 md:py-16"),
        _footer(page, firm),
    )


def _bare(content: rx.Component, page: Page, entries: Sequence[NavEntry], firm: Firm) -> rx.Component:
    return _document(firm, rx.el.main(content, id="contenuto", class_name="flex flex-1 flex-col"))


_FRAMES = {Shell.PUBLIC: _public, Shell.PORTAL: _portal, Shell.ADMIN: _admin, Shell.AUTH: _auth, Shell.BARE: _bare}


def _document(firm: Firm, *children: rx.Component) -> rx.Component:
    return rx.el.div(
        plain_anchor(_("Vai al contenuto"), href="#contenuto", class_name="skip"),
        rx.cond(ViewerState.is_in_somebodys_name, firm.in_somebodys_name(), rx.fragment()),
        *children,
        lang=current_locale(),
        class_name="flex min-h-dvh flex-col",
    )


def _bar(
    page: Page,
    entries: Sequence[NavEntry],
    firm: Firm,
    *more: rx.Component,
    at_hand: rx.Component,
    menu: rx.Var[list[Any]] | None = None,
) -> rx.Component:
    """One row on a wide screen; on a phone the name and a menu that opens without any script. What is `at_hand` stands
    outside the menu."""
    label = _("Menu principale")
    links = [nav_link(page, entry) for entry in entries]
    return rx.el.header(
        rx.el.div(
            _name(page, firm),
            rx.el.div(
                rx.el.nav(
                    *(links if menu is None else [rx.foreach(menu, menu_entry)]),
                    *more,
                    aria_label=label,
                    class_name="nav hidden items-center gap-6 md:flex",
                ),
                at_hand,
                rx.el.details(
                    rx.el.summary(
                        rx.el.span(_("Menu"), class_name="max-[24rem]:sr-only"),
                        icon("menu"),
                        class_name="flex min-h-11 min-w-11 items-center justify-end gap-2 font-medium",
                    ),
                    rx.el.nav(
                        *(links if menu is None else [rx.foreach(menu, menu_branch)]),
                        *more,
                        aria_label=label,
                        class_name=f"{_MENU} floating",
                    ),
                    class_name="menu md:hidden",
                ),
                class_name="flex items-center gap-5 md:gap-6",
            ),
            class_name=f"{_WIDTH} flex min-h-16 items-center justify-between gap-8 md:min-h-20",
        ),
        class_name="no-print relative border-b border-line",
    )


def _desk_bar(page: Page, entries: Sequence[NavEntry], firm: Firm) -> rx.Component:
    """As `_bar`, with the pages on a row of their own: the portal has many. On a phone they stand in its menu."""
    label = _("Menu principale")
    links = [nav_link(page, entry) for entry in entries]
    return rx.el.header(
        rx.el.div(
            _name(page, firm),
            rx.el.div(
                palette_button("min-w-44"), firm.account(), class_name="hidden flex-wrap items-center gap-6 md:flex"
            ),
            rx.el.details(
                rx.el.summary(_("Menu"), icon("menu"), class_name="flex min-h-11 items-center gap-2 font-medium"),
                rx.el.div(
                    palette_button("w-full"),
                    rx.el.nav(*links, aria_label=label, class_name="nav grid gap-1"),
                    firm.account(),
                    class_name=f"{_PANEL} floating",
                ),
                class_name="menu md:hidden",
            ),
            class_name=f"{_WIDTH} flex min-h-16 items-center justify-between gap-8",
        ),
        rx.el.nav(*links, aria_label=label, class_name=f"nav {_WIDTH} hidden flex-wrap gap-x-7 pb-2 md:flex"),
        class_name="no-print relative border-b border-line",
    )


def _footer(page: Page, firm: Firm, menu: rx.Var[list[Any]] | None = None) -> rx.Component:
    lines = (
        [rx.foreach(firm.legal, lambda line: rx.el.p(line))]
        if isinstance(firm.legal, rx.Var)
        else [rx.el.p(line) for line in firm.legal]
    )
    return rx.el.footer(
        rx.el.div(
            footer_menu(menu) if menu is not None else rx.fragment(),
            rx.el.div(
                rx.el.p(firm.name, class_name="display text-xl text-ink"),
                *lines,
                rx.el.p(
                    *(link(_(label), route, kind="quiet") for label, route in firm.rights),
                    class_name="flex flex-wrap gap-x-5 gap-y-1 pt-3",
                )
                if firm.rights
                else rx.fragment(),
                class_name="grid content-start gap-1",
            ),
            rx.el.div(
                _languages(page),
                _theme_choice(),
                consent_again(declared_needs()),
                class_name="grid content-start gap-4 md:justify-items-end",
            ),
            class_name=f"{_WIDTH} grid gap-10 py-10 text-sm text-ink-faint md:grid-cols-[2fr_1fr]",
        ),
        class_name="border-t border-line",
    )


def _name(page: Page, firm: Firm) -> rx.Component:
    return link(_name_text(firm), _HOME[page.shell], kind="quiet")


def _name_text(firm: Firm) -> rx.Component:
    return rx.el.span(firm.name, class_name="display text-xl")


def _account_link() -> rx.Component:
    return rx.cond(
        ViewerState.signed_in,
        ReactRouterLink.create(_("Area clienti"), to=localized(_HOME[Shell.PORTAL])),
        ReactRouterLink.create(_("Accedi"), to=localized(SIGN_IN_ROUTE)),
    )


def _cart_link() -> rx.Component:
    """The cart with how many things are in it; nothing while it is empty (`site.py` reads the count).

    A whole new document: the socket of this one may be older than the cart."""
    return ReactRouterLink.create(
        icon("shopping-cart"),
        rx.el.span(_("Carrello"), class_name="max-md:sr-only"),
        rx.el.span(class_name="cart-count"),
        to=localized(_CART),
        reload_document=True,
        class_name="cart-link",
    )


def _languages(page: Page) -> rx.Component:
    links = [
        # A whole new document: its language is an attribute that only the written page carries.
        ReactRouterLink.create(
            LANGUAGE_NAMES[locale],
            to=_same_page(page.route, locale),
            reload_document=True,
            lang=locale,
            class_name="link-quiet",
            custom_attrs={"hrefLang": locale},
        )
        for locale in other_locales()
    ]
    return rx.el.nav(*links, aria_label=_("Lingua"), class_name="flex gap-4")


def _same_page(route: str, locale: str) -> Text:
    if "[" not in route:
        return localized(route, locale)
    here = address_here()
    if current_locale() == DEFAULT_LOCALE:
        return localized(here, locale)
    return here[len(current_locale()) + 1 :]


def _theme_choice() -> rx.Component:
    """The colours of the system, or one's own choice of them."""
    return rx.el.label(
        rx.el.span(_("Colori"), class_name="text-ink-faint"),
        rx.el.select(
            rx.el.option(_("come il sistema"), value="system"),
            rx.el.option(_("chiari"), value="light"),
            rx.el.option(_("scuri"), value="dark"),
            value=color_mode,
            on_change=set_color_mode,
            class_name="cursor-pointer appearance-none bg-paper text-ink underline",
        ),
        class_name="flex items-baseline gap-2 text-sm",
    )
