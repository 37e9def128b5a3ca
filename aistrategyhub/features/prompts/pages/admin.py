"""Prompts in the backoffice."""

import reflex as rx

from aistrategyhub.core.feature import NavEntry, NavGroup, Page, Shell
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.prompts import components
from aistrategyhub.features.prompts.links import PROMPTS_ROUTE
from aistrategyhub.features.prompts.permissions import PromptsPermission
from aistrategyhub.features.prompts.state import AdminPromptsState, AdminPromptState, PricesState
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.figures import loaded
from aistrategyhub.ui.parts.words import page_header
from aistrategyhub.ui.viewer import may


def prompts_page() -> rx.Component:
    return rx.el.div(
        page_header(
            _("Prompt"), size="2xl", lead=_("Che cosa il sito chiede ai modelli, con quali parole e quanto costa.")
        ),
        components.no_key_notice(AdminPromptsState.has_key),
        loaded(AdminPromptsState.is_loaded, components.prompts_table, lines=6),
        components.budget_section(),
        when(may(PromptsPermission.CHANGE), components.prices_section()),
        class_name="grid gap-10",
    )


def prompt_page() -> rx.Component:
    return loaded(
        AdminPromptState.is_loaded,
        lambda: rx.cond(AdminPromptState.is_missing, components.missing_prompt(), _one_prompt()),
        lines=12,
    )


def _one_prompt() -> rx.Component:
    return rx.el.div(
        page_header(
            AdminPromptState.label,
            lead=AdminPromptState.version_label,
            crumbs=[(_("Prompt"), PROMPTS_ROUTE)],
            size="2xl",
        ),
        rx.el.div(
            rx.el.div(
                rx.cond(may(PromptsPermission.CHANGE), components.prompt_form(), components.wording()),
                class_name="grid min-w-0 content-start",
            ),
            rx.el.div(
                when(may(PromptsPermission.CHANGE), components.trial_section()),
                components.version_list(),
                class_name="grid min-w-0 content-start gap-10",
            ),
            class_name="grid gap-10 xl:grid-cols-2",
        ),
        class_name="grid gap-8",
    )


PAGES = (
    Page(
        route=PROMPTS_ROUTE,
        title=mark("Prompt"),
        content=prompts_page,
        shell=Shell.ADMIN,
        permission=PromptsPermission.READ,
        on_load=[AdminPromptsState.load, PricesState.load],
    ),
    Page(
        route=f"{PROMPTS_ROUTE}/[prompt_name]",
        title=mark("Prompt"),
        content=prompt_page,
        shell=Shell.ADMIN,
        permission=PromptsPermission.READ,
        on_load=[AdminPromptState.load],
    ),
)
NAVIGATION = (
    NavEntry(
        Shell.ADMIN,
        mark("Prompt"),
        PROMPTS_ROUTE,
        70,
        "message-square-text",
        PromptsPermission.READ,
        NavGroup.SYSTEM,
    ),
)
