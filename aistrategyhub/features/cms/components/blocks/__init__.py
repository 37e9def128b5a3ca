"""Draws the blocks of a page: for visitors, in a preview, beside the editor."""

import reflex as rx

from aistrategyhub.features.cms.components.blocks import lists, opening, pictures, reading
from aistrategyhub.features.cms.schemas.views import BlockView

DRAWN = {
    "hero": opening.hero,
    "text": reading.text,
    "columns": reading.columns,
    "cards": lists.cards,
    "steps": reading.steps,
    "testimonials": lists.testimonials,
    "faq": reading.faq,
    "quote": reading.quote,
    "image": pictures.image,
    "gallery": pictures.gallery,
    "video": pictures.video,
    "table": reading.table,
    "call_to_action": opening.call_to_action,
    "service_list": lists.service_list,
    "post_list": lists.post_list,
    "contacts": lists.contacts,
    "contact_form": lists.contact_form_block,
}


def page_blocks(blocks: rx.Var[list[BlockView]]) -> rx.Component:
    """The blocks under each other, each at the place that its id names (`#id`)."""
    return rx.el.div(rx.foreach(blocks, _block), class_name="grid grid-cols-1 gap-16 md:gap-24")


def _block(block: rx.Var[BlockView]) -> rx.Component:
    drawn = rx.match(block.kind, *((kind, draw(block)) for kind, draw in DRAWN.items()), rx.fragment())
    return rx.el.div(drawn, id=block.id, key=block.id, class_name="min-w-0 scroll-mt-8")


__all__ = ["DRAWN", "page_blocks"]
