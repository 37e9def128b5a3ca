"""Turns the rooms' pages into pages of the application: one address per language, each in its shell."""

from collections.abc import Iterable, Iterator

import reflex as rx

from aistrategyhub.core.feature import Feature, Page
from aistrategyhub.core.text import DEFAULT_LOCALE, _, speaking


def localized(route: str, locale: str) -> str:
    """The address of a page in a language: `/servizi` in Italian, `/en/servizi` in English."""
    if locale == DEFAULT_LOCALE:
        return route
    return f"/{locale}" if route == "/" else f"/{locale}{route}"


def all_pages(features: Iterable[Feature]) -> Iterator[Page]:
    yield Page(route="/", title="Prova", content=lambda: rx.el.p(_("Prova")))


def add_page(app: rx.App, page: Page, locale: str) -> None:
    def content() -> rx.Component:
        with speaking(locale):
            return rx.el.main(page.content(), class_name="p-4")

    with speaking(locale):
        app.add_page(content, route=localized(page.route, locale), title=_(page.title))
