"""What visitors see of the catalogue: the list of services, and the page of each."""

import reflex as rx

from aistrategyhub.core.feature import Page
from aistrategyhub.core.text import _
from aistrategyhub.features.catalog.components import (
    SERVICES_ROUTE,
    act_at_hand,
    category_choices,
    list_turner,
    service_chapters,
    service_head,
    service_results,
    service_search,
)
from aistrategyhub.features.catalog.state import (
    LIST_DESCRIPTION,
    LIST_TITLE,
    SERVICE_TITLE,
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
        rx.el.div(
            category_choices(),
            service_search(),
            class_name="flex flex-wrap items-center justify-between gap-x-8 gap-y-4",
        ),
        loaded(ServicesState.is_loaded, service_results, lines=9),
        list_turner(),
        class_name="grid gap-10",
    )


def service_page() -> rx.Component:
    return loaded(ServiceState.is_loaded, lambda: rx.cond(ServiceState.is_missing, _missing(), _service()), lines=12)


def _service() -> rx.Component:
    return rx.el.article(
        service_head(),
        service_chapters(),
        act_at_hand(),
        lang=ServiceState.service.lang,
        class_name="grid gap-14 md:gap-20",
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
    Page(
        route=f"{SERVICES_ROUTE}/[service_slug]",
        title=SERVICE_TITLE,
        content=service_page,
        on_load=[ServiceState.load],
    ),
)
