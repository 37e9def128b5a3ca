"""Versions of prompts, monthly budgets, every call of a model, and trials of a prompt."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, Numeric, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from aistrategyhub.core.clock import now
from aistrategyhub.infra.db import MOMENT, TenantOwned, stored_enum, tenant_reference, tenant_unique

# Cents with four decimals: one call costs a fraction of a cent, and a month is the sum of many.
CENTS = Numeric(14, 4)


class CallStatus(StrEnum):
    """`ASKED` counts with what it may cost at most, until its answer says what it did cost."""

    ASKED = "asked"
    ANSWERED = "answered"
    FAILED = "failed"


class TrialStatus(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class PromptVersion(TenantOwned, table=True):
    """A prompt as somebody saved it, added and never changed. `prompt` names a `rules.PromptSpec`.

    The newest is in use; without any, the prompt is as it was shipped: version 0.
    """

    __tablename__ = "prompt_versions"
    __table_args__ = (tenant_unique("prompt", "number"),)

    prompt: str = Field(max_length=80)
    number: int
    model: str = Field(max_length=80)
    effort: str = Field(max_length=10)
    max_tokens: int
    instructions: str = Field(sa_column=Column(Text, nullable=False))
    note: str = Field(default="", max_length=200)
    restored_from: int | None = None
    created_by: UUID | None = None
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)


class PromptBudget(TenantOwned, table=True):
    """How many cents of euro one purpose may cost in a month of Rome."""

    __tablename__ = "prompt_budgets"
    __table_args__ = (tenant_unique("purpose"),)

    purpose: str = Field(max_length=40)
    monthly_cents: int
    updated_by: UUID | None = None
    updated_at: datetime = Field(default_factory=now, sa_type=MOMENT)


class ModelCall(TenantOwned, table=True):
    """One question put to a model: who asked, with which words, and its cost in cents of euro. Not what was said."""

    __tablename__ = "model_calls"
    __table_args__ = (Index("ix_model_calls_purpose", "tenant_id", "purpose", "asked_at"),)

    purpose: str = Field(max_length=40)
    prompt: str = Field(max_length=80)
    version: int
    model: str = Field(max_length=80)
    status: CallStatus = Field(default=CallStatus.ASKED, sa_type=stored_enum(CallStatus))
    prompt_tokens: int = 0
    answer_tokens: int = 0
    cost_cents: Decimal = Field(default=Decimal(0), sa_type=CENTS)
    failure: str = Field(default="", max_length=80)
    request_id: str = Field(default="", max_length=80)
    asked_by: UUID | None = None
    asked_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    ended_at: datetime | None = Field(default=None, sa_type=MOMENT)


class PromptTrial(TenantOwned, table=True):
    """A prompt tried from its screen: what was sent, and what the model answered."""

    __tablename__ = "prompt_trials"
    __table_args__ = (
        tenant_reference("call_id", "model_calls"),
        Index("ix_prompt_trials_call", "tenant_id", "call_id"),
        Index("ix_prompt_trials_prompt", "tenant_id", "prompt", "asked_at"),
    )

    prompt: str = Field(max_length=80)
    status: TrialStatus = Field(default=TrialStatus.WAITING, sa_type=stored_enum(TrialStatus))
    sent: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    answer: str = Field(default="", sa_column=Column(Text, nullable=False))
    call_id: UUID | None = None
    asked_by: UUID | None = None
    asked_at: datetime = Field(default_factory=now, sa_type=MOMENT)
