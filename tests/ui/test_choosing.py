"""Dates and files: what they are made of, and what the server makes of what they send."""

from typing import Any

import pytest
import reflex as rx

from aistrategyhub.core.text import speaking
from aistrategyhub.ui import forms
from aistrategyhub.ui.gallery.choosing import GalleryDates, GalleryFiles
from aistrategyhub.ui.parts import date_picker, file_drop
from tests.harness.states import Tab


class ChoiceState(forms.FormMixin, rx.State):
    day: str = ""
    folder: str = ""


@pytest.mark.parametrize(
    ("locale", "browser", "format"), [("it", "it-IT", "gg/mm/aaaa"), ("en", "en-GB", "dd/mm/yyyy")]
)
def test_a_date_speaks_the_language_of_its_page(locale: str, browser: str, format: str) -> None:
    with speaking(locale):
        drawn = str(date_picker.date_field("Scadenza", "due"))
    assert browser in drawn
    assert format in drawn


def test_a_date_is_tied_to_its_label_hint_and_error() -> None:
    drawn = str(date_picker.date_field("Scadenza", "due", error="Manca.", hint="Un giorno.", value=ChoiceState.day))
    assert 'htmlFor:"field-due"' in drawn
    assert 'id:"field-due"' in drawn
    assert "due-hint due-error" in drawn
    assert "invalid:true" in drawn
    assert "day_rx_state_" in drawn


def test_only_a_moment_has_a_time_and_names_its_clocks() -> None:
    assert "withTime:false" in str(date_picker.date_field("Il", "at"))
    moment = str(date_picker.moment_field("Il", "at", state=ChoiceState))
    assert "withTime:true" in moment
    assert "Ora di Roma" in moment
    assert "Ora di Asia/Tokyo" in str(date_picker.moment_field("Il", "at", zone="Asia/Tokyo"))


def test_files_go_where_they_are_told_with_what_goes_along() -> None:
    drawn = str(
        file_drop.file_drop("Immagini", "images", address="/api/v1/media", extra={"folder": ChoiceState.folder})
    )
    assert 'address:"/api/v1/media"' in drawn
    assert "folder_rx_state_" in drawn


async def test_a_schedule_is_understood(bare_tab: Tab) -> None:
    await bare_tab.send(GalleryDates.submit, data={"due": "2026-12-01", "publish_at": "2026-12-01T09:30"})
    assert bare_tab.seen(GalleryDates, "understood") == "1 dicembre 2026; 1 dic 2026, 09:30"
    assert bare_tab.seen(GalleryDates, "errors") == {}


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"due": "domani", "publish_at": "2026-12-01T09:30"}, "due"),
        ({"due": "2026-12-01", "publish_at": "2027-03-28T02:30"}, "publish_at"),
        ({"due": "2026-12-01"}, "publish_at"),
        ({}, "due"),
    ],
)
async def test_a_schedule_that_is_none_is_refused_beside_its_field(
    bare_tab: Tab, sent: dict[str, Any], field: str
) -> None:
    await bare_tab.send(GalleryDates.submit, data=sent)
    assert list(bare_tab.seen(GalleryDates, "errors")) == [field]


async def test_what_arrived_is_heard_once(bare_tab: Tab) -> None:
    await bare_tab.send(GalleryDates.choose, day="2027-03-01")
    assert bare_tab.seen(GalleryDates, "chosen") == "2027-03-01"
    await bare_tab.send(GalleryFiles.note, ids=["one", "two"])
    assert bare_tab.seen(GalleryFiles, "arrived") == ["one", "two"]
