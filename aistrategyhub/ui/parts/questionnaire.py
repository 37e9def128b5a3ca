"""A questionnaire in steps that saves itself: each answer goes to the server over HTTP, without the websocket."""

import reflex as rx

from aistrategyhub.core.text import _, current_locale


class _Questionnaire(rx.Component):
    library = "$/utils/questionnaire"
    tag = "Questionnaire"
    alias = "HouseQuestionnaire"

    address: rx.Var[str]
    locale: rx.Var[str]
    words: rx.Var[dict[str, str]]


def questionnaire(address: str) -> rx.Component:
    """What `address` and the last part of the page's own address ask for, a section at a time.

    `GET address/<key>` says what is asked and answered, `PUT .../answers` keeps answers and says what is asked next,
    `POST .../finish` where the result is. What the server does not have yet is also in the browser, and is sent again
    after a lost connection or a reload. The step is in the address (`#section`), so that the browser goes back and
    forth.
    """
    return _Questionnaire.create(address=address, locale=current_locale(), words=rx.Var.create(_words()))


def _words() -> dict[str, str]:
    return {
        "loading": _("Caricamento in corso"),
        "missing": _("Questo questionario non c’è: il link è incompleto, oppure le risposte sono state eliminate."),
        "unreached": _("Il sito non risponde: riproviamo da soli. Le risposte già date non sono perse."),
        "progress": _("{done} risposte su {total}"),
        "left": _("{count} da fare"),
        "complete": _("completa"),
        "sections": _("Sezioni"),
        "review": _("Riepilogo"),
        "question": _("Domanda"),
        "saved": _("Tutto salvato"),
        "waiting": _("Modifiche da salvare"),
        "saving": _("Salvataggio…"),
        "unsaved": _("Non salvato: riproviamo da soli"),
        "refused": _("Non salvato: qualcosa da correggere"),
        "finishing": _("Calcolo del risultato…"),
        "retry": _("Riprova ora"),
        "back": _("Indietro"),
        "next": _("Avanti"),
        "result": _("Vedi il risultato"),
        "someOpen": _(
            "Restano le domande qui sotto. Puoi vedere il risultato anche così: senza risposta valgono zero, e puoi"
            " tornare a completarle."
        ),
        "allAnswered": _("Hai risposto a tutto. Puoi ancora cambiare le risposte, anche dopo aver visto il risultato."),
        "later": _("Continua più tardi"),
        "link": _(
            "Le risposte sono già salvate. Per riprendere, anche da un altro dispositivo, basta questo link: chi lo ha"
            " può leggerle e cambiarle."
        ),
        "copy": _("Copia il link"),
        "copied": _("Link copiato"),
    }
