"""People and the data their documents need."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index
from sqlalchemy.dialects.postgresql import INET, JSONB
from sqlmodel import Field

from aistrategyhub.core.access import Role
from aistrategyhub.core.clock import now
from aistrategyhub.infra.db import MOMENT, TenantOwned, stored_enum, tenant_reference, tenant_unique


class Person(TenantOwned, table=True):
    """Somebody who can sign in.

    `email` is lower case. `password_hash` is empty for who signs in elsewhere only. `mfa_secret` is the sealed TOTP
    secret: of no effect until `mfa_enabled_at`; `mfa_last_step` is the last time step whose code was accepted, since
    a code counts once (ASVS 5.0, 6.5.1). `support_access_until` is until when the person lets the staff act in
    their name.
    """

    __tablename__ = "users"
    __table_args__ = (
        tenant_unique("email"),
        Index("ix_users_created", "tenant_id", "created_at", "id"),
        Index("ix_users_role", "tenant_id", "role", "created_at", "id"),
        Index("ix_users_state", "tenant_id", "is_active", "created_at", "id"),
        Index("ix_users_name", "tenant_id", "last_name", "first_name", "id"),
        Index("ix_users_last_login", "tenant_id", "last_login", "id"),
    )

    email: str = Field(max_length=255)
    email_verified_at: datetime | None = Field(default=None, sa_type=MOMENT)
    password_hash: str | None = Field(default=None, max_length=255)
    password_changed_at: datetime | None = Field(default=None, sa_type=MOMENT)
    role: Role = Field(default=Role.CUSTOMER, sa_type=stored_enum(Role))
    first_name: str = Field(default="", max_length=100)
    last_name: str = Field(default="", max_length=100)
    language: str = Field(default="it", max_length=5)
    timezone: str = Field(default="Europe/Rome", max_length=64)
    is_active: bool = True
    mfa_secret: str | None = Field(default=None, max_length=255, sa_column_kwargs={"info": {"sealed": True}})
    mfa_enabled_at: datetime | None = Field(default=None, sa_type=MOMENT)
    mfa_last_step: int | None = None
    support_access_until: datetime | None = Field(default=None, sa_type=MOMENT)
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    erased_at: datetime | None = Field(default=None, sa_type=MOMENT)
    last_login: datetime | None = Field(default=None, sa_type=MOMENT)
    last_login_ip: str | None = Field(default=None, sa_type=INET)


class Profile(TenantOwned, table=True):
    """What a person's orders and invoices are made out to. `billing_address` is a `core.billing.Address`."""

    __tablename__ = "user_profiles"
    __table_args__ = (
        tenant_unique("user_id"),
        tenant_reference("user_id", "users", ondelete="CASCADE"),
    )

    user_id: UUID
    phone: str = Field(default="", max_length=20)
    company_name: str | None = Field(default=None, max_length=80)
    vat_number: str | None = Field(default=None, max_length=20)
    fiscal_code: str | None = Field(default=None, max_length=16)
    pec_email: str | None = Field(default=None, max_length=320)
    sdi_code: str | None = Field(default=None, max_length=7)
    billing_address: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB))
    updated_at: datetime = Field(default_factory=now, sa_type=MOMENT)
