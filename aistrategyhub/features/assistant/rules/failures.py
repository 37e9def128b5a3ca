"""Why a document could not be read, in words that say what to do."""

from collections.abc import Mapping
from typing import Any

from aistrategyhub.core.text import _, mark

FAILURES = {
    "ARCHIVE": mark("Il file si espande troppo quando viene aperto, o contiene percorsi non validi: non viene letto."),
    "ADDRESS": mark("L’indirizzo non è quello di un sito pubblico."),
    "AWAY": mark("Il sito non risponde, o è troppo lento: si riprova alla prossima lettura."),
    "BROKEN": mark(
        "Il file è danneggiato o non è del tipo che il suo nome dice: aprilo, salvalo di nuovo e ricaricalo."
    ),
    "ELSEWHERE": mark("La pagina rimanda a un altro sito: aggiungi quello, se va letto."),
    "EMPTY": mark("Nel documento non c’è testo."),
    "ENCODING": mark("Il testo usa una codifica che non si riconosce: salvalo in UTF-8 e ricaricalo."),
    "ENCRYPTED": mark("Il documento è protetto da una password: togli la protezione e ricaricalo."),
    "FORBIDDEN": mark("Il sito non fa leggere questa pagina a chi non è entrato."),
    "GONE": mark("La pagina non è più pubblicata."),
    "KIND": mark("La pagina non è un testo che si legge: HTML, PDF, testo, Markdown, CSV o JSON."),
    "LOST": mark("Il file caricato non c’è più: caricalo di nuovo."),
    "MACROS": mark("Il documento contiene macro: salvalo come .docx senza macro e ricaricalo."),
    "NO_SITEMAP": mark("A questo indirizzo non c’è una sitemap, o non elenca pagine di questo sito."),
    "NOT_THERE": mark("La pagina non c’è più: se manca anche alla prossima lettura, smette di rispondere."),
    "ROBOTS": mark("Il sito chiede ai programmi di non leggere questa pagina (robots.txt)."),
    "SCANNED": mark("Il PDF è fatto di immagini e non contiene testo: passalo da un programma di OCR e ricaricalo."),
    "TOO_HEAVY": mark("Leggere questo documento richiede troppo tempo o memoria: dividilo in parti."),
    "TOO_LARGE": mark("La pagina è troppo grande."),
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
