"""The page of one item. It is drawn from a `ServiceDetail` alone, so that the editor shows the same before it is
published."""

from typing import Any

import reflex as rx

from aistrategyhub.core.text import _, current_locale
from aistrategyhub.features.catalog.components.cards import service_cards
from aistrategyhub.features.catalog.components.prices import price, price_switch
from aistrategyhub.features.catalog.rules import LIST_ROUTE
from aistrategyhub.features.catalog.schemas import PartLine, PictureView, PlanLine, ServiceDetail
from aistrategyhub.ui.forms import native_form
from aistrategyhub.ui.parts.actions import button, link, link_button
from aistrategyhub.ui.parts.pictures import picture
from aistrategyhub.ui.parts.reading import chapter, numbered_steps, paragraphs, questions, ruled_list
from aistrategyhub.ui.parts.words import breadcrumb

_WHOLE = "(min-width: 64rem) 60rem, 100vw"
_INTO_CART = "/api/v1/cart/form/add"
_HALF = "(min-width: 40rem) 30rem, 100vw"
Shown = rx.Var[ServiceDetail]


def service_page(service: Shown) -> rx.Component:
    """Everything that a visitor reads of an item; what is empty is left out."""
    return rx.el.article(
        _head(service),
        rx.cond(service.hero.src != "", picture(service.hero, sizes=_WHOLE, eager=True), rx.fragment()),
        _chapters(service),
        _act_at_hand(service),
        lang=service.lang,
        class_name="grid gap-14 md:gap-20",
    )


def _head(service: Shown) -> rx.Component:
    """What the service promises, beside its price."""
    sections = service.sections
    title = rx.cond(sections.hero_title != "", sections.hero_title, service.name)
    lead = rx.cond(sections.hero_subtitle != "", sections.hero_subtitle, service.short_description)
    return rx.el.header(
        rx.el.div(
            rx.el.div(
                breadcrumb([(_("Servizi"), LIST_ROUTE), (service.category_name, service.category_route)]),
                rx.el.p(service.name, class_name="text-sm text-ink-faint"),
                class_name="flex flex-wrap gap-x-4 md:gap-0",
            ),
            rx.el.h1(title, class_name="display text-4xl"),
            rx.el.p(lead, class_name="max-w-prose text-lg text-ink-soft"),
            class_name="grid content-start gap-4 lg:col-span-8",
        ),
        rx.el.div(
            _price(service),
            rx.el.div(_acts(service), class_name="grid gap-3 max-lg:hidden"),
            rx.el.p(link(_("Confronta con altri"), service.compare_route, kind="quiet"), class_name="text-sm"),
            class_name="grid gap-3 border-t border-ink pt-4 lg:col-span-4 lg:self-end",
        ),
        class_name="grid gap-x-8 gap-y-10 lg:grid-cols-12",
    )


def _price(service: Shown) -> rx.Component:
    """The price, and what it leaves open."""
    return rx.el.div(
        price(service.price, is_large=True),
        rx.el.p(service.price_note, class_name="text-sm text-ink-soft"),
        rx.cond(service.price.is_quoted, rx.fragment(), price_switch()),
        class_name="grid gap-2",
    )


def _acts(service: Shown) -> rx.Component:
    """What to do: buy it at once or put it in the cart; subscribe, or ask for a quote."""
    return rx.fragment(
        link_button(service.act.label, service.act.route, wide=True),
        rx.cond(service.cart_slug != "", _into_cart(service), rx.fragment()),
    )


def _into_cart(service: Shown) -> rx.Component:
    """The browser posts it by itself: a page that is asleep needs no script for it."""
    return native_form(
        _sent("slug", service.cart_slug),
        _sent("locale", current_locale()),
        button(_("Aggiungi al carrello"), kind="secondary", submit=True, wide=True),
        action=_INTO_CART,
        class_name="grid",
    )


def _sent(name: str, value: str | rx.Var[str]) -> rx.Component:
    return rx.el.input(type="hidden", default_value=value, key=value, custom_attrs={"name": name})


def _act_at_hand(service: Shown) -> rx.Component:
    """On a phone the act stays under the thumb while one reads."""
    return rx.el.div(
        _acts(service),
        class_name="sticky bottom-0 z-30 -mx-5 border-t border-line bg-paper px-5 py-3 md:-mx-8 md:px-8 lg:hidden "
        "grid grid-flow-col auto-cols-fr items-stretch gap-3",
    )


def _chapters(service: Shown) -> rx.Component:
    """The sections of the page that have something to say."""
    sections = service.sections
    return rx.el.div(
        _told(sections.problem, _("Il problema")),
        _told(sections.solution, _("Che cosa facciamo")),
        _listed(sections.includes, _("Che cosa comprende"), ruled_list(sections.includes)),
        _listed(service.parts, _("Nel pacchetto"), _parts(service.parts)),
        _fit(service),
        _listed(service.plans, _("I piani"), _plans(service.plans)),
        _listed(sections.steps, _("Come si svolge"), numbered_steps(sections.steps)),
        _listed(service.pictures, _("Immagini"), _pictures(service.pictures)),
        _listed(sections.attributes, _("Caratteristiche"), _attributes(sections.attributes)),
        _listed(sections.testimonials, _("Chi l’ha provato"), rx.foreach(sections.testimonials, _testimonial)),
        _listed(sections.faqs, _("Domande frequenti"), questions(sections.faqs)),
        _listed(service.related, _("Può servire anche"), service_cards(service.related)),
        _closing(service),
        class_name="grid gap-14 md:gap-20",
    )


def _closing(service: Shown) -> rx.Component:
    return rx.el.div(
        chapter(
            _("Il prossimo passo"),
            rx.el.div(
                price(service.price, is_large=True),
                rx.el.div(_acts(service), class_name="grid w-64 gap-3"),
                class_name="flex items-center justify-between gap-8",
            ),
        ),
        class_name="max-lg:hidden",
    )


def _told(text: rx.Var[str], title: str) -> rx.Component:
    return rx.cond(text != "", chapter(title, paragraphs(text)), rx.fragment())


def _listed(things: rx.Var[Any], title: str, content: rx.Component) -> rx.Component:
    return rx.cond(things.length() > 0, chapter(title, content), rx.fragment())


def _fit(service: Shown) -> rx.Component:
    sections = service.sections
    sides = rx.el.div(
        _fit_side(_("È per"), ruled_list(sections.for_whom)),
        _fit_side(_("Non è per"), ruled_list(sections.not_for_whom, left_out=True)),
        class_name="grid gap-8 sm:grid-cols-2",
    )
    return rx.cond(
        (sections.for_whom.length() > 0) | (sections.not_for_whom.length() > 0),
        chapter(_("A chi serve"), sides),
        rx.fragment(),
    )


def _fit_side(title: str, lines: rx.Component) -> rx.Component:
    return rx.el.div(rx.el.h3(title, class_name="border-b border-ink pb-2 font-semibold"), lines)


def _parts(parts: rx.Var[list[PartLine]]) -> rx.Component:
    return rx.el.ul(
        rx.foreach(
            parts,
            lambda part: rx.el.li(
                rx.cond(part.count_label != "", rx.el.span(part.count_label, " "), rx.fragment()),
                link(part.name, part.route),
                class_name="border-b border-line py-2.5 last:border-b-0",
            ),
        ),
        class_name="grid",
    )


def _plans(plans: rx.Var[list[PlanLine]]) -> rx.Component:
    return rx.el.ul(
        rx.foreach(
            plans,
            lambda plan: rx.el.li(
                rx.el.h3(plan.label, class_name="font-semibold"),
                price(plan.price),
                rx.cond(plan.terms != "", rx.el.p(plan.terms, class_name="text-sm text-ink-soft"), rx.fragment()),
                class_name="grid content-start gap-1 border-t border-ink pt-3",
            ),
        ),
        class_name="grid gap-x-8 gap-y-8 sm:grid-cols-2",
    )


def _pictures(pictures: rx.Var[list[PictureView]]) -> rx.Component:
    return rx.el.ul(
        rx.foreach(
            pictures,
            lambda shown: rx.el.li(
                rx.el.figure(
                    picture(shown.image, sizes=_HALF, class_name="aspect-4/3 object-cover"),
                    rx.cond(
                        shown.caption != "",
                        rx.el.figcaption(shown.caption, class_name="text-sm text-ink-faint"),
                        rx.fragment(),
                    ),
                    class_name="grid gap-2",
                )
            ),
        ),
        class_name="grid gap-x-4 gap-y-6 sm:grid-cols-2",
    )


def _attributes(attributes: Any) -> rx.Component:
    return rx.el.dl(
        rx.foreach(attributes, lambda one: rx.el.div(rx.el.dt(one.name), rx.el.dd(one.value))), class_name="definitions"
    )


def _testimonial(said: Any) -> rx.Component:
    return rx.el.figure(
        rx.el.blockquote("«", said.text, "»", class_name="display text-xl"),
        rx.el.figcaption(said.author, ", ", said.company, class_name="text-sm text-ink-faint"),
        class_name="grid max-w-prose gap-3",
    )
