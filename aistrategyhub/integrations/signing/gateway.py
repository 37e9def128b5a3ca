"""What a signing key promises, wherever it is kept."""

from collections.abc import Sequence
from typing import Protocol

from cryptography import x509

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.text import mark


class SigningUnavailable(DomainError):
    """The key cannot be used as it is set up: trying again by itself could lock a token's PIN, so a person looks."""

    code = "SIGNING_UNAVAILABLE"
    kind = Kind.UNAVAILABLE
    sentence = mark("La chiave di firma non si può usare: controlla {variable}.")

    def __init__(self, variable: str, reason: str) -> None:
        super().__init__(variable=variable)
        self.variable = variable
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.variable}: {self.reason}"


class SigningKey(Protocol):
    """A private key with the certificate that says whose it is."""

    certificate: x509.Certificate
    chain: Sequence[x509.Certificate]
    is_stand_in: bool

    def sign(self, data: bytes) -> bytes:
        """The signature of these bytes with SHA-256: PKCS #1 v1.5 by an RSA key, DER by one of elliptic curves.

        Blocks, a token for seconds. Raises SigningUnavailable.
        """
