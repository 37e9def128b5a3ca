"""What a sign-in with an account elsewhere is bound to, and when one is refused. Pure: no database, no clock."""

import hashlib
from datetime import datetime, timedelta

from aistrategyhub.core.access import STEP_UP_LASTS
from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.text import mark
from aistrategyhub.integrations.oidc.gateway import Ceremony


class ProviderAway(DomainError):
    """The provider does not answer, or this installation does not know it."""

    code = "PROVIDER_UNAVAILABLE"
    kind = Kind.UNAVAILABLE
    sentence = mark("Il servizio scelto ora non risponde: riprova, o accedi con la password.")


class ProviderRefused(DomainError):
    """The person pressed cancel, took too long, or the answer cannot be believed."""

    code = "PROVIDER_REFUSED"
    kind = Kind.FORBIDDEN
    sentence = mark("L’accesso con il servizio scelto non è riuscito: ricomincia da qui.")


class AddressUnproven(DomainError):
    """Nobody here has this account, and its provider does not vouch for the address.

    It says the same whether or not somebody here has the address: anybody can write any address into such an account.
    """

    code = "ADDRESS_UNPROVEN"
    kind = Kind.FORBIDDEN
    sentence = mark(
        "Chi gestisce quell’account non garantisce il tuo indirizzo. Registrati o accedi con la password,"
        " poi collegalo dalla pagina Sicurezza."
    )


class AccountExists(DomainError):
    """The proven address has an account that this one is not linked to: only its person links them.

    Linking by the address alone would hand accounts over to whoever registers an address first (pre-hijacking).
    """

    code = "ACCOUNT_EXISTS"
    kind = Kind.CONFLICT
    sentence = mark(
        "Con questo indirizzo c’è già un account: accedi come al solito, poi collegalo dalla pagina Sicurezza."
    )


class IdentityTaken(DomainError):
    """The account elsewhere signs somebody in already, or one of the same provider is linked."""

    code = "IDENTITY_TAKEN"
    kind = Kind.CONFLICT
    sentence = mark("Quell’account è già collegato, oppure ne hai già collegato un altro dello stesso servizio.")


class LastWayIn(DomainError):
    """Without it the person could not sign in any more."""

    code = "LAST_WAY_IN"
    kind = Kind.CONFLICT
    sentence = mark("È il tuo unico modo di entrare: prima scegli una password o aggiungi una passkey.")


class ProofNotFresh(DomainError):
    """The provider did not ask the person again, or does not say when it last did."""

    code = "PROOF_NOT_FRESH"
    kind = Kind.FORBIDDEN
    sentence = mark(
        "Il servizio scelto non ti ha chiesto di nuovo chi sei. Scegli una password da «Password dimenticata»:"
        " poi confermi con quella."
    )


# Two clocks differ by less than this.
_CLOCKS_DIFFER = timedelta(seconds=60)


def check_fresh(authenticated_at: datetime | None, *, asked_at: datetime, at: datetime) -> None:
    """Raises ProofNotFresh unless the person showed who they are after being asked to."""
    if authenticated_at is None or not asked_at - _CLOCKS_DIFFER <= authenticated_at <= at + _CLOCKS_DIFFER:
        raise ProofNotFresh


def proved_at(authenticated_at: datetime | None, *, opened_at: datetime) -> datetime:
    """As when a sign-in with a provider counts as a proof: when the person was asked there, not when they came here.

    A provider remembers people for months, so that one that does not say when has proved nothing for dangerous acts.
    """
    if authenticated_at is None:
        return opened_at - STEP_UP_LASTS
    return min(authenticated_at, opened_at)


def ceremony_of(token: str) -> Ceremony:
    """What the sign-in of this browser's token is bound to: derived from it, so that nothing of it is stored.

    The token never leaves the browser's cookie; the provider sees only hashes of it (RFC 7636, 4.1: 64 characters).
    """
    return Ceremony(
        state=_derived(token, "state"), nonce=_derived(token, "nonce"), verifier=_derived(token, "code verifier")
    )


def _derived(token: str, purpose: str) -> str:
    return hashlib.sha256(f"openid {purpose}:{token}".encode()).hexdigest()
