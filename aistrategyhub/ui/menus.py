"""The menus that a site's owner arranges. An entry has `label`, `href`, `is_page` and `children`, which are alike."""

from typing import Any

import reflex as rx
from reflex_base.vars import VarData
from reflex_components_core.react_router.dom import ReactRouterLink

from aistrategyhub.core.text import _, current_locale
from aistrategyhub.ui.parts.actions import icon, plain_anchor


def menu_entry(entry: Any) -> rx.Component:
    """An entry of the bar; with others below it, it opens without any script."""
    below = rx.el.details(
        rx.el.summary(entry.label, icon("chevron-down", size=14), class_name="flex items-center gap-1 py-1"),
        rx.el.ul(
            rx.el.li(_menu_link(entry)),
            rx.foreach(entry.children, lambda child: rx.el.li(_menu_link(child))),
            class_name="menu-below",
        ),
        custom_attrs={"name": "menu"},
        class_name="menu relative",
    )
    return rx.cond(entry.children.length() > 0, below, _menu_link(entry))


def menu_branch(entry: Any) -> rx.Component:
    """An entry of the menu of a phone: what is below it stands under it."""
    return rx.fragment(
        _menu_link(entry),
        rx.foreach(entry.children, lambda child: rx.el.div(_menu_link(child), class_name="pl-5 text-base")),
    )


def _menu_link(entry: Any) -> rx.Component:
    return rx.cond(
        entry.is_page,
        ReactRouterLink.create(
            entry.label, to=entry.href, custom_attrs={"aria-current": rx.cond(_is_here(entry.href), "page", "false")}
        ),
        plain_anchor(entry.label, href=entry.href, rel="noopener noreferrer"),
    )


def _is_here(href: rx.Var[str]) -> rx.Var[bool]:
    """Whether the page is the one an address names, or stands below it."""
    here = address_here()
    is_home = (href == "/") | (href == f"/{current_locale()}")
    return (here == href) | (~is_home & here.startswith(href.to(str) + "/"))


def footer_menu(menu: rx.Var[list[Any]]) -> rx.Component:
    columns = rx.foreach(menu, lambda entry: rx.el.li(menu_branch(entry), class_name="grid content-start gap-1"))
    return rx.cond(
        menu.length() > 0,
        rx.el.nav(
            rx.el.ul(columns, class_name="grid grid-cols-2 gap-x-8 gap-y-6 sm:grid-cols-3 lg:grid-cols-4"),
            aria_label=_("Fondo pagina"),
            class_name="nav border-b border-line pb-8 md:col-span-2",
        ),
        rx.fragment(),
    )


def address_here() -> rx.Var[str]:
    """The path of the page as the browser's router knows it, when it is rendered on the server too."""
    return rx.Var(
        "here.pathname",
        _var_type=str,
        _var_data=VarData(imports={"react-router": "useLocation"}, hooks={"const here = useLocation();": None}),
    ).to(str)
