"""What one presses: buttons, links, icons."""

import inspect
from typing import Any, Literal

import reflex as rx
from reflex_base.event import server_side
from reflex_components_core.el.elements.inline import A
from reflex_components_core.react_router.dom import ReactRouterLink

from aistrategyhub.ui.parts.base import Flag, Text, classes, either, localized, when

ButtonKind = Literal["primary", "secondary", "quiet", "danger"]
LinkKind = Literal["plain", "quiet"]

_LINK_CLASSES = {"plain": "link", "quiet": "link-quiet"}


def icon(name: str, *, size: int = 18, class_name: str = "") -> rx.Component:
    """A lucide icon. It is an ornament: the words beside it say the same."""
    attributes = {"aria-hidden": "true", "strokeWidth": "1.5"}
    return rx.icon(name, size=size, class_name=classes("flex-none", class_name), custom_attrs=attributes)


def button(
    label: Text,
    *,
    kind: ButtonKind = "primary",
    on_click: Any = None,
    submit: bool = False,
    busy: Flag = False,
    disabled: Flag = False,
    icon_name: str = "",
    wide: bool = False,
    **props: Any,
) -> rx.Component:
    """A button whose label is a verb. While `busy` it turns, keeps its label and cannot be pressed again."""
    if on_click is not None:
        props["on_click"] = on_click
    return rx.el.button(
        when(busy, rx.el.span(class_name="turning", aria_hidden="true"), icon(icon_name) if icon_name else None),
        label,
        type="submit" if submit else "button",
        disabled=either(busy, disabled),
        aria_busy=busy,
        class_name=classes("button", f"button-{kind}", "w-full" if wide else ""),
        **props,
    )


def link(label: Text | rx.Component, to: Text, *, kind: LinkKind = "plain", **props: Any) -> rx.Component:
    """A link to a page of the product, in the language being spoken."""
    return ReactRouterLink.create(label, to=localized(to), class_name=_LINK_CLASSES[kind], **props)


def link_button(
    label: Text, to: Text, *, kind: ButtonKind = "primary", icon_name: str = "", wide: bool = False
) -> rx.Component:
    """A link to a page of the product that looks like a button."""
    return ReactRouterLink.create(
        icon(icon_name) if icon_name else rx.fragment(),
        label,
        to=localized(to),
        class_name=classes("button", f"button-{kind}", "w-full" if wide else ""),
    )


def file_link(label: Text, href: Text, *, icon_name: str = "download", is_saved: bool = False) -> rx.Component:
    """A link to something that is not a page: a PDF, an XML, a feed. The browser fetches it as it is.

    What is only ever saved `is_saved`: the browser then does not begin to leave the page, which would end the tab's
    connection and close what is open in it.
    """
    return plain_anchor(
        icon(icon_name, size=16),
        rx.el.span(label, class_name="link"),
        href=href,
        custom_attrs={"download": ""} if is_saved else {},
        class_name="inline-flex items-center gap-2",
    )


def outside_link(label: Text, href: Text, *, kind: LinkKind = "plain") -> rx.Component:
    """A link to another site, a mail address or a telephone."""
    return plain_anchor(label, href=href, rel="noopener noreferrer", class_name=_LINK_CLASSES[kind])


def plain_anchor(*children: Text | rx.Component, **props: Any) -> rx.Component:
    """The `a` of HTML, which the browser follows by itself: `rx.el.a` is the link of the application's router."""
    return A.create(*children, **props)


def leave_for(path: str) -> rx.event.EventSpec:
    """Opens, in this tab, an address of this site that is no page of the application (`yield leave_for(...)`)."""
    return server_side("_leave", inspect.signature(leave_for), path=path)
