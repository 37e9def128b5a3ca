"""What leaves the room."""

from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from aistrategyhub.core.access import Role


class SignInBody(BaseModel):
    """Address and password."""

    model_config = ConfigDict(extra="forbid")

    email: str = Field(max_length=255)
    password: str = Field(max_length=1024)


class UnlockBody(BaseModel):
    """The token of a mailed link through a lock."""

    model_config = ConfigDict(extra="forbid")

    token: str = Field(max_length=200)


class UnlockedBody(BaseModel):
    """The lock is lifted; nobody is signed in by that."""

    unlocked: bool = True


class SecondFactorBody(BaseModel):
    """The password was right; the second factor comes next. A program also gets the token to go on with."""

    mfa_required: bool = True
    challenge_token: str | None = None


class PersonBody(BaseModel):
    """A person as they see themselves."""

    id: UUID
    email: str
    first_name: str
    last_name: str
    role: Role
    language: str

    @classmethod
    def of(cls, person: object) -> "PersonBody":
        """From the person's row."""
        return cls.model_validate(person, from_attributes=True)
