"""Tells people that how they prove who they are has changed (ASVS 5.0, 6.3.7)."""

from enum import StrEnum
from typing import Any, ClassVar

from aistrategyhub.core.text import _, mark
from aistrategyhub.features.mailing.emails import Mail


class SecurityChange(StrEnum):
    """What changed, or was tried."""

    SECOND_FACTOR_ON = "second_factor_on"
    SECOND_FACTOR_OFF = "second_factor_off"
    RECOVERY_CODES_RENEWED = "recovery_codes_renewed"
    RECOVERY_CODE_USED = "recovery_code_used"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    CODES_GUESSED = "codes_guessed"
    IDENTITY_LINKED = "identity_linked"
    IDENTITY_UNLINKED = "identity_unlinked"


_SUBJECTS = {
    SecurityChange.SECOND_FACTOR_ON: mark("La verifica in due passaggi è attiva"),
    SecurityChange.SECOND_FACTOR_OFF: mark("La verifica in due passaggi è stata disattivata"),
    SecurityChange.RECOVERY_CODES_RENEWED: mark("I codici di recupero sono nuovi"),
    SecurityChange.RECOVERY_CODE_USED: mark("Un codice di recupero è stato usato"),
    SecurityChange.PASSKEY_ADDED: mark("Una nuova passkey apre il Suo account"),
    SecurityChange.PASSKEY_REMOVED: mark("Una passkey è stata tolta dal Suo account"),
    SecurityChange.CODES_GUESSED: mark("Qualcuno ha la Sua password e non il codice"),
    SecurityChange.IDENTITY_LINKED: mark("Un altro account apre ora il Suo"),
    SecurityChange.IDENTITY_UNLINKED: mark("Un account è stato scollegato dal Suo"),
}
_SENTENCES = {
    SecurityChange.SECOND_FACTOR_ON: mark(
        "D'ora in poi, dopo la password, chiediamo un codice della Sua app. Conservi i dieci codici di recupero: "
        "servono se perde il telefono."
    ),
    SecurityChange.SECOND_FACTOR_OFF: mark(
        "D'ora in poi per accedere basta la password. I codici di recupero non valgono più."
    ),
    SecurityChange.RECOVERY_CODES_RENEWED: mark(
        "Sono stati creati dieci nuovi codici di recupero. Quelli di prima non valgono più."
    ),
    SecurityChange.RECOVERY_CODE_USED: mark(
        "Un codice di recupero ha preso il posto del codice dell'app. Ne restano {left}."
    ),
    SecurityChange.PASSKEY_ADDED: mark("La passkey «{name}» può ora aprire il Suo account senza password."),
    SecurityChange.PASSKEY_REMOVED: mark("La passkey «{name}» non apre più il Suo account."),
    SecurityChange.IDENTITY_LINKED: mark("L'account {provider} di {email} può ora aprire il Suo account qui."),
    SecurityChange.IDENTITY_UNLINKED: mark("L'account {provider} non apre più il Suo account qui."),
    SecurityChange.CODES_GUESSED: mark(
        "Qualcuno ha scritto la Sua password giusta e poi per cinque volte un codice sbagliato. Non è entrato. "
        "Se non era Lei, cambi subito la password."
    ),
}


class SecurityChanged(Mail):
    """One change, and what to do if it was somebody else."""

    template: ClassVar[str] = "security_changed"

    change: SecurityChange
    first_name: str
    moment_label: str
    security_url: str
    values: dict[str, str | int] = {}

    def subject(self, locale: str) -> str:
        return _(_SUBJECTS[self.change])

    def context(self) -> dict[str, Any]:
        return super().context() | {
            "headline": _(_SUBJECTS[self.change]),
            "sentence": _(_SENTENCES[self.change], **self.values),
        }
