"""A month of the blog as a sheet of whole weeks; on a phone only the days on which something happens."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.blog.links import POSTS_ROUTE
from aistrategyhub.features.blog.schemas.screens import CalendarDay, CalendarItem
from aistrategyhub.features.blog.state.calendar import BlogCalendarState
from aistrategyhub.ui.parts.actions import button, link
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.words import badge

_S = BlogCalendarState


def month_tools() -> rx.Component:
    """Which month it is, and the ones beside it."""
    return rx.el.div(
        rx.el.h2(_S.title, class_name="display text-xl", aria_live="polite"),
        rx.el.div(
            button(_("Mese prima"), kind="secondary", on_click=_S.turn(-1)),
            button(_("Oggi"), kind="quiet", on_click=_S.show_today),
            button(_("Mese dopo"), kind="secondary", on_click=_S.turn(1)),
            class_name="flex flex-wrap gap-2",
        ),
        class_name="flex flex-wrap items-center justify-between gap-3",
    )


def month_sheet() -> rx.Component:
    """The days of the month in their weeks."""
    weekdays = (_("lun"), _("mar"), _("mer"), _("gio"), _("ven"), _("sab"), _("dom"))
    return rx.el.div(
        rx.el.div(
            *(rx.el.span(name) for name in weekdays),
            class_name="hidden grid-cols-7 gap-px pb-1 text-sm text-ink-faint md:grid",
            aria_hidden="true",
        ),
        rx.el.ol(
            rx.foreach(_S.days, _day),
            class_name="grid gap-3 md:grid-cols-7 md:gap-0 md:border-l md:border-t md:border-line",
        ),
        when(
            _S.is_empty,
            rx.el.p(_("In questo mese non c’è niente in programma."), class_name="py-6 text-ink-soft"),
        ),
    )


def _day(day: rx.Var[CalendarDay]) -> rx.Component:
    shown = rx.cond(day.acts.length() > 0, "", "hidden md:block")
    dimmed = rx.cond(day.is_outside, "text-ink-faint", "")
    return rx.el.li(
        rx.el.p(
            rx.el.span(day.name, class_name="md:sr-only"),
            rx.el.span(day.number, class_name="hidden md:inline", aria_hidden="true"),
            class_name=rx.cond(day.is_today, "text-sm font-semibold underline", "text-sm"),
        ),
        rx.el.ul(rx.foreach(day.acts, _item), class_name="grid gap-2 pt-1"),
        class_name=[shown, dimmed, "border-b border-line pb-3 md:min-h-28 md:min-w-0 md:border-r md:p-2"],
        custom_attrs={"aria-current": rx.cond(day.is_today, "date", "false")},
    )


def _item(item: rx.Var[CalendarItem]) -> rx.Component:
    return rx.el.li(
        rx.el.span(item.time, " ", class_name="tabular-nums text-ink-soft"),
        badge(item.label, item.tone),
        link(item.title, f"{POSTS_ROUTE}/" + item.id),
        class_name="grid justify-items-start gap-1 text-sm wrap-anywhere",
    )
