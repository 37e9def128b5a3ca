"""What people agreed to, and took back: a ledger that the application's role may only add to."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, Text
from sqlalchemy.dialects.postgresql import INET
from sqlmodel import Field

from aistrategyhub.core.clock import now
from aistrategyhub.infra.db import MOMENT, TenantOwned, stored_enum, tenant_reference, tenant_unique


class ConsentPurpose(StrEnum):
    """What somebody accepts, takes note of, or allows."""

    TERMS = "terms"
    PRIVACY_NOTICE = "privacy_notice"
    MARKETING = "marketing"
    MAIL_TRACKING = "mail_tracking"


class Consent(TenantOwned, table=True):
    """One yes or no, with the words it answered to (art. 7(1) GDPR wants it demonstrable).

    A row is added and never changed. What would tell who it was, should the account be erased, lies apart in
    ConsentTrace. `place` is the route of the page where it was said.
    """

    __tablename__ = "consents"
    __table_args__ = (
        tenant_reference("user_id", "users"),
        Index("ix_consents_user", "tenant_id", "user_id", "purpose", "recorded_at"),
    )

    user_id: UUID | None = None
    purpose: ConsentPurpose = Field(sa_type=stored_enum(ConsentPurpose))
    is_given: bool
    wording: str = Field(sa_type=Text)
    wording_version: str = Field(max_length=20)
    language: str = Field(max_length=5)
    place: str = Field(max_length=120)
    recorded_at: datetime = Field(default_factory=now, sa_type=MOMENT)


class ConsentTrace(TenantOwned, table=True):
    """From which address a consent came. Never changed either, and removed when the person is erased."""

    __tablename__ = "consent_traces"
    __table_args__ = (
        tenant_unique("consent_id"),
        tenant_reference("consent_id", "consents"),
        Index("ix_consent_traces_email", "tenant_id", "email"),
    )

    consent_id: UUID
    email: str = Field(max_length=255)
    ip_address: str | None = Field(default=None, sa_type=INET)
    user_agent: str = Field(default="", max_length=300)
