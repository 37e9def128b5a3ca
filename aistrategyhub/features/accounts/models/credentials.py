"""What else proves who somebody is: links by mail, second factors, passkeys, accounts elsewhere, keys of programs."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, LargeBinary
from sqlalchemy.dialects.postgresql import INET, JSONB
from sqlmodel import Field

from aistrategyhub.core.clock import now
from aistrategyhub.infra.db import MOMENT, TenantOwned, stored_enum, tenant_reference, tenant_unique


class LinkPurpose(StrEnum):
    """What a mailed link lets its holder do."""

    VERIFY_EMAIL = "verify_email"
    RESET_PASSWORD = "reset_password"
    CHANGE_EMAIL_OLD = "change_email_old"
    CHANGE_EMAIL_NEW = "change_email_new"
    UNLOCK = "unlock"


class MailedLink(TenantOwned, table=True):
    """A one-use right that was sent to `email`."""

    __tablename__ = "mailed_links"
    __table_args__ = (
        tenant_unique("token_fingerprint"),
        tenant_reference("user_id", "users", ondelete="CASCADE"),
        Index("ix_mailed_links_user", "tenant_id", "user_id", "purpose", "created_at"),
    )

    user_id: UUID
    purpose: LinkPurpose = Field(sa_type=stored_enum(LinkPurpose))
    token_fingerprint: str = Field(max_length=64)
    email: str = Field(max_length=255)
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    expires_at: datetime = Field(sa_type=MOMENT)
    used_at: datetime | None = Field(default=None, sa_type=MOMENT)


class RecoveryCode(TenantOwned, table=True):
    """One of ten codes that stand in for a lost second factor, each good once."""

    __tablename__ = "recovery_codes"
    __table_args__ = (
        tenant_unique("user_id", "code_fingerprint"),
        tenant_reference("user_id", "users", ondelete="CASCADE"),
    )

    user_id: UUID
    code_fingerprint: str = Field(max_length=64)
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    used_at: datetime | None = Field(default=None, sa_type=MOMENT)


class Passkey(TenantOwned, table=True):
    """A WebAuthn credential. `credential_id` is base64url; `sign_count` as the authenticator last told it."""

    __tablename__ = "passkeys"
    __table_args__ = (
        tenant_unique("credential_id"),
        tenant_reference("user_id", "users", ondelete="CASCADE"),
        Index("ix_passkeys_user", "tenant_id", "user_id"),
    )

    user_id: UUID
    credential_id: str = Field(max_length=1400)
    public_key: bytes = Field(sa_type=LargeBinary)
    sign_count: int = 0
    transports: list[str] = Field(default_factory=list, sa_column=Column(JSONB, nullable=False))
    name: str = Field(max_length=100)
    is_backed_up: bool = False
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    last_used_at: datetime | None = Field(default=None, sa_type=MOMENT)


class IdentityProvider(StrEnum):
    """Where else somebody may have proved who they are."""

    GOOGLE = "google"
    MICROSOFT = "microsoft"


class Identity(TenantOwned, table=True):
    """An account elsewhere that signs this person in: the provider's own `subject`, never the address alone."""

    __tablename__ = "identities"
    __table_args__ = (
        tenant_unique("provider", "subject"),
        tenant_reference("user_id", "users", ondelete="CASCADE"),
        Index("ix_identities_user", "tenant_id", "user_id"),
    )

    user_id: UUID
    provider: IdentityProvider = Field(sa_type=stored_enum(IdentityProvider))
    subject: str = Field(max_length=255)
    email: str = Field(max_length=255)
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    last_used_at: datetime | None = Field(default=None, sa_type=MOMENT)


class ChallengeKind(StrEnum):
    """What an unfinished ceremony is for."""

    SECOND_FACTOR = "second_factor"
    PASSKEY_REGISTRATION = "passkey_registration"
    PASSKEY_SIGN_IN = "passkey_sign_in"
    OPENID_CONNECT = "openid_connect"


class Challenge(TenantOwned, table=True):
    """A ceremony begun and not finished: its holder has shown one half, and has a few tries for the other."""

    __tablename__ = "challenges"
    __table_args__ = (
        tenant_unique("token_fingerprint"),
        tenant_reference("user_id", "users", ondelete="CASCADE"),
        Index("ix_challenges_expires", "tenant_id", "expires_at"),
    )

    kind: ChallengeKind = Field(sa_type=stored_enum(ChallengeKind))
    token_fingerprint: str = Field(max_length=64)
    user_id: UUID | None = None
    data: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONB, nullable=False))
    tries: int = 0
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    expires_at: datetime = Field(sa_type=MOMENT)


class ApiKey(TenantOwned, table=True):
    """A program's key: acts for its person within `scopes` (names of permissions). `prefix` tells keys apart."""

    __tablename__ = "api_keys"
    __table_args__ = (
        tenant_unique("token_fingerprint"),
        tenant_reference("user_id", "users", ondelete="CASCADE"),
        Index("ix_api_keys_user", "tenant_id", "user_id", "created_at"),
    )

    user_id: UUID
    name: str = Field(max_length=100)
    prefix: str = Field(max_length=16)
    token_fingerprint: str = Field(max_length=64)
    scopes: list[str] = Field(default_factory=list, sa_column=Column(JSONB, nullable=False))
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    expires_at: datetime | None = Field(default=None, sa_type=MOMENT)
    last_used_at: datetime | None = Field(default=None, sa_type=MOMENT)
    last_used_ip: str | None = Field(default=None, sa_type=INET)
    revoked_at: datetime | None = Field(default=None, sa_type=MOMENT)
