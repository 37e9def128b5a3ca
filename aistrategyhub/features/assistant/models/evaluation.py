"""What the owner asks a bot before its visitors do, and what came of each round of it."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from aistrategyhub.core.clock import now
from aistrategyhub.infra.db import MOMENT, TenantOwned, stored_enum, tenant_reference


class RunStatus(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Verdict(StrEnum):
    """Of one question: RIGHT, or why not. NOT_FOUND: what was expected is not among the first five passages. SILENT: it
    was found, and the bot would say that it does not know. TALKATIVE: the bot would answer what it should not."""

    RIGHT = "right"
    NOT_FOUND = "not_found"
    SILENT = "silent"
    TALKATIVE = "talkative"


class EvaluationQuestion(TenantOwned, table=True):
    """A question, and what is to answer it: the document of `expected_source` (a `source_key`), where title
    or heading hold `expected_heading`; each empty for any. What is not `is_answerable` is to be declined."""

    __tablename__ = "evaluation_questions"
    __table_args__ = (
        tenant_reference("bot_id", "bots", ondelete="CASCADE"),
        Index("ix_evaluation_questions_bot", "tenant_id", "bot_id", "created_at"),
    )

    bot_id: UUID
    question: str = Field(max_length=500)
    locale: str = Field(default="it", max_length=5)
    is_answerable: bool = True
    expected_source: str = Field(default="", max_length=120)
    expected_heading: str = Field(default="", max_length=200)
    created_by: UUID | None = None
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)


class EvaluationRun(TenantOwned, table=True):
    """Every question asked once, in each way of searching. `ways` has their figures by name and `arms` those that
    searched for visitors then; `suggested_coverage` and `suggested_similarity` are the thresholds that would have kept
    most questions apart."""

    __tablename__ = "evaluation_runs"
    __table_args__ = (
        tenant_reference("bot_id", "bots", ondelete="CASCADE"),
        Index("ix_evaluation_runs_bot", "tenant_id", "bot_id", "created_at"),
    )

    bot_id: UUID
    status: RunStatus = Field(default=RunStatus.WAITING, sa_type=stored_enum(RunStatus))
    question_count: int = 0
    done_count: int = 0
    right_count: int = 0
    recall: float | None = None
    ways: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONB, nullable=False))
    arms: list[str] = Field(default_factory=list, sa_column=Column(JSONB, nullable=False))
    min_coverage: float = 0.0
    suggested_coverage: float | None = None
    suggested_similarity: float | None = None
    asked_by: UUID | None = None
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    ended_at: datetime | None = Field(default=None, sa_type=MOMENT)


class EvaluationResult(TenantOwned, table=True):
    """What came of one question in a run, as it was asked then. `place` is that of the first passage that answers it,
    among the first ten; `found` is the title of the first passage."""

    __tablename__ = "evaluation_results"
    __table_args__ = (
        tenant_reference("run_id", "evaluation_runs", ondelete="CASCADE"),
        Index("ix_evaluation_results_run", "tenant_id", "run_id", "position"),
    )

    run_id: UUID
    position: int
    question: str = Field(max_length=500)
    is_answerable: bool
    verdict: Verdict = Field(sa_type=stored_enum(Verdict))
    place: int | None = None
    coverage: float = 0.0
    similarity: float = 0.0
    found: str = Field(default="", max_length=300)
