"""What one writes in: long texts."""

import reflex as rx

from aistrategyhub.core.access import public
from aistrategyhub.core.feature import Page as Screen
from aistrategyhub.core.feature import Shell
from aistrategyhub.ui.parts import actions, words
from aistrategyhub.ui.parts.rich_text import rich_text

_FOR_LOOKING = "a page for looking at parts, outside production; it touches no data"


class GalleryText(rx.State):
    kept: str = "<h2>Che cosa cambia</h2><p>Il regolamento vale <strong>da agosto</strong>.</p>"

    @rx.event
    @public(_FOR_LOOKING)
    async def keep(self, html: str) -> None:
        self.kept = html

    @rx.event
    @public(_FOR_LOOKING)
    async def answer_late(self) -> None:
        self.kept = "<p>Risposta del server</p>"


def writing_page() -> rx.Component:
    return rx.el.div(
        words.page_header("Un testo lungo", crumbs=[("Cruscotto", "/dev/ui/densa")], size="2xl"),
        rx.el.div(
            rich_text("Risposta", value=GalleryText.kept, on_change=GalleryText.keep, hint="Titoli, elenchi, tabelle."),
            rich_text("Con un errore", path="wrong", value="<p>Corto.</p>", error="Scrivi almeno due frasi."),
            rx.el.div(
                rx.el.p("Arrivato al server: ", rx.el.output(GalleryText.kept, id="arrivato")),
                actions.button("Il server risponde tardi", kind="secondary", on_click=GalleryText.answer_late),
                class_name="grid gap-3 wrap-break-word",
            ),
            class_name="grid max-w-prose gap-8",
        ),
        class_name="grid gap-10",
    )


PAGES = (Screen("/dev/ui/testo", "Un testo lungo", writing_page, shell=Shell.ADMIN, outside_production_only=True),)
