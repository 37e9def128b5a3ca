"""Which providers this installation is known to."""

from functools import cache

from aistrategyhub.infra.settings import Settings, get_settings
from aistrategyhub.integrations.oidc.client import OpenIdClient
from aistrategyhub.integrations.oidc.gateway import IdentityGateway, Provider

GOOGLE, MICROSOFT = "google", "microsoft"
_GOOGLE_ISSUER = "https://accounts.google.com"
_MICROSOFT_ISSUER = "https://login.microsoftonline.com/{tenant}/v2.0"


def configured_providers(settings: Settings) -> tuple[Provider, ...]:
    """The providers whose client id and secret are set."""
    google, microsoft = settings.google_client_secret, settings.microsoft_client_secret
    found = []
    if settings.google_client_id and google:
        issuer = settings.google_issuer or _GOOGLE_ISSUER
        secret = google.get_secret_value()
        found.append(Provider(GOOGLE, settings.google_client_id, secret, issuer, ("email_verified",)))
    if settings.microsoft_client_id and microsoft:
        issuer = settings.microsoft_issuer or _MICROSOFT_ISSUER.format(tenant=settings.microsoft_tenant)
        secret = microsoft.get_secret_value()
        # Microsoft's `email` is whatever a tenant's administrator wrote; only this claim says that it is theirs.
        found.append(Provider(MICROSOFT, settings.microsoft_client_id, secret, issuer, ("xms_edov",)))
    return tuple(found)


def gateway_of(name: str) -> IdentityGateway | None:
    """The provider of this name; None when it is not configured."""
    return _gateways(configured_providers(get_settings())).get(name)


@cache
def _gateways(providers: tuple[Provider, ...]) -> dict[str, IdentityGateway]:
    return {provider.name: OpenIdClient(provider) for provider in providers}
