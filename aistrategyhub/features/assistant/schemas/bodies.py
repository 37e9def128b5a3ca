"""What the API tells and takes about bots and their knowledge."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from aistrategyhub.features.assistant.models import (
    BotStatus,
    ConversationStatus,
    DocumentSource,
    DocumentStatus,
    DocumentType,
    Feedback,
    ReplyKind,
    ReplyStatus,
    WidgetColour,
    WidgetSide,
    WidgetTheme,
)

MOST_ORIGINS = 50
_Word = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\x00]*$")]
_Origin = Annotated[str, Field(max_length=255, examples=["https://www.esempio.it"])]
_Text = Annotated[str, Field(max_length=400, pattern=r"^[^\x00]*$")]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class BotBody(_Frozen):
    """A bot and how it behaves. `chunk_count` measures what it answers from; other sites, if among `allowed_origins`,
    name it by its `widget_key`."""

    number: int
    name: str
    status: BotStatus
    greeting: str
    greeting_en: str
    topics: list[str]
    refused_words: list[str]
    monthly_cents: int
    daily_questions: int
    min_coverage: float
    chunk_count: int
    widget_key: str
    widget_side: WidgetSide
    widget_colour: WidgetColour
    widget_theme: WidgetTheme
    widget_languages: list[str]
    allowed_origins: list[str]
    created_at: datetime
    updated_at: datetime


class BotChange(_Frozen):
    """What of a bot is to be otherwise; what is left out stays."""

    name: Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\x00]*\S[^\x00]*$")] | None = None
    status: BotStatus | None = None
    greeting: _Text | None = None
    greeting_en: _Text | None = None
    topics: Annotated[list[_Word], Field(max_length=40)] | None = None
    refused_words: Annotated[list[_Word], Field(max_length=200)] | None = None
    monthly_cents: Annotated[int, Field(ge=0, le=10_000_000)] | None = None
    daily_questions: Annotated[int, Field(ge=0, le=100_000)] | None = None
    min_coverage: Annotated[float, Field(ge=0, le=1)] | None = None
    widget_side: WidgetSide | None = None
    widget_colour: WidgetColour | None = None
    widget_theme: WidgetTheme | None = None
    widget_languages: Annotated[list[Literal["it", "en"]], Field(min_length=1, max_length=2)] | None = None
    allowed_origins: Annotated[list[_Origin], Field(max_length=MOST_ORIGINS)] | None = None


class NewBot(_Frozen):
    name: Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\x00]*\S[^\x00]*$")]


class DocumentBody(_Frozen):
    """A document. `failure` says in words why it was not read; `live_version` answers, null while none does."""

    id: UUID
    source: DocumentSource
    file_type: DocumentType
    title: str
    locale: str
    path: str
    status: DocumentStatus
    failure_code: str
    failure: str
    progress: int
    is_active: bool
    version: int
    live_version: int | None
    page_count: int
    chunk_count: int
    created_at: datetime
    updated_at: datetime
    processed_at: datetime | None


class DocumentChange(_Frozen):
    title: Annotated[str, Field(min_length=1, max_length=300, pattern=r"^[^\x00]*\S[^\x00]*$")] | None = None
    is_active: bool | None = None


class QuestionBody(_Frozen):
    """A question. `conversation` is the token of one that goes on; the answer's first event gives that of a new one."""

    message: Annotated[str, Field(max_length=100_000)]
    conversation: Annotated[str, Field(max_length=100)] = ""
    bot: Annotated[int, Field(ge=1, le=2**31 - 1)] = 1
    locale: Literal["it", "en"] = "it"


class CitationBody(_Frozen):
    """Words of a document that an answer rests on; its `number` stands behind the `at`th letter of the answer."""

    number: int
    chunk_id: UUID
    document_id: UUID
    title: str
    heading: str
    page: int | None
    path: str
    quote: str
    at: int


class MessageBody(_Frozen):
    """One thing said; `kind` says how an answer came about, `name` who of the firm spoke."""

    id: UUID
    role: Literal["visitor", "assistant", "person"]
    name: str
    words: str
    kind: ReplyKind | None
    status: ReplyStatus
    citations: list[CitationBody]
    feedback: Feedback
    created_at: datetime


class ConversationBody(_Frozen):
    """A conversation. `reference` names it to the firm once the visitor asked for a person."""

    id: UUID
    locale: str
    status: ConversationStatus
    reference: str | None
    opening: str
    message_count: int
    started_at: datetime
    last_message_at: datetime


class ConversationRowBody(ConversationBody):
    """The same for the firm: with what its answers cost."""

    cost_cents: Decimal


class TranscriptBody(ConversationBody):
    """Everything that was said, the oldest first. `with_person`: somebody of the firm is there, and the bot is silent;
    `last_event_id` is where the feed of events goes on."""

    with_person: bool
    person_name: str
    last_event_id: int
    messages: list[MessageBody]


class FeedbackBody(_Frozen):
    feedback: Feedback


class PersonBody(_Frozen):
    """Who wants a person. Somebody signed in need say nothing; others give an address, and `consent` to be answered
    there."""

    email: Annotated[str, Field(max_length=300)] = ""
    name: Annotated[str, Field(max_length=300)] = ""
    message: Annotated[str, Field(max_length=20_000)] = ""
    consent: bool = False


class RecipientBody(_Frozen):
    """Where the transcript is to be mailed, and the `consent` to that."""

    email: Annotated[str, Field(max_length=300)] = ""
    consent: bool = False


class AcceptedBody(_Frozen):
    accepted: bool


class ReferenceBody(_Frozen):
    """The number of the ticket, and the page where it opens for whoever has no chat window."""

    reference: str
    path: str
