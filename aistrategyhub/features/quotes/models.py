"""Requests for a quote, and what other rooms prepared for one."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from aistrategyhub.core.clock import now
from aistrategyhub.infra.db import MOMENT, TenantOwned, stored_enum, tenant_reference, tenant_unique


class RequestStatus(StrEnum):
    NEW = "new"
    READ = "read"
    ANSWERED = "answered"
    SPAM = "spam"


class QuoteRequest(TenantOwned, table=True):
    """One request. Its answers are kept as they were asked: `[{key, kind, label, value, shown}]`, with the version of
    the questionnaire.

    `item_name` is the service's name as it was read. `prefill` are the words that an assessment gave along.
    `request_key` names the submit that made it, `proof_key` the proof of work that it spent.
    """

    __tablename__ = "quote_requests"
    __table_args__ = (
        tenant_unique("number"),
        tenant_unique("request_key"),
        tenant_unique("proof_key"),
        tenant_reference("user_id", "users"),
        tenant_reference("item_id", "catalog_items"),
        Index("ix_quote_requests_received", "tenant_id", "received_at"),
        Index("ix_quote_requests_status", "tenant_id", "status", "received_at"),
        Index("ix_quote_requests_email", "tenant_id", "email"),
        Index("ix_quote_requests_user", "tenant_id", "user_id", "received_at"),
        Index("ix_quote_requests_item", "tenant_id", "item_id"),
    )

    number: str = Field(max_length=20)
    user_id: UUID | None = None
    item_id: UUID | None = None
    item_slug: str = Field(default="", max_length=120)
    item_name: str = Field(default="", max_length=200)
    name: str = Field(max_length=120)
    email: str = Field(max_length=255)
    phone: str = Field(default="", max_length=40)
    company: str = Field(default="", max_length=160)
    words: str = Field(default="", sa_column=Column(Text, nullable=False))
    answers: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSONB, nullable=False))
    questionnaire_version: int | None = None
    prefill: str = Field(default="", sa_column=Column(Text, nullable=False))
    page: str = Field(default="", max_length=500)
    locale: str = Field(default="it", max_length=5)
    consent_words: str = Field(max_length=500)
    consent_version: str = Field(max_length=40)
    notice_version: str = Field(default="", max_length=40)
    consented_at: datetime = Field(sa_type=MOMENT)
    status: RequestStatus = Field(default=RequestStatus.NEW, sa_type=stored_enum(RequestStatus))
    status_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    status_by: UUID | None = None
    request_key: str = Field(max_length=64)
    proof_key: str | None = Field(default=None, max_length=64)
    received_at: datetime = Field(default_factory=now, sa_type=MOMENT)


class QuotePrefill(TenantOwned, table=True):
    """Words that another room gives along with a request: whoever holds its signed key sees them in the form."""

    __tablename__ = "quote_prefills"
    __table_args__ = (tenant_unique("source", "source_id"), Index("ix_quote_prefills_kept", "tenant_id", "kept_at"))

    source: str = Field(max_length=40)
    source_id: UUID
    about: str = Field(default="", max_length=120)
    words: str = Field(sa_column=Column(Text, nullable=False))
    kept_at: datetime = Field(default_factory=now, sa_type=MOMENT)
