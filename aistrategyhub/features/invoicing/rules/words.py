"""Where a file stands, and what it means, in words."""

from collections.abc import Mapping
from datetime import datetime

from aistrategyhub.core import clock
from aistrategyhub.core.text import _, mark, short_date_label
from aistrategyhub.features.invoicing.models import InvoiceTransmission
from aistrategyhub.features.invoicing.models import TransmissionStatus as S
from aistrategyhub.features.invoicing.rules.transitions import (
    ISSUED,
    NEEDS_SOMEBODY,
    days_left,
    is_overdue,
    last_day_to_correct,
)
from aistrategyhub.features.invoicing.schemas import Standing

_NOT_SENT = (mark("Non trasmessa"), "waiting", mark("Non è ancora partita verso il Sistema di Interscambio."))
_WORDS = {
    S.GENERATED: (mark("Da inviare"), "waiting", mark("Il file è pronto e parte da solo.")),
    S.BLOCKED: (
        mark("Trattenuta"),
        "failed",
        mark("I controlli hanno trovato un errore prima dell’invio: il Sistema di Interscambio non l’ha vista."),
    ),
    S.SENDING: (mark("In invio"), "waiting", mark("Il file sta partendo.")),
    S.SENT: (mark("Inviata"), "waiting", mark("Il Sistema di Interscambio risponde di solito entro poche ore.")),
    S.FAILED: (mark("Non partita"), "failed", mark("Il canale non ha preso il file: si può inviare di nuovo.")),
    S.DELIVERED: (mark("Consegnata"), "action", mark("Il cliente l’ha ricevuta: la fattura è emessa.")),
    S.UNDELIVERABLE: (
        mark("Nell’area riservata"),
        "action",
        mark("Emessa ma non recapitata: il cliente, avvisato per e-mail, la trova nella sua area riservata."),
    ),
    S.REJECTED: (
        mark("Scartata"),
        "failed",
        mark(
            "Per il fisco non è mai stata emessa: va corretta e inviata di nuovo con lo stesso numero e la stessa data."
        ),
    ),
    S.RESENT: (mark("Sostituita"), "neutral", mark("Un file corretto ha preso il suo posto.")),
    S.ATTESTED: (
        mark("Attestata"),
        "action",
        mark("L’ufficio non era raggiungibile: l’attestazione vale come prova dell’emissione."),
    ),
    S.ACCEPTED: (mark("Accettata"), "action", mark("L’ufficio l’ha accettata.")),
    S.REFUSED: (mark("Rifiutata"), "failed", mark("L’ufficio l’ha rifiutata: di solito serve una nota di credito.")),
    S.EXPIRED: (
        mark("Decorsi i termini"),
        "action",
        mark("L’ufficio non ha risposto in 15 giorni: la fattura si intende ricevuta."),
    ),
}
RECEIPT_LABELS = {
    "RC": mark("Ricevuta di consegna"),
    "NS": mark("Ricevuta di scarto"),
    "MC": mark("Mancata consegna"),
    "NE": mark("Esito dell’ufficio"),
    "DT": mark("Decorrenza dei termini"),
    "AT": mark("Attestazione di trasmissione"),
    "EC": mark("Esito del committente"),
    "SE": mark("Scarto dell’esito"),
    "MT": mark("Metadati"),
}
CHANNEL_LABELS = {
    "rehearsal": mark("Prova locale"),
    "pec": mark("PEC"),
    "intermediary": mark("Intermediario"),
    "by_hand": mark("A mano"),
}
# What the list of documents may be narrowed to, by the word in the address. None is what was never to be sent.
SDI_FILTERS: Mapping[str, tuple[str, frozenset[S | None]]] = {
    "tutte": (mark("Tutti gli esiti"), frozenset()),
    "da-sistemare": (mark("Da sistemare"), NEEDS_SOMEBODY),
    "in-viaggio": (mark("In viaggio"), frozenset({S.GENERATED, S.SENDING, S.SENT})),
    "emesse": (mark("Emesse"), ISSUED),
    "non-trasmesse": (mark("Non trasmesse"), frozenset({None})),
}
_BY_HAND = mark("Il file si carica a mano nel portale Fatture e Corrispettivi, poi si portano qui le ricevute.")
_OVERDUE = mark("Nessuna risposta da più di cinque giorni: va cercata nel portale Fatture e Corrispettivi.")
_LAST_DAY = mark("Da correggere entro il {day}: restano {days} giorni.")
_LAST_HOURS = mark("Da correggere entro oggi, {day}.")
_TOO_LATE = mark(
    "I cinque giorni sono passati il {day}: prima di inviarla di nuovo conviene sentire il commercialista."
)


def status_words(status: S) -> tuple[str, str]:
    """The label and the tone of a standing."""
    label, tone, _meaning = _WORDS[status]
    return _(label), tone


def standing_of(transmission: InvoiceTransmission | None) -> Standing:
    """Where a document's file stands now, what that means, and by when somebody must act."""
    if transmission is None:
        label, tone, meaning = _NOT_SENT
        return Standing(_(label), tone, _(meaning))
    label, tone, meaning = _WORDS[transmission.status]
    if transmission.status is S.GENERATED and transmission.channel == "by_hand":
        meaning = _BY_HAND
    if is_overdue(transmission.status, transmission.sent_at, clock.now()):
        tone, meaning = "failed", _OVERDUE
    deadline = _deadline(transmission.answered_at) if transmission.status is S.REJECTED else ""
    return Standing(_(label), tone, _(meaning), deadline)


def _deadline(rejected_at: datetime | None) -> str:
    if rejected_at is None:
        return ""
    day = clock.today_in_rome(rejected_at)
    left = days_left(day, clock.today_in_rome())
    sentence = _TOO_LATE if left < 0 else _LAST_DAY if left else _LAST_HOURS
    return _(sentence, day=short_date_label(last_day_to_correct(day)), days=left)
