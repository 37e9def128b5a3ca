"""Second factors, passkeys and fresh proofs over the API."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

Code = Annotated[str, Field(max_length=64, examples=["492039"])]
_Encoded = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,20000}={0,2}$")]
_CredentialId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,1364}$")]


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SecondStepBody(_Asked):
    """A code of the authenticator, or a recovery code. A browser holds the challenge in its cookie."""

    code: Code
    challenge_token: str | None = Field(default=None, max_length=100)


class CodeBody(_Asked):
    """A code of the authenticator."""

    code: Code


class ProofBody(_Asked):
    """The password, and a code where a second factor is on."""

    password: str = Field(default="", max_length=1024)
    code: Code = ""


class AuthenticatorResponse(_Asked):
    """What the browser's authenticator answered, in base64url."""

    clientDataJSON: _Encoded
    attestationObject: _Encoded | None = None
    authenticatorData: _Encoded | None = None
    signature: _Encoded | None = None
    userHandle: _Encoded | None = None
    transports: list[Annotated[str, Field(max_length=40)]] | None = Field(default=None, max_length=10)


class CredentialBody(_Asked):
    """A public key credential as the browser's `toJSON()` writes it (WebAuthn level 3, 5.1)."""

    id: _CredentialId
    rawId: _CredentialId
    type: Literal["public-key"]
    response: AuthenticatorResponse

    def as_shown(self) -> dict[str, Any]:
        """The parts that were given."""
        return self.model_dump(exclude_none=True)


class PasskeySignInBody(_Asked):
    """A passkey, and where to go with the session."""

    credential: CredentialBody
    next: str = Field(default="", max_length=500)
    locale: Literal["it", "en"] = "it"


class NewPasskeyBody(_Asked):
    """A new passkey and the name to keep it under."""

    credential: CredentialBody
    name: str = Field(default="", max_length=100)


class PasskeyNameBody(_Asked):
    """Another name."""

    name: str = Field(min_length=1, max_length=100)


class LocationBody(BaseModel):
    """Where to go on."""

    location: str


class OptionsBody(BaseModel):
    """What to hand to `navigator.credentials` (WebAuthn level 3, 5.4 and 5.5)."""

    options: dict[str, Any]


class PasskeyBody(BaseModel):
    """A passkey as its owner sees it."""

    id: UUID
    name: str
    is_backed_up: bool
    created_at: datetime
    last_used_at: datetime | None

    @classmethod
    def of(cls, passkey: object) -> "PasskeyBody":
        """From the passkey's row."""
        return cls.model_validate(passkey, from_attributes=True)


class SecondFactorStatusBody(BaseModel):
    """What a person has to prove themselves with."""

    enabled_at: datetime | None
    recovery_codes_left: int
    passkeys: int


class EnrolmentBody(BaseModel):
    """A new secret: shown once, of no effect until a code confirms it. `qr_image` is a `data:` image."""

    secret: str
    uri: str
    qr_image: str


class RecoveryCodesBody(BaseModel):
    """Ten codes, each good once, never shown again."""

    recovery_codes: list[str]


@dataclass(frozen=True)
class PasskeyRow:
    """A passkey on its owner's screen."""

    id: str
    name: str
    made_label: str
    used_label: str
    is_synced: bool
