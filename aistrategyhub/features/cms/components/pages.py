"""A page of the site around its blocks: where it is, its title where no block carries it, and what stands instead."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.cms.components.blocks import page_blocks
from aistrategyhub.features.cms.schemas.views import PageView
from aistrategyhub.features.cms.state.pages import PageState
from aistrategyhub.ui.feedback import page_is_missing
from aistrategyhub.ui.parts.actions import link_button
from aistrategyhub.ui.parts.words import breadcrumb, empty_state
from aistrategyhub.ui.viewer import SIGN_IN_ROUTE


def site_page(page: rx.Var[PageView]) -> rx.Component:
    """A page as visitors see it; previews draw the same."""
    return rx.el.article(
        rx.cond(page.crumbs.length() > 0, breadcrumb(page.crumbs), rx.fragment()),
        rx.cond(page.has_opening, rx.fragment(), _head(page)),
        page_blocks(page.blocks),
        lang=page.lang,
        class_name="grid grid-cols-1 gap-12",
    )


def shown_page() -> rx.Component:
    """The page at this address, or why there is none to read."""
    return rx.cond(
        PageState.is_missing,
        page_is_missing(),
        rx.cond(PageState.for_members, _for_members(), site_page(PageState.page)),
    )


def _for_members() -> rx.Component:
    return empty_state(
        _("Questa pagina è riservata"),
        _("La legge chi ha un account: accedi e la troverai qui."),
        action=link_button(_("Accedi"), SIGN_IN_ROUTE),
    )


def _head(page: rx.Var[PageView]) -> rx.Component:
    return rx.el.header(
        rx.el.h1(page.title, class_name="display text-4xl wrap-break-word max-sm:hyphens-auto"),
        rx.cond(
            page.summary != "",
            rx.el.p(page.summary, class_name="max-w-prose whitespace-pre-line text-lg text-ink-soft"),
            rx.fragment(),
        ),
        class_name="grid grid-cols-1 gap-3",
    )
