"""What goes into and comes out of the room: API bodies and frozen rows."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from aistrategyhub.features.quotes.models import RequestStatus


@dataclass(frozen=True)
class Answered:
    """An answer as it was asked and given."""

    key: str
    kind: str
    label: str
    value: Any
    shown: str


@dataclass(frozen=True)
class Wish:
    """What somebody asks for, tidy and checked."""

    name: str
    email: str
    phone: str
    company: str
    words: str
    answers: tuple[Answered, ...] = ()


@dataclass(frozen=True)
class Subject:
    """What the quote is about: a service with its questions, or nothing in particular."""

    item_id: UUID | None = None
    slug: str = ""
    name: str = ""
    version: int | None = None
    questions: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Occasion:
    """Where a request came from: the page, the language, who is signed in, and words that came along."""

    page: str = ""
    locale: str = "it"
    user_id: UUID | None = None
    prefill: str = ""


@dataclass(frozen=True)
class ChoiceField:
    """One of the answers to choose from. `name` is that of its tick where several may be chosen."""

    key: str = ""
    label: str = ""
    name: str = ""


@dataclass(frozen=True)
class QuestionField:
    """A question as the form asks it."""

    key: str = ""
    name: str = ""
    kind: str = "text"
    label: str = ""
    hint: str = ""
    is_required: bool = False
    options: list[ChoiceField] = field(default_factory=list)


@dataclass(frozen=True)
class FileRow:
    """A file of a request. `key` names it; `href` is empty while it waits."""

    key: str = ""
    name: str = ""
    size_label: str = ""
    href: str = ""


@dataclass(frozen=True)
class SubjectView:
    """The service at the head of the form."""

    slug: str = ""
    name: str = ""
    description: str = ""
    price_label: str = ""
    route: str = ""


@dataclass(frozen=True)
class ContactView:
    """What the form is filled with for whoever is signed in."""

    name: str = ""
    email: str = ""
    phone: str = ""
    company: str = ""


class QuoteRequestBody(BaseModel):
    """A request as a program sends it. Each field is checked with its own sentence.

    `answers` are by the key of the service's questions, `files` the ids that `POST /quote-requests/files` answered.
    `website` is a trap for robots and stays empty; `proof` is
    the solved challenge of `GET /contact/challenge`.
    """

    model_config = ConfigDict(extra="forbid")

    service: str = Field(default="", max_length=120, examples=["nis2-gap-assessment"])
    name: str = Field(max_length=500, examples=["Lucia Brenta"])
    email: str = Field(max_length=500, examples=["lucia@officinebrenta.example"])
    phone: str = Field(default="", max_length=500)
    company: str = Field(default="", max_length=500, examples=["Officine Brenta S.r.l."])
    message: str = Field(default="", max_length=20_000)
    answers: dict[str, Any] = Field(default_factory=dict, max_length=100)
    files: list[Annotated[str, Field(max_length=100)]] = Field(default=[], max_length=50)
    consent: bool = Field(examples=[True])
    prefill: str = Field(default="", max_length=100)
    page: str = Field(default="", max_length=500)
    locale: str = Field(default="it", pattern="^(it|en)$")
    website: str = Field(default="", max_length=500)
    proof: str = Field(max_length=4000)


class WaitingFileBody(BaseModel):
    """A file that waits for a day to be sent along: `id` goes into `files` of the request."""

    id: str
    name: str
    content_type: str
    bytes: int


class SentFileBody(BaseModel):
    """A file of a request; `url` is for staff."""

    id: UUID
    name: str
    content_type: str
    bytes: int
    sha256: str
    url: str


class RequestedBody(BaseModel):
    """The request is with the firm. The same submit gives the same number."""

    number: str = Field(examples=["QR-2026-00001"])


class AnsweredBody(BaseModel):
    key: str
    kind: str
    label: str
    value: Any
    shown: str


class RequestBody(BaseModel):
    """A request as the firm's programs read it."""

    id: UUID
    number: str
    service: str
    service_name: str
    name: str
    email: str
    phone: str
    company: str
    message: str
    answers: list[AnsweredBody]
    files: list[SentFileBody]
    prefill: str
    page: str
    locale: str
    status: RequestStatus
    consent_words: str
    consented_at: datetime
    received_at: datetime


class StatusBody(BaseModel):
    """Where a request is put."""

    model_config = ConfigDict(extra="forbid")

    status: Literal["new", "in_review", "quoted", "spam"]


@dataclass(frozen=True)
class RequestRow:
    """One line of the list."""

    request_id: str = ""
    number: str = ""
    received_label: str = ""
    name: str = ""
    company: str = ""
    email: str = ""
    item_name: str = ""
    status_label: str = ""
    status_tone: str = "neutral"
    files: list[FileRow] = field(default_factory=list)


@dataclass(frozen=True)
class AnswerRow:
    label: str = ""
    shown: str = ""


@dataclass(frozen=True)
class RequestView:
    """One request as a person reads it. `answer_href` opens an answer in their own mail program."""

    request_id: str = ""
    number: str = ""
    received_label: str = ""
    name: str = ""
    company: str = ""
    email: str = ""
    phone: str = ""
    phone_href: str = ""
    item_name: str = ""
    item_route: str = ""
    words: str = ""
    answers: list[AnswerRow] = field(default_factory=list)
    files: list[FileRow] = field(default_factory=list)
    prefill: str = ""
    page: str = ""
    language: str = ""
    status: str = ""
    status_label: str = ""
    status_tone: str = "neutral"
    consent_words: str = ""
    consent_label: str = ""
    answer_href: str = ""
