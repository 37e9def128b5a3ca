"""Why a document could not be read, in words that say what to do."""

from collections.abc import Mapping
from typing import Any

from aistrategyhub.core.text import _, mark

FAILURES = {
    "ARCHIVE": mark("Il file si espande troppo quando viene aperto, o contiene percorsi non validi: non viene letto."),
    "BROKEN": mark(
        "Il file è danneggiato o non è del tipo che il suo nome dice: aprilo, salvalo di nuovo e ricaricalo."
    ),
    "EMPTY": mark("Nel documento non c’è testo."),
    "ENCODING": mark("Il testo usa una codifica che non si riconosce: salvalo in UTF-8 e ricaricalo."),
    "ENCRYPTED": mark("Il documento è protetto da una password: togli la protezione e ricaricalo."),
    "GONE": mark("La pagina non è più pubblicata."),
    "LOST": mark("Il file caricato non c’è più: caricalo di nuovo."),
    "MACROS": mark("Il documento contiene macro: salvalo come .docx senza macro e ricaricalo."),
    "SCANNED": mark("Il PDF è fatto di immagini e non contiene testo: passalo da un programma di OCR e ricaricalo."),
    "TOO_HEAVY": mark("Leggere questo documento richiede troppo tempo o memoria: dividilo in parti."),
    "TOO_LONG": mark("Il documento è troppo lungo: al massimo {most} caratteri di testo. Dividilo in parti."),
    "TOO_MANY_PAGES": mark("Il documento ha {pages} pagine: al massimo {most}. Dividilo in parti."),
}


class Unreadable(Exception):
    """A document is not read, for one of FAILURES."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def failure_label(code: str, values: Mapping[str, Any]) -> str:
    """Why a document failed, in the language of the moment; nothing where it did not."""
    return _(FAILURES[code], **values) if code in FAILURES else ""
