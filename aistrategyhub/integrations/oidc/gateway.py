"""What the product asks of a provider of identities, in the house's own words."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


class ProviderUnavailable(RuntimeError):
    """The provider cannot be reached, or answers nonsense. Trying again later may help."""


class AssertionRefused(RuntimeError):
    """What the provider, or somebody in its place, says of the person cannot be believed."""


@dataclass(frozen=True)
class Provider:
    """A provider and who we are to it.

    `issuer` is where its discovery document is; with `{tenantid}` in the document's own issuer, each of its tenants
    signs under its own (Microsoft). `verified_claims` are those that mean, when true, that the provider saw the
    person read mail at the address.
    """

    name: str
    client_id: str
    client_secret: str = field(repr=False)
    issuer: str
    verified_claims: tuple[str, ...]


@dataclass(frozen=True)
class Ceremony:
    """What one sign-in is bound to. `state` comes back through the browser, `nonce` inside the token; `verifier`
    shows that whoever brings the code also asked for it (RFC 7636)."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Assertion:
    """Who somebody is, as the provider says. `subject` never changes; `email` may, and counts only when verified.

    `authenticated_at` is when the person last showed the provider who they are, where it says so (`auth_time`).
    """

    provider: str
    subject: str
    email: str
    email_is_verified: bool
    first_name: str
    last_name: str
    authenticated_at: datetime | None = None


class IdentityGateway(Protocol):
    """A provider of identities."""

    provider: Provider

    async def address(self, ceremony: Ceremony, *, redirect_uri: str, hint: str = "", anew: bool = False) -> str:
        """Where the browser goes to sign in there; `anew` even if it is signed in there already, which only
        `Assertion.authenticated_at` shows. Raises ProviderUnavailable."""

    async def redeem(self, code: str, ceremony: Ceremony, *, redirect_uri: str) -> Assertion:
        """Who came back with this code. Raises ProviderUnavailable and AssertionRefused."""
