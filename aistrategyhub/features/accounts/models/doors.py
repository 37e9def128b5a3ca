"""What the door remembers: devices that came in before, and how often somebody guessed."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from aistrategyhub.core.clock import now
from aistrategyhub.infra.db import MOMENT, TenantOwned, tenant_reference, tenant_unique


class KnownDevice(TenantOwned, table=True):
    """A browser that this person signed in with, or unlocked their account from; it signs nobody in.

    `token_fingerprint` is the SHA-256 of its cookie. Wrong passwords from it are counted apart from everybody else's.
    """

    __tablename__ = "known_devices"
    __table_args__ = (
        tenant_unique("user_id", "token_fingerprint"),
        tenant_reference("user_id", "users", ondelete="CASCADE"),
    )

    user_id: UUID
    token_fingerprint: str = Field(max_length=64)
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    last_sign_in_at: datetime | None = Field(default=None, sa_type=MOMENT)


class SignInBrake(TenantOwned, table=True):
    """Wrong passwords in a row, of one account, one device of it, or one network: the next try waits for `free_at`.

    `key_fingerprint` says whose, also for an address that nobody has. `told_at` is when the lock was last mailed.
    """

    __tablename__ = "sign_in_brakes"
    __table_args__ = (tenant_unique("key_fingerprint"),)

    key_fingerprint: str = Field(max_length=64)
    failures: int = 0
    last_failure_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    free_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    told_at: datetime | None = Field(default=None, sa_type=MOMENT)
