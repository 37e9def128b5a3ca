"""Which page of the site is which legal document, and what it was made from."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Column
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from aistrategyhub.core.clock import now
from aistrategyhub.infra.db import MOMENT, TenantOwned, stored_enum, tenant_reference, tenant_unique


class DocumentKind(StrEnum):
    PRIVACY = "privacy"
    COOKIES = "cookies"
    TERMS = "terms"
    WITHDRAWAL = "withdrawal"


class LegalDocument(TenantOwned, table=True):
    """A legal page. `made` is its content per locale as the template gave it, before anybody edited it."""

    __tablename__ = "legal_documents"
    __table_args__ = (
        tenant_unique("kind"),
        tenant_unique("publication_id"),
        tenant_reference("publication_id", "publications", ondelete="CASCADE"),
    )

    kind: DocumentKind = Field(sa_type=stored_enum(DocumentKind))
    publication_id: UUID
    template_version: str = Field(max_length=40)
    made: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    made_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    made_by: UUID | None = None
