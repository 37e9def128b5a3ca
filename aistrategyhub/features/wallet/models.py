"""Who a person is to the payment provider, and what may be shown of the cards it keeps for them. No number is here."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field

from aistrategyhub.core.clock import now
from aistrategyhub.infra.db import MOMENT, TenantOwned, tenant_reference, tenant_unique


class ProviderCustomer(TenantOwned, table=True):
    """A person as the provider knows them. Its id makes the idempotency key given to the provider."""

    __tablename__ = "provider_customers"
    __table_args__ = (
        tenant_reference("user_id", "users"),
        tenant_unique("user_id"),
        tenant_unique("provider_reference"),
    )

    user_id: UUID
    provider_reference: str | None = Field(default=None, max_length=255)
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)


class KeptCard(TenantOwned, table=True):
    """A card that the provider keeps for a person, who has one default card while they have any."""

    __tablename__ = "kept_cards"
    __table_args__ = (
        tenant_reference("user_id", "users"),
        tenant_unique("provider_reference"),
        Index("ix_kept_cards_user", "tenant_id", "user_id", "created_at"),
        Index("uq_kept_cards_default", "tenant_id", "user_id", unique=True, postgresql_where=text("is_default")),
    )

    user_id: UUID
    provider_reference: str = Field(max_length=255)
    brand: str = Field(max_length=30)
    last4: str = Field(max_length=4)
    exp_month: int
    exp_year: int
    is_default: bool = False
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)

    @property
    def expires_on(self) -> date:
        """The first day on which it no longer pays."""
        return date(self.exp_year + self.exp_month // 12, self.exp_month % 12 + 1, 1)


class CardSetup(TenantOwned, table=True):
    """The saving of a card that a person began; settled when the provider said what became of it."""

    __tablename__ = "card_setups"
    __table_args__ = (
        tenant_reference("user_id", "users"),
        tenant_unique("provider_reference"),
        Index("ix_card_setups_open", "tenant_id", "begun_at", postgresql_where=text("settled_at IS NULL")),
    )

    user_id: UUID
    provider_reference: str | None = Field(default=None, max_length=255)
    begun_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    settled_at: datetime | None = Field(default=None, sa_type=MOMENT)
