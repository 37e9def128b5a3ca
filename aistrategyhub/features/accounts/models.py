"""People and their sessions. Tokens are stored as fingerprints, passwords as argon2id hashes."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.dialects.postgresql import INET
from sqlmodel import Field

from aistrategyhub.core.access import Role
from aistrategyhub.core.clock import now
from aistrategyhub.infra.db import MOMENT, TenantOwned, stored_enum, tenant_reference, tenant_unique


class Person(TenantOwned, table=True):
    """Somebody who can sign in. `email` is lower case."""

    __tablename__ = "users"
    __table_args__ = (tenant_unique("email"),)

    email: str = Field(max_length=255)
    password_hash: str = Field(max_length=255)
    role: Role = Field(default=Role.CUSTOMER, sa_type=stored_enum(Role))
    first_name: str = Field(default="", max_length=100)
    last_name: str = Field(default="", max_length=100)
    language: str = Field(default="it", max_length=5)
    is_active: bool = True
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    last_login: datetime | None = Field(default=None, sa_type=MOMENT)


class Session(TenantOwned, table=True):
    """One device signed in. Only the SHA-256 of the cookie is kept."""

    __tablename__ = "sessions"
    __table_args__ = (
        tenant_unique("token_fingerprint"),
        tenant_reference("user_id", "users", ondelete="CASCADE"),
        Index("ix_sessions_user", "tenant_id", "user_id"),
    )

    user_id: UUID
    token_fingerprint: str = Field(max_length=64)
    ip_address: str | None = Field(default=None, sa_type=INET)
    user_agent: str = Field(default="", max_length=300)
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    expires_at: datetime = Field(sa_type=MOMENT)
