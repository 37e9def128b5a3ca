"""Which payment provider this installation talks to."""

from functools import cache
from pathlib import Path

from aistrategyhub.infra.settings import Settings, get_settings
from aistrategyhub.integrations.stripe.client import StripeGateway
from aistrategyhub.integrations.stripe.gateway import GatewayNotConfigured, PaymentGateway
from aistrategyhub.integrations.stripe.standin.keys import StandInKeys


def payment_gateway(settings: Settings, stand_in_address: str | None = None) -> PaymentGateway:
    """Stripe when STRIPE_SECRET_KEY is set, else the stand-in that listens at `stand_in_address`.

    Raises GatewayNotConfigured in production without a key, and outside it without an address.
    """
    if settings.stripe_secret_key:
        return _stripe(settings)
    if settings.is_production:
        raise GatewayNotConfigured("STRIPE_SECRET_KEY", "is required in production")
    if not stand_in_address:
        raise GatewayNotConfigured("STRIPE_SECRET_KEY", "is not set, and no payment stand-in is running")
    keys = StandInKeys.load_or_create(stand_in_folder(settings))
    return StripeGateway(
        keys.secret_key,
        keys.webhook_secret,
        stand_in_address,
        publishable_key=keys.publishable_key,
        is_stand_in=True,
    )


@cache
def current_gateway() -> PaymentGateway:
    """The provider of this process, made at the first call. Raises GatewayNotConfigured."""
    settings = get_settings()
    return payment_gateway(settings, settings.stripe_stand_in_address)


def dispute_page(dispute_id: str) -> str:
    """The provider's own page of a dispute; empty for the stand-in, which has none."""
    key = get_settings().stripe_secret_key
    if key is None:
        return ""
    mode = "test/" if key.get_secret_value().startswith(("sk_test_", "rk_test_")) else ""
    return f"https://dashboard.stripe.com/{mode}disputes/{dispute_id}"


def stand_in_folder(settings: Settings) -> Path:
    """Where the stand-in keeps its ledger and its keys: what `--data-dir` must say."""
    return settings.data_dir / "stripe"


def _stripe(settings: Settings) -> StripeGateway:
    webhook_secret = settings.stripe_webhook_secret
    return StripeGateway(
        settings.stripe_secret_key.get_secret_value(),
        webhook_secret.get_secret_value() if webhook_secret else "",
        settings.stripe_api_base,
        publishable_key=settings.stripe_publishable_key or "",
    )
