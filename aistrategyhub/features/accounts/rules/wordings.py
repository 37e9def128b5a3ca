"""The words that people agree to, each with its version. A changed sentence is a new version: the ledger keeps both."""

from collections.abc import Mapping
from dataclasses import dataclass

from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import _, mark, speaking
from aistrategyhub.features.accounts.models import ConsentPurpose


@dataclass(frozen=True)
class Wording:
    """A sentence as it is shown. `version` is the day it was last changed."""

    version: str
    sentence: str

    def in_language(self, language: str) -> str:
        """The words exactly as somebody who reads this language sees them."""
        with speaking(language):
            return _(self.sentence)


WORDINGS: Mapping[ConsentPurpose, Wording] = {
    ConsentPurpose.TERMS: Wording("2026-11-21", mark("Accetto le condizioni di vendita e di uso dei servizi.")),
    ConsentPurpose.PRIVACY_NOTICE: Wording(
        "2026-11-21", mark("Ho letto l’informativa sul trattamento dei dati personali (art. 13 GDPR).")
    ),
    ConsentPurpose.MARKETING: Wording(
        "2026-11-21",
        mark("Acconsento a ricevere per e-mail novità e offerte. Posso cambiare idea quando voglio."),
    ),
    ConsentPurpose.MAIL_TRACKING: Wording(
        "2026-11-21",
        mark("Acconsento a far sapere a chi scrive se apro le sue e-mail e quali collegamenti seguo."),
    ),
}

# What a person may switch on and off at any time; the others come with the account.
OPTIONAL_PURPOSES = (ConsentPurpose.MARKETING, ConsentPurpose.MAIL_TRACKING)
PURPOSES_OF_REGISTRATION = (ConsentPurpose.TERMS, ConsentPurpose.PRIVACY_NOTICE)


class WordingChanged(DomainError):
    """The words on the page are no longer the present ones: nobody agrees to what they did not read."""

    code = "WORDING_CHANGED"
    sentence = mark("Il testo è cambiato mentre lo leggevi: ricarica la pagina e conferma di nuovo.")


def current_wording(purpose: ConsentPurpose, *, shown_version: str | None = None) -> Wording:
    """The present words of this purpose. Raises WordingChanged when others were shown."""
    wording = WORDINGS[purpose]
    if shown_version is not None and shown_version != wording.version:
        raise WordingChanged
    return wording
