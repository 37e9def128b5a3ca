"""Pieces of the site's own pages."""

from dataclasses import dataclass

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.catalog.components import SERVICES_ROUTE, service_cards
from aistrategyhub.features.cms.state import ContactState, HomeState
from aistrategyhub.ui.parts.actions import link, link_button, outside_link
from aistrategyhub.ui.parts.figures import loaded
from aistrategyhub.ui.parts.reading import chapter, numbered_steps
from aistrategyhub.ui.parts.words import definitions

CONTACT_ROUTE = "/contatti"


@dataclass(frozen=True)
class MethodStep:
    """A step of how the firm works."""

    number: str
    title: str
    description: str


def opening() -> rx.Component:
    """The first thing one reads, and the laws it is about."""
    return rx.el.header(
        rx.el.h1(
            _("Intelligenza artificiale e sicurezza, in\u00a0regola e\u00a0con\u00a0misura"),
            class_name="display text-4xl lg:col-span-12 lg:text-wrap",
        ),
        rx.el.div(
            rx.el.p(
                _(
                    "Aiutiamo le imprese a usare l’intelligenza artificiale e a proteggere i propri sistemi secondo"
                    " l’AI Act e la NIS2: che cosa è dovuto, che cosa no, in che ordine conviene farlo."
                ),
                class_name="max-w-prose text-lg text-ink-soft",
            ),
            rx.el.div(
                link_button(_("Guarda i servizi"), SERVICES_ROUTE),
                link_button(_("Parla con noi"), CONTACT_ROUTE, kind="secondary"),
                class_name="flex flex-wrap gap-3 pt-3",
            ),
            class_name="grid content-start gap-5 lg:col-span-8",
        ),
        _laws(),
        class_name="grid gap-x-8 gap-y-6 lg:grid-cols-12",
    )


def _laws() -> rx.Component:
    laws = (
        ("AI Act", _("Regolamento (UE) 2024/1689")),
        ("NIS2", _("D.Lgs. 4 settembre 2024, n. 138")),
        ("GDPR", _("Regolamento (UE) 2016/679")),
        (_("Legge italiana sull’IA"), _("L. 23 settembre 2025, n. 132")),
    )
    return rx.el.ul(
        *(
            rx.el.li(
                rx.el.span(name, class_name="font-medium"),
                rx.el.span(text, class_name="text-right text-ink-faint"),
                class_name="flex flex-wrap items-baseline justify-between gap-x-4 border-t border-line py-2.5 text-sm",
            )
            for name, text in laws
        ),
        class_name="max-lg:pt-6 lg:col-span-4 lg:self-end",
    )


def areas() -> rx.Component:
    """The three things the firm does, each leading to its services."""
    return chapter(
        _("Che cosa facciamo"),
        _area(
            _("AI compliance"),
            _("Registro dei sistemi, classificazione, valutazioni d’impatto: si parte da ciò che è in uso davvero."),
            "ai-compliance",
        ),
        _area(
            _("Cybersecurity e NIS2"),
            _("Ambito, misure di base, fornitori, notifica degli incidenti: con le prove che una verifica chiede."),
            "cybersecurity-nis2",
        ),
        _area(
            _("Toolkit e formazione"),
            _("Documenti pronti da adattare e sessioni per chi decide, brevi e senza gergo."),
            "toolkit-formazione",
        ),
    )


def _area(name: str, text: str, category: str) -> rx.Component:
    return rx.el.div(
        rx.el.h3(
            link(name, f"{SERVICES_ROUTE}?categoria={category}", kind="quiet"), class_name="display text-xl sm:w-56"
        ),
        rx.el.p(text, class_name="max-w-form text-ink-soft sm:flex-1"),
        class_name="flex flex-wrap gap-x-8 gap-y-1 border-b border-line pb-6 last:border-b-0 last:pb-0",
    )


def featured_services() -> rx.Component:
    """The services that the owner puts forward."""
    return rx.el.section(
        rx.el.div(
            rx.el.h2(_("Da dove si comincia"), class_name="display text-2xl"),
            link(_("Tutti i servizi"), SERVICES_ROUTE),
            class_name="flex flex-wrap items-baseline justify-between gap-4",
        ),
        rx.el.div(loaded(HomeState.is_loaded, lambda: service_cards(HomeState.cards), lines=6), class_name="min-h-64"),
        class_name="grid gap-8",
    )


def method() -> rx.Component:
    """How the firm works, in four steps."""
    steps = (
        MethodStep(
            "1", _("Ascolto"), _("Una telefonata di mezz’ora, gratuita. Se non siamo le persone giuste, lo diciamo.")
        ),
        MethodStep(
            "2",
            _("Prezzo scritto"),
            _("Che cosa comprende, che cosa no e quanto costa. Molti servizi si acquistano qui."),
        ),
        MethodStep(
            "3",
            _("Lavoro in chiaro"),
            _("Interviste brevi, documenti chiesti una volta sola, una persona di riferimento."),
        ),
        MethodStep(
            "4",
            _("Consegna che resta"),
            _("Un rapporto che la direzione legge in venti minuti e un piano che si può eseguire."),
        ),
    )
    return chapter(_("Come lavoriamo"), numbered_steps(steps))


def invitation() -> rx.Component:
    """The last word of a page: talk to us."""
    return rx.el.section(
        rx.el.p(_("Mezz’ora per capire da dove cominciare."), class_name="display text-3xl"),
        rx.el.p(_("Rispondiamo entro un giorno lavorativo."), class_name="text-ink-soft"),
        rx.el.div(link_button(_("Parla con noi"), CONTACT_ROUTE), class_name="pt-3"),
        class_name="grid gap-2 border-t border-ink pt-8 md:pt-10",
    )


def ways_to_reach_us() -> rx.Component:
    """Addresses, telephone and mail."""
    contact = ContactState.contact
    return definitions(
        (_("E-mail"), outside_link(contact.email, contact.mail_href)),
        (_("Telefono"), outside_link(contact.phone, contact.phone_href)),
        ("PEC", outside_link(contact.pec_email, "mailto:" + contact.pec_email)),
        (
            _("Sede"),
            rx.el.address(
                rx.el.span(contact.company_name, class_name="block"),
                rx.el.span(contact.street, class_name="block"),
                rx.el.span(contact.city, class_name="block"),
                class_name="not-italic",
            ),
        ),
    )
