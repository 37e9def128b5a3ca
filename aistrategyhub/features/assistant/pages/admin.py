"""Where the firm looks after its bots."""

from collections.abc import Callable

import reflex as rx

from aistrategyhub.core.feature import NavEntry, NavGroup, Page, Shell
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.assistant.components import admin, analytics, web, widget
from aistrategyhub.features.assistant.components.conversation import one_conversation
from aistrategyhub.features.assistant.components.examining import examining
from aistrategyhub.features.assistant.components.glossary import glossary
from aistrategyhub.features.assistant.permissions import AssistantPermission
from aistrategyhub.features.assistant.rules.addresses import ANALYTICS_ROUTE, BOTS_ROUTE
from aistrategyhub.features.assistant.state.admin import (
    AdminBotsState,
    AdminBotState,
    AdminConversationsState,
    AdminDocumentsState,
)
from aistrategyhub.features.assistant.state.analytics import AdminAnalyticsState
from aistrategyhub.features.assistant.state.conversation import AdminConversationState
from aistrategyhub.features.assistant.state.examining import AdminOwnQuestionsState, AdminRoundState
from aistrategyhub.features.assistant.state.glossary import AdminGlossaryState
from aistrategyhub.features.assistant.state.web import AdminSitesState
from aistrategyhub.ui.parts.actions import link_button
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.figures import loaded
from aistrategyhub.ui.parts.words import page_header
from aistrategyhub.ui.viewer import may

_TITLE = mark("Assistente")


def bots_page() -> rx.Component:
    figures = link_button(_("Analisi"), ANALYTICS_ROUTE, kind="secondary")
    return rx.el.div(
        page_header(_("Assistente"), actions=[when(may(AssistantPermission.LISTEN), figures)], size="2xl"),
        loaded(AdminBotsState.is_loaded, admin.bots_table, lines=6),
        class_name="grid gap-6",
    )


def analytics_page() -> rx.Component:
    return rx.el.div(
        page_header(_("Analisi"), crumbs=[(_("Assistente"), BOTS_ROUTE)], size="2xl"),
        analytics.period_form(),
        loaded(AdminAnalyticsState.is_loaded, analytics.figures, lines=12),
        class_name="grid gap-8",
    )


def bot_page() -> rx.Component:
    return loaded(
        AdminBotState.is_loaded,
        lambda: rx.cond(AdminBotState.is_missing, admin.missing(_("Questo assistente non c’è")), _bot()),
        lines=14,
    )


def _bot() -> rx.Component:
    conversations = link_button(_("Conversazioni"), AdminBotState.bot.conversations_route, kind="secondary")
    return rx.el.div(
        page_header(
            AdminBotState.bot.name,
            crumbs=[(_("Assistente"), BOTS_ROUTE)],
            actions=[
                link_button(_("Prove"), AdminBotState.bot.rounds_route, kind="secondary"),
                link_button(_("Glossario"), AdminBotState.bot.glossary_route, kind="secondary"),
                when(may(AssistantPermission.LISTEN), conversations),
            ],
            size="2xl",
        ),
        admin.documents_section(),
        web.sites_section(),
        when(may(AssistantPermission.CHANGE), rx.fragment(admin.bot_form(), widget.widget_section())),
        class_name="grid gap-10",
    )


def rounds_page() -> rx.Component:
    return _of_a_bot(_("Prove"), AdminRoundState.is_loaded & AdminOwnQuestionsState.is_loaded, examining)


def glossary_page() -> rx.Component:
    return _of_a_bot(_("Glossario"), AdminGlossaryState.is_loaded, glossary)


def _of_a_bot(title: str, is_loaded: rx.Var[bool], content: Callable[[], rx.Component]) -> rx.Component:
    return loaded(
        AdminBotState.is_loaded & is_loaded,
        lambda: rx.cond(
            AdminBotState.is_missing,
            admin.missing(_("Questo assistente non c’è")),
            rx.el.div(
                page_header(
                    title,
                    crumbs=[
                        (_("Assistente"), BOTS_ROUTE),
                        (AdminBotState.bot.name, AdminBotState.bot.knowledge_route),
                    ],
                    size="2xl",
                ),
                content(),
                class_name="grid gap-8",
            ),
        ),
        lines=12,
    )


def conversations_page() -> rx.Component:
    return rx.el.div(
        page_header(_("Conversazioni"), crumbs=[(_("Assistente"), BOTS_ROUTE)], size="2xl"),
        loaded(AdminConversationsState.is_loaded, admin.conversations_section, lines=10),
        class_name="grid gap-6",
    )


def conversation_page() -> rx.Component:
    state = AdminConversationState
    return loaded(
        state.is_loaded,
        lambda: rx.cond(state.is_missing, admin.missing(_("Questa conversazione non c’è più.")), one_conversation()),
        lines=10,
    )


PAGES = (
    Page(
        route=BOTS_ROUTE,
        title=_TITLE,
        content=bots_page,
        shell=Shell.ADMIN,
        permission=AssistantPermission.READ,
        on_load=[AdminBotsState.load],
    ),
    Page(
        route=ANALYTICS_ROUTE,
        title=mark("Analisi"),
        content=analytics_page,
        shell=Shell.ADMIN,
        permission=AssistantPermission.LISTEN,
        on_load=[AdminAnalyticsState.load],
    ),
    Page(
        route=f"{BOTS_ROUTE}/[bot_number]",
        title=_TITLE,
        content=bot_page,
        shell=Shell.ADMIN,
        permission=AssistantPermission.READ,
        on_load=[
            AdminBotState.load,
            AdminDocumentsState.arrive,
            AdminDocumentsState.watch,
            AdminSitesState.load,
            AdminSitesState.watch,
        ],
    ),
    Page(
        route=f"{BOTS_ROUTE}/[bot_number]/prove",
        title=mark("Prove"),
        content=rounds_page,
        shell=Shell.ADMIN,
        permission=AssistantPermission.READ,
        on_load=[AdminBotState.load, AdminOwnQuestionsState.arrive, AdminRoundState.watch],
    ),
    Page(
        route=f"{BOTS_ROUTE}/[bot_number]/glossario",
        title=mark("Glossario"),
        content=glossary_page,
        shell=Shell.ADMIN,
        permission=AssistantPermission.READ,
        on_load=[AdminBotState.load, AdminGlossaryState.arrive],
    ),
    Page(
        route=f"{BOTS_ROUTE}/[bot_number]/conversazioni",
        title=mark("Conversazioni"),
        content=conversations_page,
        shell=Shell.ADMIN,
        permission=AssistantPermission.LISTEN,
        on_load=[AdminBotState.load, AdminConversationsState.arrive],
    ),
    Page(
        route=f"{BOTS_ROUTE}/[bot_number]/conversazioni/[conversation_id]",
        title=mark("Conversazione"),
        content=conversation_page,
        shell=Shell.ADMIN,
        permission=AssistantPermission.LISTEN,
        on_load=[AdminConversationState.load],
    ),
)
NAVIGATION = (
    NavEntry(Shell.ADMIN, _TITLE, BOTS_ROUTE, 35, "messages-square", AssistantPermission.READ, NavGroup.SITE),
)
