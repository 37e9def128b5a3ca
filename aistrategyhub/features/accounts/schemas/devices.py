"""Devices, tokens and keys, as the API tells of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from aistrategyhub.features.accounts.models import ApiKey, Session, SessionKind

LONGEST_KEY_DAYS = 366


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")


class RefreshBody(_Asked):
    """The refresh token of the last pair."""

    refresh_token: str = Field(max_length=200)


class TokenPairBody(BaseModel):
    """What a program shows from now on. `expires_in` is in seconds, of the access token."""

    access_token: str
    refresh_token: str
    token_type: str = "Bearer"
    expires_in: int = Field(examples=[900])


class SignedOutBody(BaseModel):
    """The session has ended, with every token of it."""

    signed_out: bool = True


class EndedBody(BaseModel):
    """How many sessions have ended."""

    ended: int


class SessionBody(BaseModel):
    """A device that is signed in. `place` is its network, shortened."""

    id: UUID
    kind: SessionKind
    device: str = Field(examples=["Firefox, Windows"])
    place: str = Field(examples=["203.0.113.x"])
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    is_this_one: bool

    @classmethod
    def of(cls, row: Session, current: UUID | None) -> "SessionBody":
        return cls(
            id=row.id,
            kind=row.kind,
            device=row.device,
            place=row.place,
            created_at=row.created_at,
            last_used_at=row.last_used_at,
            expires_at=row.expires_at,
            is_this_one=row.id == current,
        )


Scope = Annotated[str, Field(max_length=60, examples=["orders:read"])]


class NewApiKeyBody(_Asked):
    """A key to be made: its scopes are names of permissions that the person has."""

    name: str = Field(max_length=100)
    scopes: list[Scope] = Field(max_length=100)
    lasts_days: int = Field(default=90, ge=1, le=LONGEST_KEY_DAYS)


class ApiKeyBody(BaseModel):
    """A key without its secret: `prefix` is what its text begins with after `hub_`."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str
    prefix: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None

    @classmethod
    def of(cls, row: ApiKey) -> "ApiKeyBody":
        return cls.model_validate(row)


class CreatedApiKeyBody(ApiKeyBody):
    """The same with `key`, which is shown this once."""

    key: str


@dataclass(frozen=True)
class DeviceRow:
    """A device that is signed in, in the words of the screen."""

    session_id: str
    device: str
    place: str
    opened_label: str
    used_label: str
    is_this_one: bool
    is_program: bool


@dataclass(frozen=True)
class ApiKeyRow:
    """A key, in the words of the screen."""

    key_id: str
    name: str
    prefix: str
    scopes_label: str
    until_label: str
    has_expired: bool
    used_label: str
