"""The pages of the site that belong to no other room: home, who the firm is, how to reach it."""

import reflex as rx

from aistrategyhub.core.feature import Page
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.cms.components import (
    CONTACT_ROUTE,
    areas,
    featured_services,
    invitation,
    method,
    opening,
    ways_to_reach_us,
)
from aistrategyhub.features.cms.state import ContactState, HomeState
from aistrategyhub.features.contact.components import contact_form
from aistrategyhub.ui.parts.figures import loaded
from aistrategyhub.ui.parts.reading import chapter, paragraphs, ruled_list
from aistrategyhub.ui.parts.words import page_header

ABOUT_ROUTE = "/chi-siamo"
_ROOMY = "grid gap-16 md:gap-24"


def home_page() -> rx.Component:
    return rx.el.div(
        opening(),
        featured_services(),
        areas(),
        method(),
        invitation(),
        class_name=_ROOMY,
    )


def about_page() -> rx.Component:
    return rx.el.div(
        page_header(
            _("Chi siamo"),
            lead=_(
                "Consulenti, giuristi e tecnici seduti allo stesso tavolo, perché le norme sull’IA e sulla sicurezza"
                " si rispettano nei sistemi prima che nei documenti."
            ),
            size="4xl",
        ),
        chapter(
            _("In che cosa crediamo"),
            paragraphs(
                _(
                    "Una regola si rispetta quando chi lavora la capisce. Per questo scriviamo poco, con parole comuni,"
                    " e proviamo ogni procedura con chi dovrà usarla.\n\nDiamo un prezzo prima e una data prima. Quando"
                    " un’impresa può fare da sola, spieghiamo come."
                )
            ),
        ),
        chapter(
            _("Che cosa facciamo sempre"),
            ruled_list(
                [
                    _("Citiamo l’articolo da cui discende ogni richiesta"),
                    _("Chiediamo l’evidenza, non solo la risposta"),
                    _("Firmiamo la riservatezza prima di ricevere un documento"),
                    _("Lasciamo all’impresa tutto il materiale, modificabile"),
                ]
            ),
        ),
        chapter(
            _("Che cosa non facciamo"),
            ruled_list(
                [
                    _("Non rilasciamo attestati di conformità: nessun consulente può farlo"),
                    _("Non vendiamo prodotti di sicurezza e non prendiamo provvigioni da chi li vende"),
                    _("Non mettiamo il nome di un cliente su un modello già scritto"),
                ],
                left_out=True,
            ),
        ),
        invitation(),
        class_name=_ROOMY,
    )


def contact_page() -> rx.Component:
    return rx.el.div(
        page_header(
            _("Contatti"),
            lead=_(
                "Bastano due righe: chi siete, che cosa usate, che cosa vi preoccupa. La risposta arriva in un giorno."
            ),
            size="4xl",
        ),
        chapter(_("Scrivici"), contact_form()),
        chapter(_("Dove trovarci"), loaded(ContactState.is_loaded, ways_to_reach_us, lines=4)),
        class_name="grid gap-12",
    )


PAGES = (
    Page(
        route="/",
        title=mark("Consulenza su AI Act e NIS2"),
        description=mark(
            "Consulenza per le imprese su intelligenza artificiale e sicurezza: AI Act, NIS2, formazione."
        ),
        content=home_page,
        on_load=[HomeState.load],
    ),
    Page(
        route=ABOUT_ROUTE,
        title=mark("Chi siamo"),
        description=mark("Chi siamo, come lavoriamo e che cosa non facciamo."),
        content=about_page,
    ),
    Page(
        route=CONTACT_ROUTE,
        title=mark("Contatti"),
        description=mark("Come raggiungerci: e-mail, telefono, PEC e sede."),
        content=contact_page,
        on_load=[ContactState.load],
    ),
)
