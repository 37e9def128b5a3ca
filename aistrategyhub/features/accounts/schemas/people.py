"""Bodies of registration, passwords, addresses and profiles."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from aistrategyhub.features.accounts.models import ConsentPurpose
from aistrategyhub.features.accounts.schemas import PersonBody

LONGEST_TOKEN = 200


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class RegisterBody(_Body):
    """Who wants an account. `consents` are the wordings they agreed to."""

    email: str = Field(max_length=255, examples=["anna.ferri@studio.example"])
    password: str = Field(max_length=1024, examples=["quattro parole a caso insieme"])
    first_name: str = Field(max_length=100)
    last_name: str = Field(max_length=100)
    consents: list[ConsentPurpose] = Field(default_factory=list, max_length=10)


class AddressBody(_Body):
    """An e-mail address."""

    email: str = Field(max_length=255)


class TokenBody(_Body):
    """The `token` of a mailed link."""

    token: str = Field(max_length=LONGEST_TOKEN)


class ResetPasswordBody(_Body):
    """The `token` of a mailed link, and the password to have from now on."""

    token: str = Field(max_length=LONGEST_TOKEN)
    password: str = Field(max_length=1024)


class ChangePasswordBody(_Body):
    """The password of now, and the one to have from now on."""

    current_password: str = Field(max_length=1024)
    password: str = Field(max_length=1024)


class BillingAddressBody(_Body):
    """Where invoices are made out to; the country is two letters."""

    street: str | None = Field(default=None, max_length=200)
    city: str | None = Field(default=None, max_length=200)
    zip: str | None = Field(default=None, max_length=40)
    province: str | None = Field(default=None, max_length=100)
    country: str | None = Field(default=None, max_length=60)


class ProfileChangesBody(_Body):
    """What to change; what is left out stays as it is, null empties it."""

    first_name: str | None = Field(default=None, max_length=100)
    last_name: str | None = Field(default=None, max_length=100)
    language: str | None = Field(default=None, max_length=5)
    timezone: str | None = Field(default=None, max_length=64)
    phone: str | None = Field(default=None, max_length=40)
    company_name: str | None = Field(default=None, max_length=200)
    vat_number: str | None = Field(default=None, max_length=40)
    fiscal_code: str | None = Field(default=None, max_length=40)
    pec_email: str | None = Field(default=None, max_length=320)
    sdi_code: str | None = Field(default=None, max_length=40)
    billing_address: BillingAddressBody | None = None


class OwnProfileBody(PersonBody):
    """A person with all that they may read and change of themselves."""

    is_email_verified: bool
    timezone: str
    phone: str
    company_name: str | None
    vat_number: str | None
    fiscal_code: str | None
    pec_email: str | None
    sdi_code: str | None
    billing_address: dict[str, Any] | None
    created_at: datetime


class AskedBody(BaseModel):
    """The request was taken. The answer is the same whether or not the address is known."""

    accepted: bool = True


class VerifiedBody(BaseModel):
    """The address is proven."""

    email: str
    is_email_verified: bool = True


class PasswordChangedBody(BaseModel):
    """The password is the new one, and other sessions have ended."""

    password_changed: bool = True


class AddressChangeBody(BaseModel):
    """`changed` once both mailboxes have said yes; until then this was the first of the two."""

    changed: bool
