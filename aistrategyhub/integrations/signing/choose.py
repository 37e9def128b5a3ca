"""Which key this installation signs with."""

from aistrategyhub.infra.settings import Settings
from aistrategyhub.integrations.signing.files import key_in_file
from aistrategyhub.integrations.signing.gateway import SigningKey
from aistrategyhub.integrations.signing.tokens import Token, key_on_token


def signing_key(settings: Settings) -> SigningKey | None:
    """The key of the settings, a token before a file; None when none is set. Blocks. Raises SigningUnavailable."""
    if settings.signature_pkcs11_module:
        pin = settings.signature_pkcs11_pin
        token = Token(
            module=str(settings.signature_pkcs11_module),
            label=settings.signature_pkcs11_token or "",
            key_label=settings.signature_pkcs11_key or "",
            pin=pin.get_secret_value() if pin else "",
        )
        return key_on_token(token)
    if settings.signature_key_file:
        password = settings.signature_key_password
        secret = password.get_secret_value() if password else ""
        return key_in_file(settings.signature_key_file, secret, settings.signature_certificate_file)
    return None


def has_signing_key(settings: Settings) -> bool:
    """Whether a key is set, whether it can be used or not."""
    return bool(settings.signature_pkcs11_module or settings.signature_key_file)
