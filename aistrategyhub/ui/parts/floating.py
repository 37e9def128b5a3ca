"""What floats above a page: dialogs and toasts. Native elements: they need no script of their own and no style tag."""

import inspect
from collections.abc import Sequence
from typing import Any, Literal

import reflex as rx
from reflex_base.event import no_args_event_spec, server_side

from aistrategyhub.core.text import LOCALES, _, speaking
from aistrategyhub.ui.parts.actions import ButtonKind, button, icon
from aistrategyhub.ui.parts.base import HOUSE_JS, Flag, Text, Tone, classes, given_or


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


DrawerWidth = Literal["narrow", "wide"]


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
        **_opening(trigger, open, on_close),
    )


def confirm(
    question: Text,
    *details: rx.Component,
    act: Any,
    verb: Text,
    trigger: rx.Component,
    keep_label: Text = "",
    kind: ButtonKind = "danger",
) -> rx.Component:
    """Asks before an act that is hard to take back. `verb` says what a yes does, `keep_label` what a no does.

    The dialog closes with the answer; `act` is the event of a yes.
    """
    return dialog(
        question,
        *details,
        trigger=trigger,
        actions=(button(verb, kind=kind, on_click=act, custom_attrs={"data-closes": ""}),),
        dismiss_label=given_or(keep_label, _("Annulla")),
    )


def drawer(
    title: Text,
    *children: rx.Component,
    trigger: rx.Component | None = None,
    open: Flag | None = None,
    on_close: Any = None,
    actions: Sequence[rx.Component] = (),
    width: DrawerWidth = "narrow",
) -> rx.Component:
    """A dialog at the edge of the window, for what one does beside a page: edit a row, look at a detail.

    From the right where there is room, from below on a phone; title and `actions` stay in sight while the rest
    scrolls. It opens, closes and holds the focus as `dialog` does.
    """
    return _Dialog.create(
        rx.el.div(
            rx.el.div(
                rx.el.h2(title, class_name="min-w-0 text-xl font-semibold wrap-anywhere"),
                button(
                    icon("x"),
                    kind="quiet",
                    custom_attrs={"data-closes": "", "aria-label": _("Chiudi"), "type": "button"},
                ),
                class_name="drawer-head",
            ),
            rx.el.div(*children, class_name="grid content-start gap-6 p-5"),
            rx.el.div(*actions, class_name="drawer-foot") if actions else rx.fragment(),
            class_name="drawer-frame",
        ),
        custom_attrs={"className": classes("drawer", "is-wide" if width == "wide" else ""), "aria-label": title},
        **_opening(trigger, open, on_close),
    )


def _opening(trigger: rx.Component | None, open: Flag | None, on_close: Any) -> dict[str, Any]:
    props: dict[str, Any] = {}
    if trigger is not None:
        props["trigger"] = rx.Var.create(trigger)
    if open is not None:
        props["open"] = open
    if on_close is not None:
        props["on_close"] = on_close
    return props


def closing_button(label: Text, *, kind: ButtonKind = "secondary") -> rx.Component:
    """A button that closes the dialog it stands in, without asking the server."""
    return button(label, kind=kind, custom_attrs={"data-closes": "unchanged"})


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
