"""Assessments, their versions, and what people answered."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from aistrategyhub.core.clock import now
from aistrategyhub.infra.db import MOMENT, TenantOwned, stored_enum, tenant_reference, tenant_unique


class VersionStatus(StrEnum):
    """One version of an assessment is a draft at most, one published at most."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class Assessment(TenantOwned, table=True):
    """An assessment at its address; its words are in its versions."""

    __tablename__ = "assessments"
    __table_args__ = (tenant_unique("slug"),)

    slug: str = Field(max_length=120)
    sort_order: int = 0
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)


class AssessmentVersion(TenantOwned, table=True):
    """The assessment as it was at one time (`document.Definition`). Only a draft changes; `revision` counts how often,
    so that two people do not write over each other."""

    __tablename__ = "assessment_versions"
    __table_args__ = (
        tenant_unique("assessment_id", "number"),
        tenant_reference("assessment_id", "assessments", ondelete="CASCADE"),
        Index(
            "uq_assessment_versions_published",
            "tenant_id",
            "assessment_id",
            unique=True,
            postgresql_where=text("status = 'published'"),
        ),
        Index(
            "uq_assessment_versions_draft",
            "tenant_id",
            "assessment_id",
            unique=True,
            postgresql_where=text("status = 'draft'"),
        ),
    )

    assessment_id: UUID
    number: int
    status: VersionStatus = Field(default=VersionStatus.DRAFT, sa_type=stored_enum(VersionStatus))
    revision: int = 0
    content: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    updated_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    published_at: datetime | None = Field(default=None, sa_type=MOMENT)
    published_by: UUID | None = None


class Sitting(TenantOwned, table=True):
    """Somebody's answers to one version. Whoever holds the token whose fingerprint is kept may read and change them.

    Score, level, outcome and the scores by section are those of the last time they asked for the result. The address
    is there only if they had the report sent, with the words that they agreed to. One that `is_preview`
    was begun by the owner on a draft and counts nowhere.
    """

    __tablename__ = "assessment_sittings"
    __table_args__ = (
        tenant_unique("token_hash"),
        tenant_reference("assessment_id", "assessments"),
        tenant_reference("version_id", "assessment_versions"),
        tenant_reference("user_id", "users"),
        Index("ix_assessment_sittings_results", "tenant_id", "assessment_id", "finished_at", "id"),
        Index("ix_assessment_sittings_user", "tenant_id", "user_id", "updated_at"),
        Index("ix_assessment_sittings_email", "tenant_id", "email"),
        Index("ix_assessment_sittings_updated", "tenant_id", "updated_at"),
    )

    assessment_id: UUID
    version_id: UUID
    token_hash: str = Field(max_length=64)
    user_id: UUID | None = None
    locale: str = Field(default="it", max_length=5)
    answers: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONB, nullable=False))
    score: int | None = None
    level: str = Field(default="", max_length=40)
    outcome: str = Field(default="", max_length=40)
    section_scores: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONB, nullable=False))
    email: str = Field(default="", max_length=255)
    consent_words: str = Field(default="", max_length=500)
    consent_version: str = Field(default="", max_length=40)
    notice_version: str = Field(default="", max_length=40)
    consented_at: datetime | None = Field(default=None, sa_type=MOMENT)
    is_preview: bool = False
    started_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    updated_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    finished_at: datetime | None = Field(default=None, sa_type=MOMENT)
