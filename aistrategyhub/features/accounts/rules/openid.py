"""What a sign-in with an account elsewhere is bound to, and when one is refused. Pure: no database, no clock."""

import hashlib

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


def ceremony_of(token: str) -> Ceremony:
    """What the sign-in of this browser's token is bound to: derived from it, so that nothing of it is stored.

    The token never leaves the browser's cookie; the provider sees only hashes of it (RFC 7636, 4.1: 64 characters).
    """
    return Ceremony(
        state=_derived(token, "state"), nonce=_derived(token, "nonce"), verifier=_derived(token, "code verifier")
    )


def _derived(token: str, purpose: str) -> str:
    return hashlib.sha256(f"openid {purpose}:{token}".encode()).hexdigest()
