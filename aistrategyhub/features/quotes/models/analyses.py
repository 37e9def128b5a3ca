"""What a model made of a request: pieces that staff take into the draft of an offer, one by one, or put aside."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Column, Index, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from aistrategyhub.core.clock import now
from aistrategyhub.infra.db import MOMENT, TenantOwned, stored_enum, tenant_reference, tenant_unique


class AnalysisStatus(StrEnum):
    """How the question about a request stands."""

    WAITING = "waiting"
    ASKED = "asked"
    DONE = "done"
    FAILED = "failed"


class IdeaPiece(StrEnum):
    """What a piece is: something that the customer needs, a service of the catalogue, other work with an estimate, a
    step of the work, the opening words."""

    REQUIREMENT = "requirement"
    SERVICE = "service"
    WORK = "work"
    STEP = "step"
    INTRO = "intro"


class IdeaState(StrEnum):
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class QuoteAnalysis(TenantOwned, table=True):
    """A question to a model about a request, and the call that says which model answered and what it cost.

    `failure` is the message id that says why it was not answered, or is empty; `failure_values` fill it. `tries` counts
    the calls that were made for it.
    """

    __tablename__ = "quote_analyses"
    __table_args__ = (
        tenant_reference("request_id", "quote_requests", ondelete="CASCADE"),
        tenant_reference("call_id", "model_calls"),
        Index("ix_quote_analyses_request", "tenant_id", "request_id", "asked_at"),
        Index("ix_quote_analyses_call", "tenant_id", "call_id"),
        Index("ix_quote_analyses_asked_by", "tenant_id", "asked_by"),
    )

    request_id: UUID
    status: AnalysisStatus = Field(default=AnalysisStatus.WAITING, sa_type=stored_enum(AnalysisStatus))
    tries: int = 0
    failure: str = Field(default="", max_length=300)
    failure_values: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSONB, nullable=False))
    call_id: UUID | None = None
    asked_by: UUID | None = None
    asked_at: datetime = Field(default_factory=now, sa_type=MOMENT)


class QuoteIdea(TenantOwned, table=True):
    """A piece of the answer. `name` is its head, `words` what it says; `slug` names a service of the catalogue,
    `figure` is a price or a share as staff type it, an estimate that nobody has checked."""

    __tablename__ = "quote_ideas"
    __table_args__ = (
        tenant_reference("analysis_id", "quote_analyses", ondelete="CASCADE"),
        tenant_unique("analysis_id", "position"),
        Index("ix_quote_ideas_decided_by", "tenant_id", "decided_by"),
    )

    analysis_id: UUID
    position: int
    piece: IdeaPiece = Field(sa_type=stored_enum(IdeaPiece))
    name: str = Field(default="", max_length=160)
    words: str = Field(default="", sa_column=Column(Text, nullable=False))
    slug: str = Field(default="", max_length=120)
    figure: str = Field(default="", max_length=20)
    state: IdeaState = Field(default=IdeaState.PROPOSED, sa_type=stored_enum(IdeaState))
    decided_by: UUID | None = None
    decided_at: datetime | None = Field(default=None, sa_type=MOMENT)
