"""Pieces of the catalogue's pages: cards, the price and what to do with it, the sections of a service."""

from typing import Any

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.catalog.schemas import CategoryChoice, ServiceCard
from aistrategyhub.features.catalog.state import LIST_ROUTE, ServicesState, ServiceState
from aistrategyhub.ui.parts.actions import button, icon, link, link_button
from aistrategyhub.ui.parts.base import localized
from aistrategyhub.ui.parts.reading import chapter, numbered_steps, paragraphs, questions, ruled_list
from aistrategyhub.ui.parts.words import breadcrumb, empty_state, notice

SERVICES_ROUTE = LIST_ROUTE


def service_cards(cards: rx.Var[list[ServiceCard]]) -> rx.Component:
    """Services as one compares them: name, what it is for, price."""
    return rx.el.ul(rx.foreach(cards, service_card), class_name="grid gap-x-8 gap-y-10 sm:grid-cols-2 lg:grid-cols-3")


def service_card(card: rx.Var[ServiceCard]) -> rx.Component:
    """One service; the whole card leads to its page."""
    return rx.el.li(
        rx.el.p(card.category_name, class_name="text-sm text-ink-faint"),
        rx.el.h3(
            link(card.name, f"{SERVICES_ROUTE}/" + card.slug, kind="quiet"),
            lang=card.lang,
            class_name="display text-xl [&>a]:after:absolute [&>a]:after:inset-0",
        ),
        rx.el.p(card.short_description, lang=card.lang, class_name="text-ink-soft"),
        rx.el.p(card.price_label, class_name="mt-auto pt-3 font-medium tabular-nums"),
        class_name="relative flex flex-col gap-2 border-t border-ink pt-4",
    )


def category_choices() -> rx.Component:
    """The categories, as addresses that can be kept and sent."""
    return rx.el.nav(
        rx.el.ul(rx.foreach(ServicesState.categories, _category_choice), class_name="flex flex-wrap gap-x-6 gap-y-1"),
        aria_label=_("Categorie"),
    )


def _category_choice(choice: rx.Var[CategoryChoice]) -> rx.Component:
    label = rx.el.span(
        choice.name, " ", rx.el.span(choice.count_label, class_name="text-sm text-ink-faint tabular-nums")
    )
    return rx.el.li(
        link(label, choice.route, custom_attrs={"aria-current": rx.cond(choice.is_chosen, "page", "false")}),
        class_name="py-1 [&>a]:text-ink [&>a[aria-current=page]]:decoration-action [&>a[aria-current=page]]:font-medium"
        " [&>a[aria-current=false]]:no-underline hover:[&>a]:underline",
    )


def service_search() -> rx.Component:
    """Finds services by their words. Without any script it is the same address."""
    return rx.el.form(
        rx.el.label(
            rx.el.span(_("Cerca fra i servizi"), class_name="sr-only"),
            icon(
                "search",
                size=16,
                class_name="pointer-events-none absolute left-3 top-1/2 -translate-y-1/2 text-ink-faint",
            ),
            rx.el.input(
                type="search",
                name="q",
                placeholder=_("Cerca fra i servizi"),
                default_value=ServicesState.q,
                key=ServicesState.q,
                class_name="input pl-9",
            ),
            class_name="relative block grow",
        ),
        button(_("Cerca"), kind="secondary", submit=True),
        on_submit=ServicesState.search,
        action=localized(SERVICES_ROUTE),
        method="get",
        role="search",
        class_name="flex w-full gap-2 md:max-w-96",
    )


def service_results() -> rx.Component:
    """What was found, or why nothing was."""
    nothing = empty_state(
        _("Nessun servizio corrisponde"),
        _("Prova con una parola sola, o guarda tutti i servizi."),
        action=link_button(_("Tutti i servizi"), SERVICES_ROUTE, kind="secondary"),
    )
    found = rx.cond(ServicesState.cards.length() > 0, service_cards(ServicesState.cards), nothing)
    return rx.el.div(
        rx.cond(ServicesState.refusal != "", notice(ServicesState.refusal, tone="failed"), found),
        class_name="min-h-96",
    )


def list_turner() -> rx.Component:
    """The neighbouring pages of a long list."""
    return rx.cond(
        (ServicesState.previous_route != "") | (ServicesState.next_route != ""),
        rx.el.nav(
            _turn(_("Precedenti"), ServicesState.previous_route),
            _turn(_("Successivi"), ServicesState.next_route),
            aria_label=_("Pagine"),
            class_name="flex justify-between gap-4 border-t border-line pt-5",
        ),
        rx.fragment(),
    )


def _turn(label: str, route: rx.Var[str]) -> rx.Component:
    return rx.cond(route != "", link(label, route), rx.el.span())


def service_head() -> rx.Component:
    """What the service promises, beside its price."""
    service, sections = ServiceState.service, ServiceState.service.sections
    category_route = f"{SERVICES_ROUTE}?categoria=" + service.category_slug
    return rx.el.header(
        rx.el.div(
            rx.el.div(
                breadcrumb([(_("Servizi"), SERVICES_ROUTE), (service.category_name, category_route)]),
                rx.el.p(service.name, class_name="text-sm text-ink-faint"),
                class_name="flex flex-wrap",
            ),
            rx.el.h1(sections.hero_title, class_name="display text-4xl"),
            rx.el.p(sections.hero_subtitle, class_name="max-w-prose text-lg text-ink-soft"),
            class_name="grid content-start gap-4 lg:col-span-8",
        ),
        rx.el.div(
            _price(),
            rx.el.div(_act(), class_name="max-lg:hidden"),
            class_name="grid gap-3 border-t border-ink pt-4 lg:col-span-4 lg:self-end",
        ),
        class_name="grid gap-x-8 gap-y-10 lg:grid-cols-12",
    )


def _price() -> rx.Component:
    """The price, and what it leaves open."""
    return rx.el.div(
        rx.el.p(ServiceState.service.price_label, class_name="display text-2xl tabular-nums"),
        rx.el.p(ServiceState.service.price_note, class_name="text-sm text-ink-soft"),
        class_name="grid gap-1",
    )


def _act() -> rx.Component:
    """The one thing to do."""
    service = ServiceState.service
    return rx.cond(
        service.is_buyable,
        link_button(_("Acquista"), "/acquista/" + service.slug, wide=True),
        link_button(_("Richiedi un preventivo"), "/contatti?servizio=" + service.slug, wide=True),
    )


def act_at_hand() -> rx.Component:
    """On a phone the act stays under the thumb while one reads."""
    return rx.el.div(
        _act(),
        class_name="sticky bottom-0 z-30 -mx-5 border-t border-line bg-paper px-5 py-3 md:-mx-8 md:px-8 lg:hidden",
    )


def _closing() -> rx.Component:
    return rx.el.div(
        chapter(
            _("Il prossimo passo"),
            rx.el.div(
                _price(),
                rx.el.div(_act(), class_name="w-64"),
                class_name="flex items-center justify-between gap-8",
            ),
        ),
        class_name="max-lg:hidden",
    )


def service_chapters() -> rx.Component:
    """The sections of the page that have something to say."""
    sections = ServiceState.service.sections
    return rx.el.div(
        _told(sections.problem, _("Il problema")),
        _told(sections.solution, _("Che cosa facciamo")),
        _listed(sections.includes, _("Che cosa comprende"), ruled_list(sections.includes)),
        _fit(),
        _listed(sections.steps, _("Come si svolge"), numbered_steps(sections.steps)),
        _listed(sections.testimonials, _("Chi l’ha provato"), rx.foreach(sections.testimonials, _testimonial)),
        _listed(sections.faqs, _("Domande frequenti"), questions(sections.faqs)),
        _closing(),
        class_name="grid gap-14 md:gap-20",
    )


def _told(text: rx.Var[str], title: str) -> rx.Component:
    return rx.cond(text != "", chapter(title, paragraphs(text)), rx.fragment())


def _listed(things: rx.Var[Any], title: str, content: rx.Component) -> rx.Component:
    return rx.cond(things.length() > 0, chapter(title, content), rx.fragment())


def _fit() -> rx.Component:
    sections = ServiceState.service.sections
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


def _testimonial(said: Any) -> rx.Component:
    return rx.el.figure(
        rx.el.blockquote("«", said.text, "»", class_name="display text-xl"),
        rx.el.figcaption(said.author, ", ", said.company, class_name="text-sm text-ink-faint"),
        class_name="grid max-w-prose gap-3",
    )
