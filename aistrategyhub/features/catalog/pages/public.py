"""What visitors see of the catalogue: the list of services, the page of each, and some side by side."""

import reflex as rx

from aistrategyhub.core.feature import Page
from aistrategyhub.core.text import _
from aistrategyhub.features.catalog.components import (
    SERVICES_ROUTE,
    category_choices,
    comparison,
    list_form,
    list_results,
    list_turner,
    service_page,
)
from aistrategyhub.features.catalog.rules import COMPARE_ROUTE
from aistrategyhub.features.catalog.state import (
    COMPARE_TITLE,
    LIST_DESCRIPTION,
    LIST_TITLE,
    SERVICE_TITLE,
    CompareState,
    ServicesState,
    ServiceState,
)
from aistrategyhub.ui.parts.actions import link_button
from aistrategyhub.ui.parts.figures import loaded
from aistrategyhub.ui.parts.words import empty_state, page_header


def services_page() -> rx.Component:
    return rx.el.div(
        page_header(
            _("Servizi"),
            lead=_("Lavori con un inizio e una fine, un prezzo scritto prima e un risultato che si può leggere."),
            size="4xl",
        ),
        rx.el.div(category_choices(), list_form(), class_name="grid gap-4"),
        loaded(ServicesState.is_loaded, list_results, lines=9),
        list_turner(),
        class_name="grid gap-10",
    )


def one_service() -> rx.Component:
    return loaded(
        ServiceState.is_loaded,
        lambda: rx.cond(ServiceState.is_missing, _missing(), service_page(ServiceState.service)),
        lines=12,
    )


def compare_page() -> rx.Component:
    return rx.el.div(
        page_header(_("Confronto"), crumbs=[(_("Servizi"), SERVICES_ROUTE)]),
        loaded(CompareState.is_loaded, comparison, lines=9),
        class_name="grid gap-8",
    )


def _missing() -> rx.Component:
    return empty_state(
        _("Questo servizio non c’è"),
        _("L’indirizzo può contenere un errore, oppure il servizio non è più in vendita."),
        action=link_button(_("Tutti i servizi"), SERVICES_ROUTE),
    )


PAGES = (
    Page(
        route=SERVICES_ROUTE,
        title=LIST_TITLE,
        description=LIST_DESCRIPTION,
        content=services_page,
        on_load=[ServicesState.load],
    ),
    Page(route=COMPARE_ROUTE, title=COMPARE_TITLE, content=compare_page, on_load=[CompareState.load]),
    Page(
        route=f"{SERVICES_ROUTE}/[service_slug]",
        title=SERVICE_TITLE,
        content=one_service,
        on_load=[ServiceState.load],
    ),
)
