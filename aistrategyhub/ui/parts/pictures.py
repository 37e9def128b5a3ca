"""Pictures of the library."""

from typing import Any

import reflex as rx

from aistrategyhub.ui.parts.base import Flag, classes


def picture(image: rx.Var[Any], *, sizes: str, eager: Flag = False, class_name: str = "") -> rx.Component:
    """The picture in the lightest form the browser knows, its place kept until it is there. `image` has `src`, `alt`,
    `width`, `height`, the two srcsets and `focal_class`."""
    # As properties of the element, width and height would become a style, which the policy refuses.
    attributes = {
        "width": image.width,
        "height": image.height,
        "loading": rx.cond(eager, "eager", "lazy"),
        "fetchPriority": rx.cond(eager, "high", "auto"),
        "decoding": "async",
    }
    return rx.el.picture(
        _source(image.srcset_avif, "image/avif", sizes),
        _source(image.srcset_webp, "image/webp", sizes),
        rx.el.img(
            src=image.src,
            alt=image.alt,
            class_name=[classes("h-auto w-full bg-wash", class_name), image.focal_class],
            custom_attrs=attributes,
        ),
        class_name="contents",
    )


def _source(srcset: rx.Var[str], kind: str, sizes: str) -> rx.Component:
    return rx.cond(srcset != "", rx.el.source(src_set=srcset, type=kind, sizes=sizes), rx.fragment())
