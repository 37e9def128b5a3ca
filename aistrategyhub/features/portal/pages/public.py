"""The page of an order, for whoever holds its key."""

import reflex as rx

from aistrategyhub.core.feature import Page
from aistrategyhub.core.text import mark
from aistrategyhub.features.portal.components import (
    billing_data,
    missing_order,
    order_head,
    order_history,
    order_lines,
    order_steps,
    payment_panel,
)
from aistrategyhub.features.portal.components.steps import order_steps_of_work
from aistrategyhub.features.portal.state import OrderPageState
from aistrategyhub.features.portal.state.one_click import OneClickState
from aistrategyhub.features.portal.state.steps import StepDecisionState
from aistrategyhub.ui.parts.figures import loaded


def order_page() -> rx.Component:
    return loaded(
        OrderPageState.is_loaded, lambda: rx.cond(OrderPageState.is_missing, missing_order(), _order()), lines=10
    )


def _order() -> rx.Component:
    return rx.el.div(
        order_steps(),
        rx.el.div(
            rx.el.div(
                order_head(), order_lines(), order_steps_of_work(), class_name="grid content-start gap-8 lg:col-span-7"
            ),
            rx.el.div(payment_panel(), class_name="lg:col-span-4 lg:col-start-9"),
            rx.el.div(billing_data(), class_name="lg:col-span-7"),
            rx.el.div(order_history(), class_name="lg:col-span-4 lg:col-start-9"),
            class_name="grid gap-x-8 gap-y-12 lg:grid-cols-12",
        ),
        class_name="grid gap-10",
    )


PAGES = (
    Page(
        route="/ordine/[order_key]",
        title=mark("Il tuo ordine"),
        content=order_page,
        on_load=[OrderPageState.load, OneClickState.load, StepDecisionState.arrive],
    ),
)
