"""A visitor's choice, known only by the number that their browser keeps."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from aistrategyhub.core.clock import now
from aistrategyhub.infra.db import MOMENT, TenantOwned


class ConsentRecord(TenantOwned, table=True):
    """One choice, added and never changed: `choices` says yes or no for each purpose that was asked for, in the words
    of `wording` (the titles and descriptions as they were shown)."""

    __tablename__ = "consent_records"
    __table_args__ = (Index("ix_consent_records_given", "tenant_id", "given_at"),)

    choices: dict[str, bool] = Field(sa_column=Column(JSONB, nullable=False))
    wording_version: str = Field(max_length=12)
    wording: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    locale: str = Field(max_length=5)
    given_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    expires_at: datetime = Field(sa_type=MOMENT)
