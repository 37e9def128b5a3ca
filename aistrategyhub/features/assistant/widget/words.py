"""What the widget says by itself, in the language being spoken."""

from collections.abc import Mapping

from aistrategyhub.core.text import _


def loader_words() -> Mapping[str, str]:
    """What is said before the panel is there."""
    return {
        "open": _("Chiedi all’assistente"),
        "away": _("L’assistente non è raggiungibile. Riprova tra poco."),
    }


def panel_words() -> Mapping[str, str]:
    """What the panel says. `{placeholders}` are filled in the browser."""
    return {
        "assistant": _("Assistente"),
        "aiNotice": _(
            "Risponde un sistema di intelligenza artificiale: cerca nei documenti dello studio, cita le fonti e può "
            "sbagliare."
        ),
        "conversation": _("Conversazione"),
        "close": _("Chiudi"),
        "yourQuestion": _("La tua domanda"),
        "ask": _("Chiedi"),
        "stop": _("Ferma"),
        "question": _("Domanda"),
        "answer": _("Risposta"),
        "writing": _("Sto scrivendo…"),
        "sources": _("Fonti"),
        "source": _("Fonte"),
        "page": _("pagina {number}"),
        "helped": _("Questa risposta è stata utile?"),
        "useful": _("Utile"),
        "useless": _("Non utile"),
        "cut": _("La risposta è stata interrotta prima della fine."),
        "stopped": _("Hai fermato la risposta."),
        "lookingAgain": _("Cerco la risposta…"),
        "retry": _("Riprova"),
        "away": _("L’assistente non è raggiungibile. Riprova tra poco."),
        "offline": _("Non c’è connessione a internet. Quello che hai scritto resta qui: riprova quando torna."),
        "broken": _("Qualcosa non ha funzionato. Riprova tra poco."),
        "person": _("Una persona dello studio"),
        "wantPerson": _("Parla con una persona"),
        "personLead": _("Ti risponde una persona, qui e per e-mail."),
        "email": _("E-mail"),
        "yourName": _("Nome (facoltativo)"),
        "yourMessage": _("Messaggio (facoltativo)"),
        "privacy": _("Informativa sulla privacy"),
        "send": _("Invia la richiesta"),
        "back": _("Annulla"),
        "reference": _("La tua richiesta ha il numero {reference}. La risposta arriva qui e per e-mail."),
        "joined": _("{name} è nella conversazione"),
        "withPerson": _("Adesso ti risponde {name}."),
        "left": _("Adesso risponde di nuovo l’assistente."),
        "closed": _("La richiesta è chiusa. Se scrivi ancora, si riapre."),
        "forget": _("Cancella la conversazione"),
        "forgetSure": _("Le domande all’assistente e le risposte spariscono per sempre, anche dai nostri archivi."),
        "forgetNow": _("Cancella"),
        "forgotten": _("La conversazione è stata cancellata."),
    }
