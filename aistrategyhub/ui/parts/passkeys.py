"""What a sign-in needs of the browser itself: its passkeys, and secrets shown once that no state keeps."""

import inspect
from typing import Any, Literal

import reflex as rx
from reflex_base.event import no_args_event_spec, server_side

from aistrategyhub.core.text import _, current_locale
from aistrategyhub.ui.parts.actions import ButtonKind
from aistrategyhub.ui.parts.base import Flag, Text
from aistrategyhub.ui.viewer import step_up_address

_LIBRARY = "$/utils/passkeys"


class _PasskeyButton(rx.Component):
    library = _LIBRARY
    tag = "PasskeyButton"
    alias = "HousePasskeyButton"

    act: rx.Var[str]
    address: rx.Var[str]
    extra: rx.Var[dict[str, str]]
    label: rx.Var[str]
    step_up: rx.Var[str]
    sentences: rx.Var[dict[str, str]]
    on_done: rx.EventHandler[no_args_event_spec]


class _Revealed(rx.Component):
    library = _LIBRARY
    tag = "Revealed"
    alias = "HouseRevealed"

    open: rx.Var[bool]
    labels: rx.Var[dict[str, str]]


def show_passkey(label: Text, address: str, *, next_path: Text = "", kind: ButtonKind = "secondary") -> rx.Component:
    """A button that shows a passkey to `address`, having asked `address/options`, and goes where the answer says."""
    extra = rx.Var.create({"next": next_path, "locale": current_locale()})
    return _button("get", label, address, kind, extra=extra)


def make_passkey(label: Text, address: str, *, back_to: str, on_done: Any) -> rx.Component:
    """A button that makes a passkey under the `name` of the form it stands in; a stale proof leads over `back_to`."""
    return _button("create", label, address, "primary", step_up=step_up_address(back_to), on_done=on_done)


def revealed(place: str, *, open: Flag, file_name: str = "", image_label: str = "") -> rx.Component:
    """Where what `reveal(place, ...)` tells is shown, to copy or keep in a file, for as long as `open` holds."""
    labels = {
        "copy": _("Copia"),
        "copied": _("Copiato"),
        "keep": _("Scarica"),
        "file": file_name,
        "image": image_label,
    }
    return _Revealed.create(open=open, labels=rx.Var.create(labels), custom_attrs={"place": place})


def reveal(place: str, lines: list[str], image: str = "") -> rx.event.EventSpec:
    """Tells the tab a secret, once (`yield reveal(...)`): it passes through and stays in no state."""
    return server_side("_reveal", inspect.signature(reveal), place=place, lines=lines, image=image)


def _button(act: Literal["get", "create"], label: Text, address: str, kind: ButtonKind, **props: Any) -> rx.Component:
    sentences = {
        "unsupported": _("Questo browser non conosce le passkey."),
        "cancelled": _("Non è stata usata nessuna passkey. Riprova quando vuoi."),
        "known": _("Questo dispositivo ha già una passkey per il tuo account."),
        "failed": _("La passkey non ha funzionato. Riprova."),
    }
    return _PasskeyButton.create(
        act=act,
        address=address,
        label=label,
        sentences=rx.Var.create(sentences),
        custom_attrs={"className": f"button button-{kind}"},
        **props,
    )
