"""What registers of VAT numbers answered."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from aistrategyhub.core.clock import now
from aistrategyhub.infra.db import MOMENT, TenantOwned


class VatCheck(TenantOwned, table=True):
    """An answer of VIES about a firm's number: the proof on which a sale without VAT stands.

    `state` is the prefix of the number (`EL` for Greece); `name` and `address` are what the state tells of the firm;
    `consultation` proves to an auditor that it was asked.
    """

    __tablename__ = "vat_checks"
    __table_args__ = (Index("ix_vat_checks_number", "tenant_id", "state", "number", "asked_at"),)

    state: str = Field(max_length=2)
    number: str = Field(max_length=20)
    is_valid: bool
    name: str = Field(default="", max_length=300)
    address: str = Field(default="", max_length=500)
    consultation: str = Field(default="", max_length=60)
    asked_at: datetime = Field(default_factory=now, sa_type=MOMENT)
