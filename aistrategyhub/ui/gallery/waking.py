"""A prerendered page to be touched before it is awake: every kind of field, and acts that only exist in React."""

from collections.abc import Mapping
from typing import Any

import reflex as rx

from aistrategyhub.core.access import public
from aistrategyhub.core.feature import Page
from aistrategyhub.core.paths import in_every_language
from aistrategyhub.prerender.declared import Head, PublicPage, Session, Snapshot
from aistrategyhub.ui.gallery.basics import FOR_LOOKING
from aistrategyhub.ui.parts.actions import button, link
from aistrategyhub.ui.parts.words import page_header

ROUTE = "/dev/ui/risveglio"
_LONGEST = 200


class GalleryWaking(rx.State):
    """What the server was told. `shown` is what a snapshot shows and the database would know."""

    shown: str = ""
    text: str = ""
    filled: str = "già scritto"
    ticked: bool = False
    chosen: str = "uno"
    sent: str = ""
    presses: int = 0
    submissions: int = 0

    @rx.event
    @public(FOR_LOOKING)
    async def load(self) -> None:
        self.shown = ""

    @rx.event
    @public(FOR_LOOKING)
    async def write(self, text: str) -> None:
        self.text = text[:_LONGEST]

    @rx.event
    @public(FOR_LOOKING)
    async def fill(self, text: str) -> None:
        self.filled = text[:_LONGEST]

    @rx.event
    @public(FOR_LOOKING)
    async def tick(self, is_ticked: bool) -> None:
        self.ticked = is_ticked

    @rx.event
    @public(FOR_LOOKING)
    async def choose(self, choice: str) -> None:
        self.chosen = choice[:_LONGEST]

    @rx.event
    @public(FOR_LOOKING)
    async def press(self) -> None:
        self.presses += 1

    @rx.event
    @public(FOR_LOOKING)
    async def submit(self, form: dict[str, Any]) -> None:
        self.submissions += 1
        self.sent = str(form.get("line", ""))[:_LONGEST]


def waking_page() -> rx.Component:
    return rx.el.div(
        page_header("Risveglio", size="2xl"),
        rx.el.p("La pagina mostra: ", rx.el.output(GalleryWaking.shown, aria_label="mostrato")),
        _controlled(),
        rx.el.form(
            _labelled("Riga", rx.el.input(class_name="input", custom_attrs={"name": "line"})),
            button("Manda", submit=True),
            on_submit=GalleryWaking.submit,
            aria_label="Solo con React",
            class_name="grid gap-3",
        ),
        rx.el.form(
            _labelled("Cerca", rx.el.input(class_name="input", custom_attrs={"name": "q"})),
            button("Trova", kind="secondary", submit=True),
            on_submit=GalleryWaking.submit,
            action="/servizi",
            method="get",
            aria_label="Anche senza",
            class_name="grid gap-3",
        ),
        button("Premi", on_click=GalleryWaking.press),
        rx.el.details(rx.el.summary("Di più"), rx.el.p("Il resto.")),
        link("Servizi", "/servizi"),
        _known(),
        rx.el.div(class_name="h-[150vh]"),
        rx.el.h2("In fondo", id="in-fondo"),
        class_name="grid justify-items-start gap-6",
    )


def _controlled() -> rx.Component:
    return rx.el.div(
        _labelled("Testo", rx.el.input(value=GalleryWaking.text, on_change=GalleryWaking.write, class_name="input")),
        _labelled("Pieno", rx.el.input(value=GalleryWaking.filled, on_change=GalleryWaking.fill, class_name="input")),
        _labelled("Area", rx.el.textarea(value=GalleryWaking.text, on_change=GalleryWaking.write, class_name="input")),
        _labelled("Spunta", rx.el.input(type="checkbox", checked=GalleryWaking.ticked, on_change=GalleryWaking.tick)),
        _labelled(
            "Scelta",
            rx.el.select(
                *(rx.el.option(choice, value=choice) for choice in ("uno", "due", "tre")),
                value=GalleryWaking.chosen,
                on_change=GalleryWaking.choose,
                class_name="input",
            ),
        ),
        class_name="grid gap-3",
    )


def _labelled(label: str, control: rx.Component) -> rx.Component:
    return rx.el.label(label, " ", control)


def _known() -> rx.Component:
    """What reached the server."""
    known = {
        "testo": GalleryWaking.text,
        "pieno": GalleryWaking.filled,
        "spunta": rx.cond(GalleryWaking.ticked, "sì", "no"),
        "scelta": GalleryWaking.chosen,
        "riga": GalleryWaking.sent,
        "pressioni": GalleryWaking.presses.to_string(),
        "invii": GalleryWaking.submissions.to_string(),
    }
    return rx.el.dl(*(rx.el.div(rx.el.dt(name), rx.el.dd(value, aria_label=name)) for name, value in known.items()))


async def _snapshot(session: Session, params: Mapping[str, str]) -> Snapshot:
    head = Head("Risveglio", robots="noindex", alternates=in_every_language(ROUTE))
    return Snapshot({GalleryWaking: {"shown": "com’era"}}, head, frozenset({"gallery"}))


async def _nowhere(session: Session) -> list[str]:
    return []


PRERENDERED = PublicPage(ROUTE, _snapshot, _nowhere, query=("q",))
PAGES = (Page(ROUTE, "Risveglio", waking_page, on_load=[GalleryWaking.load], outside_production_only=True),)
