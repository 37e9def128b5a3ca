"""The words of the owner's screens for the kinds and states of the catalogue. Italian message ids."""

from aistrategyhub.core.text import mark
from aistrategyhub.features.catalog.models import (
    BillingUnit,
    ItemKind,
    ItemStatus,
    ListAudience,
    PlanInterval,
)
from aistrategyhub.features.catalog.schemas import QuestionKind
from aistrategyhub.features.vat.schemas import VatClass

KIND_LABELS = {
    ItemKind.SERVICE_FIXED: mark("Servizio a prezzo fisso"),
    ItemKind.SERVICE_QUOTE: mark("Servizio su preventivo"),
    ItemKind.SUBSCRIPTION: mark("Abbonamento"),
    ItemKind.DIGITAL: mark("Prodotto digitale"),
    ItemKind.PHYSICAL: mark("Prodotto fisico"),
    ItemKind.BUNDLE: mark("Pacchetto"),
}
KIND_HINTS = {
    ItemKind.SERVICE_FIXED: mark("Ha un prezzo scritto e si compra online."),
    ItemKind.SERVICE_QUOTE: mark("Il prezzo si concorda: chi è interessato risponde a qualche domanda."),
    ItemKind.SUBSCRIPTION: mark("Si paga ogni mese o ogni anno, con un contratto."),
    ItemKind.DIGITAL: mark("Si scarica dopo l’acquisto."),
    ItemKind.PHYSICAL: mark("Si spedisce."),
    ItemKind.BUNDLE: mark("Più servizi insieme, a un solo prezzo."),
}
STATUS_LABELS = {
    ItemStatus.DRAFT: mark("Bozza"),
    ItemStatus.PUBLISHED: mark("Pubblicato"),
    ItemStatus.ARCHIVED: mark("Archiviato"),
}
STATUS_TONES = {ItemStatus.DRAFT: "neutral", ItemStatus.PUBLISHED: "action", ItemStatus.ARCHIVED: "neutral"}
STATUS_FILTERS: dict[str, tuple[str, ItemStatus | None]] = {
    "tutti": (mark("Tutti gli stati"), None),
    "pubblicati": (mark("Pubblicati"), ItemStatus.PUBLISHED),
    "bozze": (mark("Bozze"), ItemStatus.DRAFT),
    "archiviati": (mark("Archiviati"), ItemStatus.ARCHIVED),
}
VAT_LABELS = {
    VatClass.STANDARD: mark("Ordinaria, 22%"),
    VatClass.REDUCED: mark("Ridotta, 10%"),
    VatClass.SUPER_REDUCED: mark("Minima, 4%"),
}
UNIT_LABELS = {
    BillingUnit.ONCE: mark("una volta"),
    BillingUnit.PROJECT: mark("a progetto"),
    BillingUnit.HOUR: mark("all’ora"),
    BillingUnit.DAY: mark("al giorno"),
    BillingUnit.MONTH: mark("al mese"),
    BillingUnit.YEAR: mark("all’anno"),
}
INTERVAL_LABELS = {
    PlanInterval.WEEK: mark("settimane"),
    PlanInterval.MONTH: mark("mesi"),
    PlanInterval.YEAR: mark("anni"),
}
AUDIENCE_LABELS = {
    ListAudience.EVERYONE: mark("Tutti"),
    ListAudience.PEOPLE: mark("Persone"),
    ListAudience.FIRMS: mark("Aziende con partita IVA"),
}
QUESTION_KIND_LABELS = {
    QuestionKind.TEXT: mark("Una riga"),
    QuestionKind.LONG_TEXT: mark("Un testo"),
    QuestionKind.NUMBER: mark("Un numero"),
    QuestionKind.YES_NO: mark("Sì o no"),
    QuestionKind.CHOICE: mark("Una fra più risposte"),
    QuestionKind.CHOICES: mark("Una o più risposte"),
    QuestionKind.DATE: mark("Una data"),
}
