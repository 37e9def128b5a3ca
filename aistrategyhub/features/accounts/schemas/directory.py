"""People, their sessions and the attempts to sign in, as those who look after them see them."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, IPvAnyAddress

from aistrategyhub.core.access import Role


@dataclass(frozen=True)
class PersonRow:
    """A person in the list."""

    person_id: str
    name: str
    email: str
    role_label: str
    state_label: str
    state_tone: str
    second_factor: bool
    created_label: str
    last_login_label: str


@dataclass(frozen=True)
class RoleChoice:
    """A role to narrow the list to, or to give."""

    value: str
    label: str
    note: str = ""
    count: int = 0
    is_chosen: bool = False


@dataclass(frozen=True)
class SessionLine:
    """A device signed in, as a colleague sees it."""

    session_id: str
    device: str
    ip_address: str
    opened_label: str
    used_label: str
    methods_label: str
    is_colleague: bool


@dataclass(frozen=True)
class AttemptLine:
    """An attempt to sign in."""

    at_label: str
    email: str
    person_id: str
    ip_address: str
    device: str
    result_label: str
    result_tone: str


@dataclass(frozen=True)
class TrailLine:
    """Something that was done to an account, as a timeline shows it."""

    title: str
    at_label: str
    detail: str
    tone: str = "neutral"


@dataclass(frozen=True)
class PersonCard:
    """One person with what may be done about them: `can_...` is what to show, never what to allow."""

    person_id: str = ""
    name: str = ""
    email: str = ""
    role: str = ""
    role_label: str = ""
    state_label: str = ""
    state_tone: str = "neutral"
    is_active: bool = True
    is_erased: bool = False
    language_label: str = ""
    created_label: str = ""
    verified_label: str = ""
    last_login_label: str = ""
    last_login_ip: str = ""
    second_factor_label: str = ""
    second_factor_tone: str = "neutral"
    second_factor_detail: str = ""
    has_second_factor: bool = False
    ways_in: str = ""
    support_label: str = ""
    can_manage: bool = False
    can_change_role: bool = False
    can_impersonate: bool = False
    can_invite_again: bool = False
    is_self: bool = False
    roles: list[RoleChoice] = field(default_factory=list)


class PersonSummary(BaseModel):
    """A person as programs of the staff see them."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    email: str
    first_name: str
    last_name: str
    role: Role
    language: str
    is_active: bool
    email_verified_at: datetime | None
    mfa_enabled_at: datetime | None
    created_at: datetime
    last_login: datetime | None


class PersonChange(BaseModel):
    """What staff change of an account; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    role: Role | None = None
    is_active: bool | None = None


class StaffInvitation(BaseModel):
    """A new account, as somebody sent it."""

    model_config = ConfigDict(extra="forbid")

    email: str = Field(max_length=255)
    first_name: str = Field(max_length=100)
    last_name: str = Field(default="", max_length=100)
    role: Role
    language: str = Field(default="it", max_length=5)


class SessionSummary(BaseModel):
    """A device signed in, for programs of the staff."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    kind: str
    methods: list[str]
    ip_address: IPvAnyAddress | None
    user_agent: str
    device: str
    place: str
    impersonator_id: UUID | None
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime


class AttemptSummary(BaseModel):
    """An attempt to sign in, for programs of the staff."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    email: str
    user_id: UUID | None
    ip_address: IPvAnyAddress | None
    user_agent: str
    success: bool
    failure_reason: str | None
    attempted_at: datetime
