"""The list of services: what narrows it, what was found, its pages."""

from collections.abc import Mapping
from typing import Any

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.catalog.components.cards import COMPARE_FORM, service_cards
from aistrategyhub.features.catalog.components.prices import price_switch
from aistrategyhub.features.catalog.rules import AUDIENCES, COMPARE_ROUTE, KINDS, LIST_ROUTE, SORTS
from aistrategyhub.features.catalog.schemas import CategoryChoice
from aistrategyhub.features.catalog.state import ServicesState
from aistrategyhub.ui.forms import native_form, select
from aistrategyhub.ui.parts.actions import button, icon, link, link_button
from aistrategyhub.ui.parts.base import localized
from aistrategyhub.ui.parts.pictures import picture
from aistrategyhub.ui.parts.reading import paragraphs
from aistrategyhub.ui.parts.words import empty_state, notice
from aistrategyhub.ui.tables import search_input


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
        class_name="one-of",
    )


def list_form() -> rx.Component:
    """Words, choices and order. Without any script it is an address; awake, the list follows what one types."""
    asked = ServicesState.asked
    return rx.el.form(
        rx.el.div(_words(), button(_("Cerca"), kind="secondary", submit=True), class_name="flex gap-2"),
        rx.el.input(type="hidden", name="categoria", value=asked.category),
        rx.el.details(
            rx.el.summary(_("Filtri e ordine"), class_name="link-quiet cursor-pointer py-2"),
            rx.el.div(
                _choice(_("Tipo"), "tipo", KINDS, asked.kind, _("Tutti")),
                _choice(_("Per chi"), "per", AUDIENCES, asked.audience, _("Per tutti")),
                _amount(_("Prezzo da, IVA esclusa"), "da", asked.price_min),
                _amount(_("Prezzo fino a, IVA esclusa"), "fino_a", asked.price_max),
                _choice(_("Ordine"), "ordina", SORTS, asked.sort),
                rx.el.div(button(_("Applica"), kind="secondary", submit=True), class_name="self-end"),
                class_name="grid gap-4 pt-3 sm:grid-cols-2 lg:grid-cols-3",
            ),
            open=ServicesState.is_filtered,
        ),
        on_submit=ServicesState.search,
        action=localized(LIST_ROUTE),
        method="get",
        role="search",
        class_name="grid gap-1",
    )


def _words() -> rx.Component:
    return rx.el.label(
        rx.el.span(_("Cerca fra i servizi"), class_name="sr-only"),
        icon("search", size=16, class_name="search-mark"),
        search_input(ServicesState.asked.q, name="q", placeholder=_("Cerca fra i servizi")),
        class_name="relative block grow",
    )


def _choice(
    label: str, name: str, choices: Mapping[str, tuple[Any, str]], value: rx.Var[str], otherwise: str = ""
) -> rx.Component:
    options = [(word, _(words)) for word, (_kind, words) in choices.items()]
    return select(
        label,
        name,
        [("", otherwise), *options] if otherwise else options,
        value=value,
        required=False,
        key=value,
        on_change=ServicesState.choose(name),
    )


def _amount(label: str, name: str, value: rx.Var[str]) -> rx.Component:
    return rx.el.label(
        rx.el.span(label, class_name="field-label"),
        rx.el.input(
            type="text",
            default_value=value,
            key=value,
            class_name="input",
            custom_attrs={"name": name, "inputMode": "decimal", "autoComplete": "off"},
        ),
        class_name="grid gap-1.5 content-start",
    )


def list_results() -> rx.Component:
    """What was found, or why nothing was."""
    nothing = empty_state(
        _("Nessun servizio corrisponde"),
        _("Prova con una parola sola o togli un filtro, oppure guarda tutti i servizi."),
        action=link_button(_("Tutti i servizi"), LIST_ROUTE, kind="secondary"),
    )
    found = rx.el.div(
        rx.el.div(
            rx.el.div(
                _category_picture(),
                rx.el.h2(
                    rx.el.span(ServicesState.found_label, role="status"),
                    class_name="text-sm text-ink-faint tabular-nums",
                ),
                # As high as the picture of a category, also without one: choosing a category moves nothing.
                class_name="flex min-h-12 items-center gap-4",
            ),
            price_switch(),
            class_name="flex flex-wrap items-center justify-between gap-x-8 gap-y-2",
        ),
        rx.cond(
            ServicesState.is_guessed,
            rx.el.p(_("Non c’è tutto ciò che hai scritto: questi sono i più vicini."), class_name="text-ink-soft"),
            rx.fragment(),
        ),
        service_cards(ServicesState.cards, compared=True),
        _category_words(),
        _compare_bar(),
        class_name="grid gap-6",
    )
    return rx.el.div(
        rx.cond(
            ServicesState.refusal != "",
            notice(ServicesState.refusal, tone="failed"),
            rx.cond(ServicesState.cards.length() > 0, found, nothing),
        ),
        class_name="min-h-96",
    )


def _category_picture() -> rx.Component:
    image = ServicesState.category.image
    drawn = rx.el.div(picture(image, sizes="3rem", class_name="aspect-square object-cover"), class_name="w-12 shrink-0")
    return rx.cond(image.src != "", drawn, rx.fragment())


def _category_words() -> rx.Component:
    category = ServicesState.category
    said = rx.el.div(paragraphs(category.description), lang=category.lang, class_name="text-ink-soft")
    return rx.cond(category.description != "", said, rx.fragment())


def _compare_bar() -> rx.Component:
    """Sends what was ticked to the comparison; the browser does it by itself."""
    return native_form(
        button(_("Confronta i servizi scelti"), kind="secondary", submit=True),
        rx.el.p(_("Fino a tre, uno accanto all’altro."), class_name="text-sm text-ink-faint"),
        action=localized(COMPARE_ROUTE),
        method="get",
        form_id=COMPARE_FORM,
        class_name="flex flex-wrap items-center gap-x-4 gap-y-2",
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
