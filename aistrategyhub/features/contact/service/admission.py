"""Who may leave a message now: enough time spent on it, some work done for it, and not too many from one network."""

from datetime import timedelta
from uuid import UUID

from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.contact.rules import FORM_LASTS, QUICKEST
from aistrategyhub.features.contact.service.proofs import ProofRefused, TooQuick, check_proof
from aistrategyhub.infra.rate_limits import CONTACT, CONTACT_UNPROVED, hit_or_refuse
from aistrategyhub.infra.signing import read_signed_id, sign_id

_SEAL = "contact.form"


async def admit_proved(caller: str, proof: str) -> str:
    """The key of the proof of work that a page did. Raises TooManyRequests, ProofRefused and TooQuick."""
    await hit_or_refuse(CONTACT, caller)
    return check_proof(proof)


async def admit_unproved(caller: str, spent: timedelta) -> None:
    """Lets in a message for which no work was done, after so much time with the form: a browser without scripts, or
    too slow a one. Fewer are let in. Raises TooQuick and TooManyRequests."""
    if spent < QUICKEST:
        raise TooQuick(retry_after=int(QUICKEST.total_seconds()))
    await hit_or_refuse(CONTACT_UNPROVED, caller)


async def admit_sealed(caller: str, seal: str) -> str:
    """Lets in a form that the server wrote, after the time since then; which form it is, as what it submits is known
    by. Raises ProofRefused for a forged or old seal, and what `admit_unproved` raises."""
    form_id, spent = _read_seal(seal)
    await admit_unproved(caller, spent)
    return form_id.hex


async def admit(caller: str, proof: str, spent: timedelta) -> str | None:
    """Lets in a form of a page that computes: by its proof of work, else by the time spent with it. The key of the
    proof, if there is one. Raises what either raises."""
    if proof:
        return await admit_proved(caller, proof)
    await admit_unproved(caller, spent)
    return None


def new_seal() -> str:
    """What a form written by the server carries: which form it is, and when it was written."""
    return sign_id(_SEAL, new_id())


def _read_seal(seal: str) -> tuple[UUID, timedelta]:
    form_id = read_signed_id(_SEAL, seal)
    if form_id is None:
        raise ProofRefused
    # The first 48 bits of a UUIDv7 are its milliseconds since 1970 (RFC 9562, 5.7).
    age = now().timestamp() - (form_id.int >> 80) / 1000
    if age > FORM_LASTS.total_seconds():
        raise ProofRefused
    return form_id, timedelta(seconds=age)
