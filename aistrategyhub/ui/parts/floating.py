"""What floats above a page: dialogs and toasts. Native elements: they need no script of their own and no style tag."""

import inspect
from typing import Any

import reflex as rx
from reflex_base.event import no_args_event_spec, server_side

from aistrategyhub.core.text import LOCALES, _, speaking
from aistrategyhub.ui.parts.actions import ButtonKind, button
from aistrategyhub.ui.parts.base import HOUSE_JS, Flag, Text, Tone, given_or


class _Dialog(rx.Component):
    library = HOUSE_JS
    tag = "Dialog"
    alias = "HouseDialog"

    open: rx.Var[bool]
    trigger: rx.Var[Any]
    on_close: rx.EventHandler[no_args_event_spec]


class _Toaster(rx.Component):
    library = HOUSE_JS
    tag = "Toaster"
    alias = "HouseToaster"

    close_labels: rx.Var[dict[str, str]]


def dialog(
    title: Text,
    *children: rx.Component,
    trigger: rx.Component | None = None,
    open: Flag | None = None,
    on_close: Any = None,
    actions: tuple[rx.Component, ...] = (),
    dismiss_label: Text = "",
) -> rx.Component:
    """A modal dialog. Either a `trigger` opens it, or a State does with `open` and hears `on_close`.

    It holds the focus, closes with Esc or a press outside, and gives the focus back to where it was.
    """
    props: dict[str, Any] = {}
    if trigger is not None:
        props["trigger"] = rx.Var.create(trigger)
    if open is not None:
        props["open"] = open
    if on_close is not None:
        props["on_close"] = on_close
    return _Dialog.create(
        rx.el.div(
            rx.el.h2(title, class_name="display text-2xl"),
            *children,
            rx.el.div(
                *actions, closing_button(given_or(dismiss_label, _("Chiudi"))), class_name="flex flex-wrap gap-3"
            ),
            class_name="grid gap-5",
        ),
        custom_attrs={"className": "dialog", "aria-label": title},
        **props,
    )


def closing_button(label: Text, *, kind: ButtonKind = "secondary") -> rx.Component:
    """A button that closes the dialog it stands in, without asking the server."""
    return button(label, kind=kind, custom_attrs={"data-closes": ""})


def toaster() -> rx.Component:
    """Where toasts appear. The application has one."""
    labels = {}
    for locale in LOCALES:
        with speaking(locale):
            labels[locale] = _("Chiudi")
    return _Toaster.create(close_labels=labels)


def toast(text: Text, tone: Tone = "neutral") -> rx.event.EventSpec:
    """Says something in passing, from a handler (`yield toast(...)`) or from a part (`on_click=toast(...)`).

    Not `rx.toast`: what the server sends through it is evaluated as a script, which the content policy forbids.
    """
    return server_side("_toast", inspect.signature(toast), text=text, tone=tone)


def toast_done(text: Text) -> rx.event.EventSpec:
    """Says that what was asked is done."""
    return toast(text, "action")


def toast_failed(text: Text) -> rx.event.EventSpec:
    """Says that what was asked could not be done, and why. It stays longer."""
    return toast(text, "failed")
