"""Why a price bears the VAT that it bears, for whoever pays it."""

from aistrategyhub.core.text import _, mark, moment_label, percent_label
from aistrategyhub.features.vat.models import VatCheck
from aistrategyhub.features.vat.schemas import Ground, Treatment

_REASONS = {
    Ground.ITALY: mark("Chi compra è in Italia: si paga l’IVA italiana, {rate}."),
    Ground.SMALL_SELLER: mark("Non applichiamo l’IVA: siamo in un regime di favore per i piccoli operatori."),
    Ground.EU_FIRM: mark(
        "Il numero IVA è valido nel VIES: l’IVA si paga nel paese di chi compra, con l’inversione contabile."
    ),
    Ground.EU_FIRM_REFUSED: mark(
        "Il numero IVA non risulta nel VIES: senza, dobbiamo applicare l’IVA italiana, {rate}."
    ),
    Ground.EU_FIRM_SILENT: mark(
        "Il VIES non risponde: per ora applichiamo l’IVA italiana, {rate}. Lo chiediamo di nuovo più tardi."
    ),
    Ground.EU_PERSON: mark("Per i privati di un altro paese dell’Unione si applica l’IVA italiana, {rate}."),
    Ground.EU_PERSON_OSS: mark(
        "Chi compra abita in un altro paese dell’Unione: su ciò che si riceve per via elettronica si paga l’IVA di "
        "quel paese, {rate}."
    ),
    Ground.PUBLIC_OFFICE: mark(
        "Chi compra è un ufficio pubblico: l’IVA, {rate}, si vede in fattura, e l’ufficio la versa all’Erario invece "
        "di pagarla a noi."
    ),
    Ground.FIRM_OUTSIDE: mark("L’impresa è fuori dal territorio IVA dell’Unione: qui non si applica l’IVA."),
    Ground.PERSON_OUTSIDE: mark("Chi compra abita fuori dal territorio IVA dell’Unione: qui non si applica l’IVA."),
}


def proof_label(check: VatCheck) -> str:
    """What VIES answered, and when, in one line for the staff."""
    sentence = mark("Valido nel VIES il {day}") if check.is_valid else mark("Non valido nel VIES il {day}")
    told = _(sentence, day=moment_label(check.asked_at))
    return " · ".join(part for part in (told, check.name, check.address, check.consultation) if part)


def why(treatment: Treatment) -> str:
    """One sentence in the language being spoken, with the law where there is no VAT."""
    reason = _(_REASONS[treatment.ground], rate=percent_label(treatment.rate))
    return f"{reason} ({treatment.law})" if treatment.law else reason
