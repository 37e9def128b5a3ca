"""Parts that one gives something with: dates, moments, files."""

from typing import Any

import reflex as rx

from aistrategyhub.core import moments
from aistrategyhub.core.access import public
from aistrategyhub.core.feature import Page, Shell
from aistrategyhub.core.text import date_label, moment_label
from aistrategyhub.ui import forms
from aistrategyhub.ui.gallery.basics import FOR_LOOKING
from aistrategyhub.ui.parts import actions, date_picker, file_drop, floating, words


class GalleryDates(forms.FormMixin, rx.State):
    chosen: str = ""
    understood: str = ""

    @rx.event
    @public(FOR_LOOKING)
    async def choose(self, day: str) -> None:
        self.chosen = day

    @rx.event
    @public(FOR_LOOKING)
    async def submit(self, data: dict[str, Any]) -> Any:
        self._start()
        yield
        async with self._filling():
            due = moments.read_day(str(data.get("due", "")), "due")
            at = moments.read_moment(str(data.get("publish_at", "")), "publish_at")
            self.understood = f"{date_label(due)}; {moment_label(at)}"


class GalleryFiles(rx.State):
    arrived: list[str] = []

    @rx.event
    @public(FOR_LOOKING)
    async def note(self, ids: list[str]) -> None:
        self.arrived = [*self.arrived, *ids][-20:]


def choosing_page() -> rx.Component:
    return rx.el.div(
        words.page_header("Date e file", crumbs=[("Le parti", "/dev/ui")], size="2xl"),
        _form(),
        _dates(),
        _files(),
        class_name="grid gap-10",
    )


def _form() -> rx.Component:
    return words.section(
        "In un modulo",
        forms.form(
            forms.field_row(
                date_picker.date_field("Scadenza", "due", state=GalleryDates, hint="Un giorno lavorativo."),
                date_picker.moment_field("Pubblica il", "publish_at", state=GalleryDates),
            ),
            on_submit=GalleryDates.submit,
            state=GalleryDates,
            submit_label="Programma",
        ),
        rx.el.p(GalleryDates.understood, role="status"),
        class_name="max-w-prose",
    )


def _dates() -> rx.Component:
    return words.section(
        "Date in ogni stato",
        date_picker.date_field(
            "Nel 2027, dal 10 febbraio al 20 marzo",
            "limited",
            value="2027-02-28",
            min="2027-02-10",
            max="2027-03-20",
            on_change=GalleryDates.choose,
            required=False,
        ),
        rx.el.p("Scelta: ", GalleryDates.chosen, class_name="text-sm text-ink-soft"),
        date_picker.date_field("In errore", "wrong_date", value="31/2", error="Febbraio ha ventotto giorni."),
        date_picker.date_field("Spenta", "off_date", value="2026-11-21", disabled=True),
        date_picker.moment_field("Con un altro orologio", "tokyo", value="2026-12-01T09:30", zone="Asia/Tokyo"),
        floating.drawer(
            "Una data in un cassetto",
            date_picker.date_field("Nel cassetto", "in_drawer"),
            trigger=actions.button("Apri un cassetto con una data", kind="secondary"),
        ),
        class_name="max-w-prose",
    )


def _files() -> rx.Component:
    return words.section(
        "File",
        file_drop.file_drop(
            "Immagini",
            "images",
            address="/api/v1/media",
            accept="image/*,.pdf",
            largest=5_000_000,
            hint="Fotografie e loghi, anche più d'uno.",
            on_all_done=GalleryFiles.note,
        ),
        rx.el.p("Arrivati: ", GalleryFiles.arrived.join(", "), class_name="text-sm text-ink-soft"),
        file_drop.file_drop(
            "Visura", "report", address="/api/v1/media", multiple=False, error="Serve la visura camerale."
        ),
        file_drop.file_drop("Spento", "no_files", address="/api/v1/media", disabled=True, required=False),
        class_name="max-w-prose",
    )


PAGES = (Page("/dev/ui/scegliere", "Date e file", choosing_page, shell=Shell.ADMIN, outside_production_only=True),)
