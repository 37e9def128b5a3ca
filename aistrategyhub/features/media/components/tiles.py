"""Files as tiles in a grid."""

from typing import Any

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.media.schemas import MediaRow
from aistrategyhub.ui.parts.actions import icon
from aistrategyhub.ui.parts.base import Text, is_given
from aistrategyhub.ui.parts.words import badge

_ICONS = (("video", "film"), ("document", "file-text"))


def tiles(rows: rx.Var[list[MediaRow]], *, on_click: Any, act: Text) -> rx.Component:
    """Files in a grid; a press on one does `on_click(row)`. `act` says what that is: "Apri", "Scegli"."""
    return rx.el.ul(
        rx.foreach(rows, lambda row: _tile(row, on_click, act)),
        class_name="grid grid-cols-2 gap-4 sm:grid-cols-3 md:grid-cols-4 xl:grid-cols-6",
    )


def _tile(row: Any, on_click: Any, act: Text) -> rx.Component:
    return rx.el.li(
        rx.el.button(
            _face(row),
            rx.el.span(
                rx.el.span(act, " ", class_name="sr-only"),
                row.name,
                class_name="block truncate text-sm font-medium",
            ),
            rx.el.span(row.size_label, class_name="block text-xs text-ink-faint tabular-nums"),
            rx.el.span(
                rx.cond(row.needs_description, badge(_("Da descrivere"), "waiting"), rx.fragment()),
                rx.cond(row.is_private, badge(_("Privato")), rx.fragment()),
                rx.cond(row.status == "processing", badge(_("In preparazione")), rx.fragment()),
                rx.cond(row.status == "failed", badge(_("Una sola misura"), "failed"), rx.fragment()),
                class_name="flex flex-wrap gap-1 empty:hidden",
            ),
            type="button",
            on_click=on_click(row),
            class_name="grid w-full min-w-0 cursor-pointer content-start gap-1.5 text-left",
            custom_attrs={"data-media": row.id},
        ),
        key=row.id,
        class_name="min-w-0",
    )


def _face(row: Any) -> rx.Component:
    picture = rx.el.img(
        src=row.thumbnail,
        alt="",
        loading="lazy",
        decoding="async",
        class_name="aspect-4/3 w-full border border-line bg-wash object-contain",
    )
    sign = rx.el.span(
        rx.match(row.kind, *((kind, icon(name, size=32)) for kind, name in _ICONS), icon("file", size=32)),
        class_name="grid aspect-4/3 w-full place-items-center border border-line bg-wash text-ink-faint",
    )
    return rx.cond(is_given(row.thumbnail), picture, sign)
