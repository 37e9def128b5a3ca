"""Whether a webhook really comes from Stripe: docs.stripe.com/webhooks#verify-manually."""

import json

import stripe

from aistrategyhub.core import clock
from aistrategyhub.integrations.stripe import translate
from aistrategyhub.integrations.stripe.gateway import WebhookEvent, WebhookFault, WebhookRefused

TOLERANCE_SECONDS = 300


def verify(raw_body: bytes, signature_header: str | None, secret: str) -> WebhookEvent:
    """The event in the body. Raises WebhookRefused unless `secret` signed these very bytes just now.

    Without a secret every webhook is refused. Stripe's SDK accepts signatures dated in the future; here they
    are refused, or one made ahead of time could be kept for later.
    """
    if not secret.strip():
        raise WebhookRefused(WebhookFault.CLOSED)
    if not signature_header:
        raise WebhookRefused(WebhookFault.UNSIGNED)
    _check_signature(raw_body, signature_header, secret)
    _check_age(signature_header)
    return _read_event(raw_body)


def _check_signature(raw_body: bytes, header: str, secret: str) -> None:
    try:
        stripe.WebhookSignature.verify_header(raw_body, header, secret)
    except UnicodeDecodeError as error:
        raise WebhookRefused(WebhookFault.MALFORMED) from error
    except (stripe.SignatureVerificationError, TypeError, ValueError) as error:
        # The SDK lets a TypeError out when the signature holds characters outside ASCII.
        raise WebhookRefused(WebhookFault.BAD_SIGNATURE) from error


def _check_age(verified_header: str) -> None:
    signed_at = next(int(part.split("=")[1]) for part in verified_header.split(",") if part.startswith("t="))
    age = clock.now().timestamp() - signed_at
    if age > TOLERANCE_SECONDS:
        raise WebhookRefused(WebhookFault.STALE)
    if age < -TOLERANCE_SECONDS:
        raise WebhookRefused(WebhookFault.FUTURE)


def _read_event(raw_body: bytes) -> WebhookEvent:
    try:
        return translate.event(json.loads(raw_body))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise WebhookRefused(WebhookFault.MALFORMED) from error
