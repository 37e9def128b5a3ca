"""Proof of work: a page pays with some computing for each message, so that sending thousands costs a robot.

Challenges are ALTCHA's (v2, PBKDF2 with SHA-256), signed and kept nowhere; no third party takes part.
"""

import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from altcha import Payload, create_challenge, verify_solution

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.ids import fingerprint
from aistrategyhub.core.text import mark
from aistrategyhub.features.contact.rules import FORM_LASTS, QUICKEST
from aistrategyhub.features.contact.schemas import ChallengeBody
from aistrategyhub.infra.settings import get_settings

# Some tenths of a second of a telephone, a few milliseconds of ours.
_ITERATIONS = 5_000
_FEWEST_TRIES, _MOST_TRIES = 20, 120
_LONGEST_PROOF = 4000


class ProofRefused(DomainError):
    """The proof of work is not one, is for another site, or has expired."""

    code = "PROOF_REFUSED"
    kind = Kind.INVALID
    sentence = mark("La pagina è rimasta aperta troppo a lungo: ricaricala e invia di nuovo.")


class TooQuick(DomainError):
    """Nobody fills a form in so fast."""

    code = "TOO_QUICK"
    kind = Kind.TOO_MANY
    sentence = mark("Il modulo è arrivato troppo in fretta: aspetta qualche secondo e invia di nuovo.")


@dataclass(frozen=True)
class Secrets:
    """What challenges and their solutions are signed with."""

    challenge: bytes
    solution: bytes


def new_challenge() -> ChallengeBody:
    """A challenge good for one message within FORM_LASTS."""
    at = int(time.time())
    challenge = create_challenge(
        "PBKDF2/SHA-256",
        _ITERATIONS,
        counter=_FEWEST_TRIES + secrets.randbelow(_MOST_TRIES - _FEWEST_TRIES),
        expires_at=at + int(FORM_LASTS.total_seconds()),
        data={"at": at},
        hmac_secret=_secrets().challenge,
        hmac_key_secret=_secrets().solution,
    )
    return ChallengeBody(**challenge.to_dict())


def check_proof(proof: str) -> str:
    """The key under which a good proof is spent. Raises ProofRefused and TooQuick."""
    payload = _read(proof)
    keys = _secrets()
    if not verify_solution(payload, keys.challenge, hmac_key_secret=keys.solution).verified:
        raise ProofRefused
    parameters = payload.challenge.parameters
    if timedelta(seconds=time.time() - parameters.data["at"]) < QUICKEST:
        raise TooQuick(retry_after=int(QUICKEST.total_seconds()))
    return fingerprint(parameters.nonce)


def _read(proof: str) -> Payload:
    if len(proof) > _LONGEST_PROOF:
        raise ProofRefused
    try:
        return Payload.from_base64(proof)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ProofRefused from None


@cache
def _secrets() -> Secrets:
    secret = get_settings().secret_key
    if secret is None:
        raise RuntimeError("SECRET_KEY is not set: start through `hub`, which keeps one in DATA_DIR")
    root = secret.get_secret_value().encode()
    return Secrets(*(hmac.new(root, name, hashlib.sha256).digest() for name in (b"contact.challenge", b"contact.work")))
