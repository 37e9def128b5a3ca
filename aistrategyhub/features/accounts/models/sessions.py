"""Devices signed in, and the attempts to get there."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Column, Index
from sqlalchemy.dialects.postgresql import INET, JSONB
from sqlmodel import Field

from aistrategyhub.core.clock import now
from aistrategyhub.infra.db import MOMENT, TenantOwned, stored_enum, tenant_reference, tenant_unique


class SessionKind(StrEnum):
    """What holds the session: a browser by its cookie, a program by its refresh tokens."""

    BROWSER = "browser"
    API = "api"


class Session(TenantOwned, table=True):
    """One device signed in. Deleted when it ends.

    `token_fingerprint` is the SHA-256 of the browser's cookie; a program has none. `methods` names what was shown to
    open it (`password`, `totp`, `recovery_code`, `passkey`, `google`, `microsoft`), `proved_at` when that was last
    done. With `impersonator_id` it is a colleague's, acting in the person's name for `impersonation_reason`.
    """

    __tablename__ = "sessions"
    __table_args__ = (
        tenant_unique("token_fingerprint"),
        tenant_reference("user_id", "users", ondelete="CASCADE"),
        Index("ix_sessions_user", "tenant_id", "user_id"),
        Index("ix_sessions_expires", "tenant_id", "expires_at"),
    )

    user_id: UUID
    kind: SessionKind = Field(default=SessionKind.BROWSER, sa_type=stored_enum(SessionKind))
    token_fingerprint: str | None = Field(default=None, max_length=64)
    methods: list[str] = Field(default_factory=list, sa_column=Column(JSONB, nullable=False))
    ip_address: str | None = Field(default=None, sa_type=INET)
    user_agent: str = Field(default="", max_length=300)
    device: str = Field(default="", max_length=120)
    place: str = Field(default="", max_length=120)
    impersonator_id: UUID | None = None
    impersonation_reason: str | None = Field(default=None, max_length=500)
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    last_used_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    proved_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    expires_at: datetime = Field(sa_type=MOMENT)


class RefreshToken(TenantOwned, table=True):
    """One link of a program's chain of refresh tokens: used once, and the whole session ends when used twice."""

    __tablename__ = "refresh_tokens"
    __table_args__ = (
        tenant_unique("token_fingerprint"),
        tenant_reference("session_id", "sessions", ondelete="CASCADE"),
        Index("ix_refresh_tokens_session", "tenant_id", "session_id"),
    )

    session_id: UUID
    token_fingerprint: str = Field(max_length=64)
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    expires_at: datetime = Field(sa_type=MOMENT)
    used_at: datetime | None = Field(default=None, sa_type=MOMENT)


class LoginAttempt(TenantOwned, table=True):
    """One attempt to sign in, also with an address that nobody has. `failure_reason` is an error code."""

    __tablename__ = "login_attempts"
    __table_args__ = (
        Index("ix_login_attempts_email", "tenant_id", "email", "attempted_at"),
        Index("ix_login_attempts_ip", "tenant_id", "ip_address", "attempted_at"),
        Index("ix_login_attempts_moment", "tenant_id", "attempted_at", "id"),
        Index("ix_login_attempts_result", "tenant_id", "success", "attempted_at", "id"),
    )

    email: str = Field(max_length=255)
    user_id: UUID | None = None
    ip_address: str | None = Field(default=None, sa_type=INET)
    user_agent: str = Field(default="", max_length=300)
    success: bool
    failure_reason: str | None = Field(default=None, max_length=100)
    attempted_at: datetime = Field(default_factory=now, sa_type=MOMENT)
