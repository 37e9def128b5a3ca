"""Every address of the site that no other room owns: what the firm published there, or that nothing is there."""

import reflex as rx

from aistrategyhub.core.feature import Page
from aistrategyhub.core.text import mark
from aistrategyhub.features.cms.components.pages import shown_page
from aistrategyhub.features.cms.state.pages import ANYWHERE, HOME, PageState
from aistrategyhub.ui.parts.figures import loaded


def published_page() -> rx.Component:
    return loaded(PageState.is_loaded, shown_page, lines=12)


PAGES = (
    Page(route=HOME.route, title=mark("Pagina iniziale"), content=published_page, on_load=[PageState.load]),
    Page(route=ANYWHERE.route, title=mark("Pagina"), content=published_page, on_load=[PageState.load]),
)
