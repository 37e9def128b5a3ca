"""What goes into and comes out of the room: API bodies and frozen rows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from aistrategyhub.features.contact.models import MessageStatus


@dataclass(frozen=True)
class Inquiry:
    """What somebody wrote, tidy and checked."""

    name: str
    email: str
    phone: str
    words: str


@dataclass(frozen=True)
class Occasion:
    """Where and how it was written: the page, the service it asks about, the language, and who is signed in."""

    page: str = ""
    service_slug: str = ""
    service_name: str = ""
    locale: str = "it"
    user_id: UUID | None = None


class ContactBody(BaseModel):
    """A message as a program sends it. Each field is checked with its own sentence.

    `website` is a trap for robots and stays empty. `proof` is the solved challenge of `GET /contact/challenge`:
    base64 of the JSON `{"challenge": ..., "solution": {"counter": ..., "derivedKey": ...}}`.
    """

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=500, examples=["Lucia Brenta"])
    email: str = Field(max_length=500, examples=["lucia@officinebrenta.example"])
    phone: str = Field(default="", max_length=500, examples=["+39 049 000 0000"])
    message: str = Field(max_length=20_000, examples=["Usiamo un sistema che ordina i curricula: siamo obbligati?"])
    consent: bool = Field(examples=[True])
    page: str = Field(default="", max_length=500, examples=["/contatti"])
    service: str = Field(default="", max_length=120, examples=["ai-act-gap-assessment"])
    locale: str = Field(default="it", pattern="^(it|en)$")
    website: str = Field(default="", max_length=500)
    proof: str = Field(max_length=4000)


class ReceivedBody(BaseModel):
    """The message is in the inbox. `reference` is what to quote; the same submit gives the same one."""

    reference: UUID


class ChallengeBody(BaseModel):
    """A proof of work to solve before sending: find `counter` such that PBKDF2-SHA-256 of `nonce` followed by the
    counter (four bytes, big-endian), with this `salt` and `cost` iterations, begins with `keyPrefix`."""

    parameters: dict[str, Any]
    signature: str


class MessageBody(BaseModel):
    """A message as the inbox tells it."""

    id: UUID
    name: str
    email: str
    phone: str
    message: str
    page: str
    service: str
    locale: str
    status: MessageStatus
    consent_words: str
    consent_version: str
    notice_version: str
    consented_at: datetime
    received_at: datetime
    status_at: datetime


class StatusBody(BaseModel):
    """Where a message is put."""

    model_config = ConfigDict(extra="forbid")

    status: MessageStatus


@dataclass(frozen=True)
class MessageRow:
    """One line of the inbox."""

    message_id: str = ""
    received_label: str = ""
    name: str = ""
    email: str = ""
    opening: str = ""
    service_name: str = ""
    status_label: str = ""
    status_tone: str = "neutral"


@dataclass(frozen=True)
class MessageView:
    """One message as a person reads it. `answer_href` opens an answer in their own mail program."""

    message_id: str = ""
    received_label: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    phone_href: str = ""
    words: str = ""
    page: str = ""
    service_name: str = ""
    language: str = ""
    status: str = ""
    status_label: str = ""
    status_tone: str = "neutral"
    consent_words: str = ""
    consent_label: str = ""
    answer_href: str = ""
