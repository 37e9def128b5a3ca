"""Blocks that list: cards, services, posts, what customers said, how to reach the firm."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.blog.components import post_cards
from aistrategyhub.features.catalog.components import service_cards
from aistrategyhub.features.cms.components.blocks.frame import THIRD, chapter_of, given, to, wide
from aistrategyhub.features.cms.schemas.contact import FirmContact
from aistrategyhub.features.cms.schemas.views import BlockView, ItemView
from aistrategyhub.features.cms.state.pages import PageState
from aistrategyhub.features.contact.components import contact_form
from aistrategyhub.ui.parts.actions import outside_link
from aistrategyhub.ui.parts.pictures import picture

_ROW = "flex flex-wrap gap-x-8 gap-y-1 border-b border-line pb-6 last:border-b-0 last:pb-0"


def cards(block: rx.Var[BlockView]) -> rx.Component:
    return rx.cond(
        block.layout == "rows",
        chapter_of(block, rx.foreach(block.rows, _row)),
        wide(
            block,
            rx.el.ul(rx.foreach(block.rows, _card), class_name="grid gap-x-8 gap-y-10 sm:grid-cols-2 lg:grid-cols-3"),
        ),
    )


def _row(card: rx.Var[ItemView]) -> rx.Component:
    return rx.el.div(
        rx.el.h3(_heading(card), class_name="display text-xl sm:w-56"),
        rx.el.p(card.text, class_name="max-w-form whitespace-pre-line text-ink-soft sm:flex-1"),
        class_name=_ROW,
    )


def _card(card: rx.Var[ItemView]) -> rx.Component:
    return rx.el.li(
        rx.cond(
            card.image.src != "",
            picture(card.image, sizes=THIRD, class_name="mb-2 aspect-3/2 object-cover"),
            rx.fragment(),
        ),
        rx.el.h3(_heading(card), class_name="display covering text-xl"),
        rx.el.p(card.text, class_name="whitespace-pre-line text-ink-soft"),
        class_name="relative flex flex-col gap-2 border-t border-ink pt-4",
    )


def _heading(card: rx.Var[ItemView]) -> rx.Component:
    return rx.cond(card.link.href != "", to(card.link, card.title, class_name="link-quiet"), card.title)


def service_list(block: rx.Var[BlockView]) -> rx.Component:
    return wide(block, service_cards(block.services), beside=given(block.primary))


def post_list(block: rx.Var[BlockView]) -> rx.Component:
    return wide(block, post_cards(block.posts), beside=given(block.primary))


def testimonials(block: rx.Var[BlockView]) -> rx.Component:
    return chapter_of(block, rx.foreach(block.rows, _testimonial))


def _testimonial(said: rx.Var[ItemView]) -> rx.Component:
    portrait = picture(said.image, sizes="3rem", class_name="aspect-square object-cover")
    return rx.el.figure(
        rx.el.blockquote("«", said.text, "»", class_name="display whitespace-pre-line text-xl"),
        rx.el.figcaption(
            rx.cond(said.image.src != "", rx.el.span(portrait, class_name="w-12 flex-none"), rx.fragment()),
            rx.el.span(
                rx.el.span(said.title, class_name="block font-medium"),
                rx.el.span(said.note, class_name="block text-ink-faint"),
            ),
            class_name="flex items-center gap-3 text-sm",
        ),
        class_name="grid max-w-prose gap-4 border-b border-line pb-8 last:border-b-0 last:pb-0",
    )


def contacts(block: rx.Var[BlockView]) -> rx.Component:
    """The firm's own addresses; what it has not given is not shown."""
    contact = block.contact
    return chapter_of(
        block,
        rx.el.dl(
            _way(_("E-mail"), contact.email, outside_link(contact.email, contact.mail_href + PageState.subject)),
            _way(_("Telefono"), contact.phone, outside_link(contact.phone, contact.phone_href)),
            _way("PEC", contact.pec_email, outside_link(contact.pec_email, "mailto:" + contact.pec_email)),
            _way(_("Sede"), contact.street, _office(contact)),
            class_name="definitions",
        ),
    )


def _way(name: str, value: rx.Var[str], shown: rx.Component) -> rx.Component:
    return rx.cond(value != "", rx.el.div(rx.el.dt(name), rx.el.dd(shown)), rx.fragment())


def _office(contact: rx.Var[FirmContact]) -> rx.Component:
    return rx.el.address(
        rx.el.span(contact.company_name, class_name="block"),
        rx.el.span(contact.street, class_name="block"),
        rx.el.span(contact.city, class_name="block"),
        class_name="not-italic",
    )


def contact_form_block(block: rx.Var[BlockView]) -> rx.Component:
    return chapter_of(block, contact_form())
