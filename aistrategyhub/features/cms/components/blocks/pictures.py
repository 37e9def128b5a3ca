"""Blocks that one looks at: pictures, galleries, films."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.cms.components.blocks.frame import HALF, TEXT, WIDE, wide
from aistrategyhub.features.cms.schemas.views import BlockView, ItemView
from aistrategyhub.ui.parts.actions import icon
from aistrategyhub.ui.parts.base import HOUSE_JS
from aistrategyhub.ui.parts.pictures import picture

_CAPTION = "text-sm text-ink-faint"


class _Film(rx.Component):
    library = HOUSE_JS
    tag = "Film"
    alias = "HouseFilm"

    player: rx.Var[str]
    page: rx.Var[str]
    title: rx.Var[str]


def image(block: rx.Var[BlockView]) -> rx.Component:
    shown = rx.cond(
        block.layout == "text",
        picture(block.image, sizes=TEXT, eager=block.is_first),
        picture(block.image, sizes=WIDE, eager=block.is_first),
    )
    layout = rx.cond(block.layout == "text", "mx-auto grid w-full max-w-prose gap-3", "grid gap-3")
    return rx.el.figure(shown, _caption(block.caption), class_name=layout)


def gallery(block: rx.Var[BlockView]) -> rx.Component:
    return wide(
        block,
        rx.el.ul(rx.foreach(block.rows, _picture), class_name="grid gap-x-4 gap-y-6 sm:grid-cols-2 lg:grid-cols-3"),
    )


def _picture(item: rx.Var[ItemView]) -> rx.Component:
    return rx.el.li(
        rx.el.figure(
            picture(item.image, sizes=HALF, class_name="aspect-4/3 object-cover"),
            _caption(item.text),
            class_name="grid gap-2",
        )
    )


def video(block: rx.Var[BlockView]) -> rx.Component:
    """A film that asks nobody anything until somebody starts it."""
    film = rx.cond(block.film.file != "", _own_film(block), _film_elsewhere(block))
    return wide(block, rx.el.figure(film, _caption(block.caption), class_name="grid gap-3"))


def _own_film(block: rx.Var[BlockView]) -> rx.Component:
    attributes = {"preload": "none", "playsInline": True}
    return rx.el.video(
        rx.el.source(src=block.film.file, type=block.film.mime),
        controls=True,
        poster=rx.cond(block.image.src != "", block.image.src, rx.Var("undefined")),
        class_name="film",
        custom_attrs=attributes,
    )


def _film_elsewhere(block: rx.Var[BlockView]) -> rx.Component:
    still = rx.cond(
        block.image.src != "",
        picture(block.image, sizes=WIDE, class_name="absolute inset-0 h-full object-cover"),
        rx.fragment(),
    )
    return _Film.create(
        still,
        rx.el.span(
            icon("play"),
            rx.el.span(_("Guarda il video")),
            rx.el.span(
                _("Da qui in poi si carica da"), " ", block.film.host, ".", class_name="font-normal text-ink-soft"
            ),
            class_name="film-start",
        ),
        player=block.film.player,
        page=block.film.page,
        title=rx.cond(block.title != "", block.title, block.film.host),
    )


def _caption(words: rx.Var[str]) -> rx.Component:
    return rx.cond(words != "", rx.el.figcaption(words, class_name=_CAPTION), rx.fragment())
