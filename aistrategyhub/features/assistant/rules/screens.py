"""Conversations, bots and documents in words. Pure."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import quote as percent_encoded
from urllib.parse import urlencode

from aistrategyhub.core.text import _, mark, moment_label, number_label
from aistrategyhub.features.assistant.models import (
    Bot,
    BotStatus,
    ChatConversation,
    ChatMessage,
    ConversationStatus,
    DocumentSource,
    DocumentStatus,
    Feedback,
    KnowledgeDocument,
    MessageRole,
    WidgetColour,
    WidgetSide,
    WidgetTheme,
)
from aistrategyhub.features.assistant.rules.addresses import BOTS_ADDRESS, BOTS_ROUTE, LOADER_PATH, WIDGET_PREVIEW
from aistrategyhub.features.assistant.rules.failures import failure_label
from aistrategyhub.features.assistant.rules.talking import SOFT_STOP
from aistrategyhub.features.assistant.schemas.chat import Citation
from aistrategyhub.features.assistant.schemas.found import ReadPassage
from aistrategyhub.features.assistant.schemas.live import News, NewsKind
from aistrategyhub.features.assistant.schemas.screens import (
    BotRow,
    BotView,
    ChatLine,
    ConversationRow,
    DocumentRow,
    Segment,
    SourceRow,
)
from aistrategyhub.features.prompts.rules.views import cents_label
from aistrategyhub.features.support.models import TicketAuthor, TicketMessage
from aistrategyhub.features.support.rules import note_words

BOT_STATUSES = {
    BotStatus.DRAFT: (mark("Bozza"), "neutral"),
    BotStatus.ACTIVE: (mark("Attivo"), "action"),
    BotStatus.PAUSED: (mark("In pausa"), "waiting"),
}
DOCUMENT_STATUSES = {
    DocumentStatus.PENDING: (mark("In attesa"), "waiting"),
    DocumentStatus.PROCESSING: (mark("In lettura"), "waiting"),
    DocumentStatus.COMPLETED: (mark("Letto"), "action"),
    DocumentStatus.FAILED: (mark("Non letto"), "failed"),
}
DOCUMENT_FILTERS = {
    "tutti": (mark("Tutti"), ()),
    "letti": (mark("Letti"), (DocumentStatus.COMPLETED,)),
    "attesa": (mark("Da leggere"), (DocumentStatus.PENDING, DocumentStatus.PROCESSING)),
    "falliti": (mark("Non letti"), (DocumentStatus.FAILED,)),
}
CONVERSATION_STATUSES = {
    ConversationStatus.OPEN: (mark("Con l’assistente"), "neutral"),
    ConversationStatus.HANDED_OVER: (mark("Chiede una persona"), "waiting"),
    ConversationStatus.WITH_PERSON: (mark("Con una persona"), "action"),
}
CONVERSATION_FILTERS = {
    "tutte": (mark("Tutte"), ()),
    "persona": (mark("Chiedono una persona"), (ConversationStatus.HANDED_OVER,)),
    "con": (mark("Con una persona"), (ConversationStatus.WITH_PERSON,)),
}
_OFF = mark("Disattivato")
_QUOTED_WORDS = 5


def line_of_question(words: str, message_id: str = "") -> ChatLine:
    return ChatLine(message_id, is_visitor=True, segments=[Segment(words)])


def line_of_news(news: News) -> ChatLine | None:
    """What people said or did, as the visitor sees it; None for what the page says elsewhere."""
    message_id = str(news.message_id)
    if news.kind is NewsKind.OPENED:
        return None
    if news.kind is not NewsKind.MESSAGE:
        return ChatLine(message_id, is_visitor=False, note=_note_words(news))
    if news.is_visitor:
        return line_of_question(news.words, message_id)
    return ChatLine(message_id, is_visitor=False, segments=[Segment(news.words)], person=news.name or _("Lo studio"))


def _note_words(news: News) -> str:
    name = news.name or _("Una persona")
    if news.kind is NewsKind.JOINED:
        return _("{name} è nella conversazione: ti risponde una persona.", name=name)
    if news.kind is NewsKind.LEFT:
        return _("{name} ha lasciato la conversazione: risponde di nuovo l’assistente.", name=name)
    return _("La richiesta è chiusa. Se scrivi ancora a una persona, si riapre.")


def lines_of(messages: Sequence[ChatMessage], thread: Sequence[TicketMessage], reference: str) -> list[ChatLine]:
    """Everything that was said to bot and people, the oldest first, for the firm."""
    told = [(one.created_at, line_of_message(one)) for one in messages]
    for one in thread:
        note = note_words(one, reference)
        if note:
            told.append((one.created_at, ChatLine(str(one.id), is_visitor=False, note=note)))
        elif one.author is TicketAuthor.CUSTOMER:
            told.append((one.created_at, line_of_question(one.words, str(one.id))))
        else:
            said = ChatLine(str(one.id), is_visitor=False, segments=[Segment(one.words)], person=one.author_name)
            told.append((one.created_at, said))
    return [line for _at, line in sorted(told, key=lambda pair: pair[0])]


def line_of_reply(
    message_id: str,
    words: str,
    citations: Sequence[Citation],
    *,
    notice: str = "",
    feedback: str = "",
    is_writing: bool = False,
) -> ChatLine:
    """An answer with the numbers of its sources where they belong, and the sources below it."""
    return ChatLine(
        message_id,
        is_visitor=False,
        segments=_segments(message_id, words, citations),
        sources=_sources(message_id, citations),
        notice=notice,
        feedback=feedback,
        is_writing=is_writing,
    )


def line_of_message(message: ChatMessage) -> ChatLine:
    """What was written down, as it was said."""
    if message.role is MessageRole.VISITOR:
        return line_of_question(message.words)
    feedback = "" if message.feedback is Feedback.NONE else message.feedback.value
    return line_of_reply(
        str(message.id), message.words, [Citation(**one) for one in message.citations], feedback=feedback
    )


def bot_row(bot: Bot, spent: Decimal) -> BotRow:
    label, tone = BOT_STATUSES[bot.status]
    percent = int(min(spent * 100 / bot.monthly_cents, 100)) if bot.monthly_cents else 100
    return BotRow(
        str(bot.number),
        bot.name,
        _(label),
        tone,
        _("{count} passaggi", count=number_label(bot.chunk_count)),
        _("{spent} su {budget}", spent=cents_label(spent), budget=cents_label(Decimal(bot.monthly_cents))),
        percent,
        is_brief=percent >= SOFT_STOP * 100,
    )


def bot_view(bot: Bot, base_url: str = "") -> BotView:
    return BotView(
        number=bot.number,
        name=bot.name,
        status=bot.status.value,
        greeting=bot.greeting,
        topics="\n".join(bot.topics),
        refused_words="\n".join(bot.refused_words),
        monthly_euro=f"{Decimal(bot.monthly_cents) / 100:.2f}",
        daily_questions=str(bot.daily_questions),
        upload_address=f"{BOTS_ADDRESS}/{bot.number}/documents/upload",
        conversations_route=f"{BOTS_ROUTE}/{bot.number}/conversazioni",
        knowledge_route=f"{BOTS_ROUTE}/{bot.number}",
        rounds_route=f"{BOTS_ROUTE}/{bot.number}/prove",
        glossary_route=f"{BOTS_ROUTE}/{bot.number}/glossario",
        greeting_en=bot.greeting_en,
        allowed_origins="\n".join(bot.allowed_origins),
        colour=bot.widget_colour.value,
        side=bot.widget_side.value,
        theme=bot.widget_theme.value,
        languages=",".join(bot.widget_languages),
        snippet=snippet_of(bot, base_url),
        preview_address=f"{WIDGET_PREVIEW}?{urlencode(_look_of(bot) | {'bot': bot.widget_key})}",
    )


def snippet_of(bot: Bot, base_url: str) -> str:
    """What a site puts into its pages. It names what its button looks like, which is there before anything is asked."""
    look = "".join(f' data-{name}="{value}"' for name, value in _look_of(bot).items())
    return f'<script src="{base_url}{LOADER_PATH}" data-bot="{bot.widget_key}"{look} async></script>'


def _look_of(bot: Bot) -> dict[str, str]:
    """What is otherwise than the loader takes it by itself."""
    look = {"colour": bot.widget_colour.value, "side": bot.widget_side.value, "theme": bot.widget_theme.value}
    usual = {"colour": WidgetColour.GREEN, "side": WidgetSide.RIGHT, "theme": WidgetTheme.AUTO}
    own = {name: value for name, value in look.items() if value != usual[name]}
    return own | ({"lang": bot.widget_languages[0]} if len(bot.widget_languages) == 1 else {})


def document_row(document: KnowledgeDocument) -> DocumentRow:
    label, tone = DOCUMENT_STATUSES[document.status]
    is_off = not document.is_active and document.status is DocumentStatus.COMPLETED
    size = [_("{count} passaggi", count=number_label(document.chunk_count))] if document.chunk_count else []
    size += [_("{count} pagine", count=number_label(document.page_count))] if document.page_count else []
    return DocumentRow(
        document_id=str(document.id),
        title=document.title,
        origin_label=_origin(document),
        status=document.status.value,
        status_label=_(_OFF) if is_off else _(label),
        status_tone="neutral" if is_off else tone,
        problem=failure_label(document.failure, document.failure_values),
        progress=document.progress,
        size_label=", ".join(size),
        updated_label=moment_label(document.updated_at),
        is_active=document.is_active,
        is_waiting=document.status in (DocumentStatus.PENDING, DocumentStatus.PROCESSING),
    )


def _origin(document: KnowledgeDocument) -> str:
    if document.source is DocumentSource.SITE:
        return _("Dal sito")
    return document.path if document.source is DocumentSource.WEB else document.file_type.value.upper()


def conversation_row(conversation: ChatConversation, cents: Decimal) -> ConversationRow:
    label, tone = CONVERSATION_STATUSES[conversation.status]
    reference = f" · {conversation.reference}" if conversation.reference else ""
    return ConversationRow(
        str(conversation.id),
        conversation.opening,
        moment_label(conversation.last_message_at),
        _(label) + reference,
        tone,
        number_label(conversation.message_count),
        cents_label(cents),
    )


def _segments(message_id: str, words: str, citations: Sequence[Citation]) -> list[Segment]:
    segments, start = [], 0
    for one in sorted(citations, key=lambda one: one.at):
        end = min(max(one.at, start), len(words))
        segments.append(Segment(words[start:end], str(one.number), f"{message_id}-{one.number}"))
        start = end
    return [*segments, Segment(words[start:])] if words[start:] or not segments else segments


def _sources(message_id: str, citations: Sequence[Citation]) -> list[SourceRow]:
    """Each source once, with everything that is quoted of it."""
    quotes: dict[int, list[str]] = {}
    for one in citations:
        told = quotes.setdefault(one.number, [])
        told += [one.quote] if one.quote not in told else []
    first: dict[int, Any] = {}
    for one in citations:
        first.setdefault(one.number, one)
    return [
        SourceRow(
            f"{message_id}-{number}", f"{number}. {one.title}", place_of(one), " […] ".join(quotes[number]), _href(one)
        )
        for number, one in sorted(first.items())
    ]


def place_of(one: Citation | ReadPassage) -> str:
    """Where in its document it stands: heading and page."""
    heading = "" if one.heading == one.title else one.heading.removeprefix(f"{one.title} › ")
    page = _("pagina {number}", number=one.page) if one.page else ""
    return ", ".join(part for part in (heading, page) if part)


def _href(one: Citation) -> str:
    """The page, scrolled to the words where the browser knows text fragments (URL Fragment Text Directives)."""
    if not one.path:
        return ""
    words = one.quote.split()[:_QUOTED_WORDS]
    return f"{one.path}#:~:text={percent_encoded(' '.join(words), safe='')}" if words else one.path
