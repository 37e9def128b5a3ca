"""The audit trail: lines are added and never changed; the application's role may not.

`audit_logs` are the lines, `audit_links` their places in the tenant's chain, `audit_heads` how far the chain goes,
`audit_anchors` how far it went at moments gone by. What belongs to a person and must be erasable lies beside the
line, which holds only its salted digest (`audit_origins`, `audit_personal`).
"""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from aistrategyhub.core.clock import now
from aistrategyhub.infra.db import MOMENT, TenantOwned, stored_enum, tenant_unique


class ActorKind(StrEnum):
    """What acted: a person in a browser, a person's program, the house itself, somebody not signed in."""

    PERSON = "person"
    PROGRAM = "program"
    SYSTEM = "system"
    VISITOR = "visitor"


class AuditEntry(TenantOwned, table=True):
    """One thing that somebody did, under a dotted name such as `orders.placed`.

    `impersonator_id` is the colleague who acted in the name of `user_id`. In `changes` the values of personal fields
    are replaced by a mark; `personal_digest` binds them, and `origin_digest` the address and the browser.
    """

    __tablename__ = "audit_logs"
    __table_args__ = (
        Index("ix_audit_logs_entity", "tenant_id", "entity_type", "entity_id", "created_at"),
        Index("ix_audit_logs_created", "tenant_id", "created_at", "id"),
        Index("ix_audit_logs_user", "tenant_id", "user_id", "created_at"),
        Index("ix_audit_logs_action", "tenant_id", "action", "created_at"),
    )

    action: str = Field(max_length=100)
    entity_type: str = Field(max_length=60)
    entity_id: UUID | None = None
    actor_kind: ActorKind = Field(default=ActorKind.SYSTEM, sa_type=stored_enum(ActorKind))
    user_id: UUID | None = None
    impersonator_id: UUID | None = None
    api_key_id: UUID | None = None
    changes: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONB, nullable=False))
    origin_digest: str | None = Field(default=None, max_length=64)
    personal_digest: str | None = Field(default=None, max_length=64)
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)


class AuditLink(TenantOwned, table=True):
    """A line's place in the chain: `id` is the line's, `sequence` has no gaps, `hash` covers the line and the link."""

    __tablename__ = "audit_links"
    __table_args__ = (tenant_unique("sequence"),)

    sequence: int
    previous_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64)


class AuditHead(TenantOwned, table=True):
    """How far the chain goes. `seal` can be made only with the installation's key.

    `broken_since` is the sequence after which the head that stood there was not of this installation's making: the
    chain goes on, and says so for ever.
    """

    __tablename__ = "audit_heads"
    __table_args__ = (tenant_unique(),)

    sequence: int
    hash: str = Field(max_length=64)
    broken_since: int | None = None
    seal: str = Field(max_length=120)


class AuditAnchor(TenantOwned, table=True):
    """How far the chain went at a moment, kept so that its newest lines cannot disappear with the head."""

    __tablename__ = "audit_anchors"
    __table_args__ = (tenant_unique("sequence"),)

    sequence: int
    hash: str = Field(max_length=64)
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)


class AuditOrigin(TenantOwned, table=True):
    """The address and the browser that a line came from; `id` is the line's. Erased after `rules.ORIGINS_LAST`."""

    __tablename__ = "audit_origins"
    __table_args__ = (Index("ix_audit_origins_created", "tenant_id", "created_at"),)

    ip_address: str = Field(default="", max_length=45)
    user_agent: str = Field(default="", max_length=300)
    salt: str = Field(max_length=64)
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)


class AuditPersonal(TenantOwned, table=True):
    """The personal values of a line's `changes`, by their path in it; `id` is the line's."""

    __tablename__ = "audit_personal"

    kept: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    salt: str = Field(max_length=64)


class AuditCheck(TenantOwned, table=True):
    """What a look at the whole chain found."""

    __tablename__ = "audit_checks"
    __table_args__ = (Index("ix_audit_checks_created", "tenant_id", "created_at"),)

    lines: int
    broken_at: int | None = None
    reason: str | None = Field(default=None, max_length=40)
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)
