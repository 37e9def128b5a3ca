"""Parts that lead through a product: tabs, drawers, trees, paths, banners."""

from dataclasses import replace

import reflex as rx

from aistrategyhub.core.access import public
from aistrategyhub.core.feature import Page, Shell
from aistrategyhub.ui import forms
from aistrategyhub.ui.gallery.basics import FOR_LOOKING
from aistrategyhub.ui.parts import actions, banner, figures, floating, tabs, tree, words

_LONG = "Precipitevolissimevolmente riorganizzate le responsabilità interdipartimentali"
_SITE = [
    tree.TreeItem("home", "Home", note="Pubblicata", tone="action"),
    tree.TreeItem("firm", "Chi siamo", note="Pubblicata", tone="action"),
    tree.TreeItem("method", "Il metodo", "firm"),
    tree.TreeItem("people", "Le persone", "firm", note="Bozza", tone="waiting"),
    tree.TreeItem("ada", "Ada Conti", "people"),
    tree.TreeItem("long", _LONG, "people", note="In errore", tone="failed"),
    tree.TreeItem("contact", "Contatti"),
]


class GalleryTree(rx.State):
    items: list[tree.TreeItem] = _SITE
    selected: str = "people"

    @rx.event
    @public(FOR_LOOKING)
    async def select(self, item: str) -> None:
        self.selected = item

    @rx.event
    @public(FOR_LOOKING)
    async def move(self, item: str, parent: str, place: int) -> None:
        moved = next((row for row in self.items if row.id == item), None)
        if moved is None:
            return
        others = [row for row in self.items if row.id != item]
        siblings = [row for row in others if row.parent == parent]
        at = others.index(siblings[place]) if place < len(siblings) else len(others)
        self.items = [*others[:at], replace(moved, parent=parent), *others[at:]]


class GalleryDrawer(rx.State):
    is_open: bool = False

    @rx.event
    @public(FOR_LOOKING)
    async def open(self) -> None:
        self.is_open = True

    @rx.event
    @public(FOR_LOOKING)
    async def close(self) -> None:
        self.is_open = False


def navigation_page() -> rx.Component:
    return rx.el.div(
        banner.banner(
            "Dal 24 dicembre al 6 gennaio rispondiamo alle richieste urgenti entro un giorno lavorativo.",
            title="Chiusura natalizia.",
            action=actions.link("Orari e recapiti", "/dev/ui"),
            dismissible=True,
        ),
        words.page_header(
            "Muoversi", crumbs=[("Le parti", "/dev/ui"), ("Amministrazione", "/dev/ui/densa")], size="2xl"
        ),
        _banners(),
        _breadcrumbs(),
        _tabs(),
        _drawers(),
        _trees(),
        class_name="grid gap-10",
    )


def _banners() -> rx.Component:
    said = (
        ("action", "La pubblicazione è finita: 214 pagine sono in linea."),
        ("waiting", "Stai lavorando con dati di prova."),
        ("failed", f"{_LONG}: la spedizione delle email è ferma da 12 minuti."),
    )
    return words.section("Avvisi di pagina", *(banner.banner(text, label=text, tone=tone) for tone, text in said))


def _breadcrumbs() -> rx.Component:
    above = [("Pagine", "/dev/ui"), ("Chi siamo", "/dev/ui"), (_LONG, "/dev/ui")]
    return words.section(
        "Percorso", words.breadcrumb(above, current="Le persone"), words.breadcrumb([("Ordini", "/dev/ui")])
    )


def _tabs() -> rx.Component:
    content = forms.field("Titolo", "tab_title", value="Chi siamo")
    return words.section(
        "Schede",
        tabs.tabs(
            "Una pagina",
            tabs.Tab("content", "Contenuto", content),
            tabs.Tab("seo", "Motori di ricerca", rx.el.p("Titolo e descrizione."), note="2 errori", tone="failed"),
            tabs.Tab("versions", "Versioni", words.empty_state("Nessuna versione", "La prima nasce pubblicando.")),
            tabs.Tab("loading", "In arrivo", figures.skeleton(), note="14"),
            tabs.Tab("off", "Spenta", rx.el.p("Non si vede."), disabled=True),
            tabs.Tab("long", _LONG, rx.el.p("Un nome lungo va a capo.")),
        ),
    )


def _drawers() -> rx.Component:
    return words.section(
        "Cassetti",
        rx.el.div(
            floating.drawer(
                "Dettagli della pagina",
                forms.field("Indirizzo", "drawer_slug", value="chi-siamo", hint="Solo lettere, cifre e trattini."),
                *(rx.el.p(f"Riga {number} di un testo lungo.") for number in range(1, 30)),
                trigger=actions.button("Apri il cassetto", kind="secondary"),
                actions=[actions.button("Salva"), floating.closing_button("Lascia stare")],
            ),
            floating.drawer(
                _LONG,
                figures.skeleton(),
                trigger=actions.button("Largo, in arrivo", kind="secondary"),
                width="wide",
            ),
            actions.button("Aperto dal server", kind="secondary", on_click=GalleryDrawer.open),
            floating.drawer(
                "Aperto dal server", rx.el.p("Testo."), open=GalleryDrawer.is_open, on_close=GalleryDrawer.close
            ),
            class_name="flex flex-wrap gap-3",
        ),
    )


def _trees() -> rx.Component:
    return words.section(
        "Alberi",
        rx.el.div(
            tree.tree(
                "Pagine del sito",
                GalleryTree.items,
                selected=GalleryTree.selected,
                on_select=GalleryTree.select,
                on_move=GalleryTree.move,
            ),
            tree.tree("Cartelle", [tree.TreeItem("one", "Fotografie"), tree.TreeItem("two", "Loghi", "one")], opened=1),
            tree.tree("Nessuna cartella", [], empty=words.empty_state("Nessuna cartella", "Creane una.")),
            class_name="grid items-start gap-8 md:grid-cols-3",
        ),
    )


PAGES = (Page("/dev/ui/muoversi", "Muoversi", navigation_page, shell=Shell.ADMIN, outside_production_only=True),)
