"""The steps in which a service is carried out, and the files that each hands over."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from aistrategyhub.core.clock import now
from aistrategyhub.infra.db import MOMENT, RATE, TenantOwned, stored_enum, tenant_reference


class MilestoneState(StrEnum):
    """Where a step stands. Silence is no approval: it stays delivered until its buyer says yes or asks for a change."""

    TO_DO = "to_do"
    DELIVERED = "delivered"
    APPROVED = "approved"
    CHANGE_ASKED = "change_asked"


class OrderMilestone(TenantOwned, table=True):
    """One step of the work of an order. `share` is its part of the work in percent, None where none was agreed.

    What an accepted offer agreed on is collected by several orders: its steps belong to the first of them and are the
    steps of all.
    """

    __tablename__ = "order_milestones"
    __table_args__ = (
        tenant_reference("order_id", "orders", ondelete="CASCADE"),
        Index("ix_order_milestones_order", "tenant_id", "order_id", "position"),
    )

    order_id: UUID
    position: int
    name: str = Field(max_length=160)
    due: date | None = None
    share: Decimal | None = Field(default=None, sa_type=RATE)
    state: MilestoneState = Field(default=MilestoneState.TO_DO, sa_type=stored_enum(MilestoneState))
    delivered_at: datetime | None = Field(default=None, sa_type=MOMENT)
    decided_at: datetime | None = Field(default=None, sa_type=MOMENT)


class Deliverable(TenantOwned, table=True):
    """A private file of a step. `content_type` is told by its first bytes, `sha256` is its fingerprint.

    Its buyer may fetch it from `delivered_at` on; from then on it stays as it is.
    """

    __tablename__ = "order_deliverables"
    __table_args__ = (
        tenant_reference("milestone_id", "order_milestones", ondelete="CASCADE"),
        Index("ix_order_deliverables_milestone", "tenant_id", "milestone_id", "uploaded_at"),
    )

    milestone_id: UUID
    name: str = Field(max_length=160)
    content_type: str = Field(max_length=100)
    bytes: int = Field(sa_type=BigInteger)
    sha256: str = Field(max_length=64)
    storage_key: str = Field(max_length=300)
    uploaded_by: UUID | None = None
    uploaded_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    delivered_at: datetime | None = Field(default=None, sa_type=MOMENT)
