"""The assistant as screens show it."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Segment:
    """Words of an answer, and the number of the source that they rest on, empty for none. `key` names the source in
    the whole page."""

    words: str
    number: str = ""
    key: str = ""


@dataclass(frozen=True)
class SourceRow:
    """A source below an answer. `href` opens its page at the words quoted, empty where it has none."""

    key: str
    label: str
    place: str
    quote: str
    href: str


@dataclass(frozen=True)
class ChatLine:
    """One thing said. `notice` says how an answer came about, `person` which colleague spoke; a `note` is what
    happened, and has no other words."""

    message_id: str
    is_visitor: bool
    segments: list[Segment] = field(default_factory=list)
    sources: list[SourceRow] = field(default_factory=list)
    notice: str = ""
    feedback: str = ""
    is_writing: bool = False
    person: str = ""
    note: str = ""


@dataclass(frozen=True)
class BotRow:
    number: str
    name: str
    status_label: str
    status_tone: str
    knows_label: str
    spent_label: str
    percent: int
    is_brief: bool


@dataclass(frozen=True)
class BotView:
    """A bot and how it behaves, as its form shows it."""

    number: int = 0
    name: str = ""
    status: str = ""
    greeting: str = ""
    topics: str = ""
    refused_words: str = ""
    monthly_euro: str = ""
    daily_questions: str = ""
    upload_address: str = ""
    conversations_route: str = ""
    knowledge_route: str = ""
    rounds_route: str = ""
    glossary_route: str = ""
    greeting_en: str = ""
    allowed_origins: str = ""
    colour: str = ""
    side: str = ""
    theme: str = ""
    languages: str = ""
    snippet: str = ""
    preview_address: str = ""


@dataclass(frozen=True)
class DocumentRow:
    document_id: str
    title: str
    origin_label: str
    status: str
    status_label: str
    status_tone: str
    problem: str
    progress: int
    size_label: str
    updated_label: str
    is_active: bool
    is_waiting: bool


@dataclass(frozen=True)
class ConversationRow:
    conversation_id: str
    opening: str
    at_label: str
    status_label: str
    status_tone: str
    messages_label: str
    cost_label: str
