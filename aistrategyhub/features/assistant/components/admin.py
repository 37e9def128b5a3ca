"""Bots, what they know and what was said to them."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.assistant.permissions import AssistantPermission
from aistrategyhub.features.assistant.rules.addresses import BOTS_ROUTE
from aistrategyhub.features.assistant.rules.screens import BOT_STATUSES, CONVERSATION_FILTERS, DOCUMENT_FILTERS
from aistrategyhub.features.assistant.rules.uploads import ACCEPTED, LARGEST_UPLOAD
from aistrategyhub.features.assistant.schemas.screens import BotRow, ConversationRow, DocumentRow
from aistrategyhub.features.assistant.state.admin import (
    AdminBotsState,
    AdminBotState,
    AdminConversationsState,
    AdminDocumentsState,
)
from aistrategyhub.ui.forms import field, field_row, form, select, text_area
from aistrategyhub.ui.parts.actions import button, link, link_button
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.figures import progress
from aistrategyhub.ui.parts.file_drop import file_drop
from aistrategyhub.ui.parts.floating import confirm
from aistrategyhub.ui.parts.words import badge, empty_state, section
from aistrategyhub.ui.tables import Column, search_box, status_box, table
from aistrategyhub.ui.viewer import may

_B, _D = AdminBotState, AdminDocumentsState


def bots_table() -> rx.Component:
    """Bots, a line each."""
    return table(
        AdminBotsState.rows,
        [
            Column(_("Assistente"), lambda row: link(row.name, f"{BOTS_ROUTE}/" + row.number)),
            Column(_("Stato"), lambda row: badge(row.status_label, row.status_tone), is_short=True),
            Column(_("Conosce"), lambda row: row.knows_label, is_short=True),
            Column(_("Questo mese"), _spending),
        ],
        caption=_("Assistenti"),
        empty=empty_state(
            _("Nessun assistente"),
            _("Il primo nasce da solo quando pubblichi qualcosa: è quello del sito, e conosce ciò che pubblichi."),
            action=when(
                may(AssistantPermission.CHANGE), button(_("Crealo adesso"), on_click=AdminBotsState.open_first)
            ),
        ),
    )


def _spending(row: rx.Var[BotRow]) -> rx.Component:
    return rx.el.div(
        progress(_("Spesa del mese"), value=row.percent),
        rx.el.p(row.spent_label, class_name="text-sm tabular-nums"),
        when(row.is_brief, badge(_("risponde in breve"), "waiting")),
        class_name="grid gap-1",
    )


def bot_form() -> rx.Component:
    """How the bot behaves. Its prompt, its model and their history are among the prompts."""
    statuses = [(status.value, _(label)) for status, (label, _tone) in BOT_STATUSES.items()]
    return section(
        _("Come si comporta"),
        form(
            field_row(
                field(_("Nome"), "name", state=_B, value=_B.bot.name),
                select(_("Stato"), "status", statuses, state=_B, value=_B.bot.status),
            ),
            text_area(_("Saluto"), "greeting", state=_B, value=_B.bot.greeting, required=False, rows=3),
            text_area(
                _("Argomenti di cui parla"),
                "topics",
                state=_B,
                value=_B.bot.topics,
                required=False,
                hint=_("Uno per riga. Del resto dice che non parla."),
            ),
            text_area(
                _("Parole a cui non risponde"),
                "refused_words",
                state=_B,
                value=_B.bot.refused_words,
                required=False,
                hint=_("Una parola o un’espressione per riga."),
            ),
            field_row(
                field(
                    _("Euro al mese"),
                    "monthly_euro",
                    state=_B,
                    value=_B.bot.monthly_euro,
                    inputmode="decimal",
                    hint=_("Dall’80 % risponde in breve; finiti, cita i documenti alla lettera."),
                ),
                field(
                    _("Domande al giorno"),
                    "daily_questions",
                    state=_B,
                    value=_B.bot.daily_questions,
                    inputmode="numeric",
                ),
            ),
            on_submit=_B.save,
            state=_B,
            submit_label=_("Salva"),
            key=_B.epoch.to_string(),
        ),
        link(_("Prompt, modello e lunghezza delle risposte"), "/admin/prompt/assistant-answer"),
    )


def documents_section() -> rx.Component:
    """What the bot knows, and teaching it more."""
    return section(
        _("Che cosa conosce"),
        when(may(AssistantPermission.TEACH), _uploading()),
        rx.el.div(
            search_box(_D, _("Titolo")),
            status_box(_D, DOCUMENT_FILTERS),
            class_name="flex flex-wrap items-center gap-3",
        ),
        table(
            _D.rows,
            [
                Column(_("Documento"), _document),
                Column(_("Stato"), _reading),
                Column(_("Contiene"), lambda row: row.size_label, is_short=True),
                Column(_("Cambiato"), lambda row: row.updated_label, is_short=True),
                Column(_("Azioni"), _document_acts),
            ],
            caption=_("Documenti"),
            state=_D,
            empty=empty_state(
                _("Nessun documento corrisponde"),
                _("Ciò che pubblichi sul sito arriva da solo; il resto caricalo qui sopra."),
            ),
        ),
        note=_("Servizi, articoli e pagine pubblicati sono letti da soli e seguono le loro modifiche."),
    )


def _uploading() -> rx.Component:
    return file_drop(
        _("Carica documenti"),
        "documents",
        address=_B.bot.upload_address,
        part="",
        accept=ACCEPTED,
        largest=LARGEST_UPLOAD,
        hint=_("PDF con testo, DOCX, TXT, MD, CSV, JSON, HTML: fino a 25 MB."),
        required=False,
        on_all_done=_D.arrived,
    )


def _document(row: rx.Var[DocumentRow]) -> rx.Component:
    return rx.el.span(
        row.title,
        rx.el.span(row.origin_label, class_name="block text-sm text-ink-soft"),
        class_name="wrap-anywhere",
    )


def _reading(row: rx.Var[DocumentRow]) -> rx.Component:
    return rx.el.div(
        badge(row.status_label, row.status_tone),
        when(row.status == "processing", progress(_("Lettura"), value=row.progress)),
        when(row.problem != "", rx.el.p(row.problem, class_name="max-w-form text-sm text-ink-soft")),
        class_name="grid justify-items-start gap-1",
    )


def _document_acts(row: rx.Var[DocumentRow]) -> rx.Component:
    return when(
        may(AssistantPermission.TEACH),
        rx.el.div(
            rx.cond(
                row.is_active,
                button(_("Disattiva"), kind="quiet", on_click=_D.switch(row.document_id, False)),
                button(_("Attiva"), kind="quiet", on_click=_D.switch(row.document_id, True)),
            ),
            button(_("Rileggi"), kind="quiet", on_click=_D.read_again(row.document_id)),
            confirm(
                _("Eliminare questo documento?"),
                rx.el.p(row.title, class_name="font-medium"),
                rx.el.p(_("L’assistente non lo conosce più. Il file sparisce per sempre.")),
                act=_D.delete(row.document_id),
                verb=_("Elimina"),
                trigger=button(_("Elimina"), kind="quiet"),
            ),
            class_name="flex flex-wrap gap-1",
        ),
    )


def conversations_section() -> rx.Component:
    """What visitors asked."""
    state = AdminConversationsState
    return rx.el.div(
        rx.el.div(
            search_box(state, _("Prima domanda o riferimento")),
            status_box(state, CONVERSATION_FILTERS),
            class_name="flex flex-wrap items-center gap-3",
        ),
        table(
            state.rows,
            [
                Column(_("Prima domanda"), _opening),
                Column(_("Stato"), lambda row: badge(row.status_label, row.status_tone)),
                Column(_("Messaggi"), lambda row: row.messages_label, is_number=True),
                Column(_("Costo"), lambda row: row.cost_label, is_number=True),
                Column(_("Ultimo"), lambda row: row.at_label, is_short=True),
            ],
            caption=_("Conversazioni"),
            state=state,
            empty=empty_state(
                _("Nessuna conversazione"), _("Qui compare ciò che i visitatori chiedono all’assistente.")
            ),
        ),
        class_name="grid gap-6",
    )


def _opening(row: rx.Var[ConversationRow]) -> rx.Component:
    address = AdminBotState.bot.conversations_route + "/" + row.conversation_id
    return rx.el.span(link(row.opening, address), class_name="wrap-anywhere")


def missing(title: str) -> rx.Component:
    """Instead of a bot or a conversation that is not there."""
    return empty_state(title, action=link_button(_("Tutti gli assistenti"), BOTS_ROUTE))
