"""One sentence above a whole page."""

from typing import Any

import reflex as rx
from reflex_base.event import no_args_event_spec

from aistrategyhub.core.text import _
from aistrategyhub.ui.parts.base import Text, Tone, classes, given_or, is_given, toned, when


class _Banner(rx.Component):
    library = "$/utils/banner"
    tag = "Banner"
    alias = "HouseBanner"

    close_label: rx.Var[str]
    on_dismiss: rx.EventHandler[no_args_event_spec]


def banner(
    text: Text,
    *,
    label: Text = "",
    title: Text = "",
    tone: Tone = "neutral",
    action: rx.Component | None = None,
    dismissible: bool = False,
    on_dismiss: Any = None,
) -> rx.Component:
    """Something that concerns the whole page or site: a notice of the firm, a mode one works in, a limit near.

    It is a landmark named by `label` or `title`. `dismissible` closes it in this tab; with `on_dismiss` the server is
    told too, to remember it. It is in the page from the start, so that nothing below it moves.
    """
    props: dict[str, Any] = {}
    if on_dismiss is not None:
        props["on_dismiss"] = on_dismiss
    closes = dismissible or on_dismiss is not None
    return _Banner.create(
        rx.el.p(when(is_given(title), rx.el.strong(title, " ", class_name="font-semibold")), text),
        action or rx.fragment(),
        close_label=_("Chiudi l'avviso") if closes else "",
        custom_attrs={
            "aria-label": given_or(label, given_or(title, _("Avviso"))),
            "className": classes("banner", toned("tone", tone)),
        },
        **props,
    )
