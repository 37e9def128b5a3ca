"""What a legal document needs to be made, and what is true of every installation. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from re import sub
from typing import Any

from aistrategyhub.core.clock import today_in_rome
from aistrategyhub.core.consent import declared_needs
from aistrategyhub.core.privacy import Basis, Holding, Retention, Whose
from aistrategyhub.core.text import DEFAULT_LOCALE, _, mark, short_date_label
from aistrategyhub.features.legal.models import DocumentKind, LegalDocument
from aistrategyhub.features.legal.schemas import DocumentRow, Facts, KeptData, SectionChange, StoredThing
from aistrategyhub.features.publishing.models import PublicationStatus
from aistrategyhub.features.publishing.schemas import PublicationRow


@dataclass(frozen=True)
class DocumentType:
    """A kind of legal document: its Italian title (a message id), where it stands, which facts it cannot do without."""

    title: str
    slugs: Mapping[str, str]
    needs: tuple[str, ...]


_SELLER = ("company_name", "address", "vat_number", "email", "pec_email", "phone")
TYPES = {
    DocumentKind.PRIVACY: DocumentType(
        mark("Informativa sulla privacy"),
        {"it": "privacy", "en": "privacy"},
        ("company_name", "address", "vat_number", "pec_email", "privacy_email", "hosting_provider", "hosting_place"),
    ),
    DocumentKind.COOKIES: DocumentType(
        mark("Informativa sui cookie"), {"it": "cookie", "en": "cookies"}, ("company_name", "privacy_email")
    ),
    DocumentKind.TERMS: DocumentType(mark("Condizioni di vendita"), {"it": "condizioni", "en": "terms"}, _SELLER),
    DocumentKind.WITHDRAWAL: DocumentType(
        mark("Diritto di recesso"),
        {"it": "recesso", "en": "withdrawal"},
        tuple(name for name in _SELLER if name != "vat_number"),
    ),
}
FACT_LABELS = {
    "company_name": mark("Ragione sociale"),
    "address": mark("Sede"),
    "vat_number": mark("Partita IVA"),
    "email": mark("Indirizzo e-mail"),
    "pec_email": mark("Indirizzo PEC"),
    "phone": mark("Telefono"),
    "privacy_email": mark("Indirizzo per le richieste sulla privacy"),
    "hosting_provider": mark("Chi ospita il sito"),
    "hosting_place": mark("Dove stanno i dati"),
}

_BASES = {
    Basis.CONSENT: mark("consenso (art. 6, par. 1, lett. a)"),
    Basis.CONTRACT: mark("contratto o richieste prima del contratto (lett. b)"),
    Basis.LEGAL_OBLIGATION: mark("obbligo di legge (lett. c)"),
    Basis.LEGITIMATE_INTEREST: mark("legittimo interesse (lett. f)"),
}
_PEOPLE = {
    Whose.MEMBER: mark("Chi ha un account"),
    Whose.BUYER: mark("Chi acquista, anche senza account"),
    Whose.READER: mark("Chi riceve le nostre e-mail"),
    Whose.VISITOR: mark("Chi visita il sito"),
    Whose.WRITER: mark("Chi ci scrive"),
    Whose.CALLER: mark("Chi prova ad accedere"),
}
# The firm's own people and data are no matter of the visitors' notice.
_APART = frozenset({Whose.STAFF, Whose.FIRM})
_PERIODS = {
    Retention.ACCOUNT: mark("fino alla cancellazione dell’account"),
    Retention.CEREMONY: mark("fino all’uso o alla scadenza, al massimo 30 giorni"),
    Retention.ATTEMPTS: mark("90 giorni"),
    Retention.DEVICE: mark("fino all’uscita dal dispositivo o alla cancellazione dell’account"),
    Retention.EXPORT: mark("7 giorni"),
    Retention.MAIL: mark("12 mesi; dieci anni quando accompagna un documento fiscale"),
    Retention.CONSENT: mark("sei mesi, poi altri dodici come prova"),
    Retention.INQUIRY: mark("24 mesi; 30 giorni se è spam"),
    Retention.TICKET: mark("24 mesi dall’ultimo messaggio"),
    Retention.CHAT: mark("12 mesi dall’ultimo messaggio, o finché chi ha scritto li elimina"),
    Retention.ASSESSMENT: mark("12 mesi dall’ultima risposta, o finché chi ha il link le elimina"),
    Retention.CART: mark("60 giorni dall’ultimo uso, fino all’ordine o alla cancellazione dell’account"),
    Retention.ORDER: mark("fino alla cancellazione dell’account; 12 mesi per ordini di ospiti mai pagati"),
    Retention.STATEMENT: mark("12 mesi; fino alla cancellazione dell’account quando paga un ordine"),
    Retention.PROVIDER: mark("fino alla cancellazione dell’account, al massimo 13 mesi"),
    Retention.FISCAL: mark("dieci anni dal documento (art. 2220 c.c.)"),
    Retention.TRAIL: mark("con il registro delle operazioni; ciò che identifica sparisce con la cancellazione"),
    Retention.WORK: mark("7 giorni dopo la lavorazione"),
    Retention.ANSWER: mark("un giorno"),
    Retention.LOGS: mark("30 giorni"),
    Retention.FIRM: mark("finché l’impresa usa il servizio"),
}
_COOKIES = (
    (
        "__Host-sid",
        mark("tiene aperta la sessione di chi ha effettuato l’accesso"),
        mark("fino all’uscita o alla scadenza"),
    ),
    ("wake", mark("fa trovare le pagine già attive a chi è entrato"), mark("fino all’uscita o alla scadenza")),
    ("__Host-cart", mark("ritrova il carrello; c’è solo quando vi si mette qualcosa"), mark("60 giorni")),
    ("cart", mark("mostra quante cose sono nel carrello"), mark("60 giorni")),
    ("__Host-device", mark("riconosce un dispositivo da cui si è già entrati"), mark("400 giorni")),
    ("__Host-challenge", mark("collega i due passaggi della verifica all’accesso"), mark("pochi minuti")),
    ("__Host-oidc", mark("collega l’andata e il ritorno dell’accesso con Google o Microsoft"), mark("pochi minuti")),
    ("__Host-passkey", mark("collega la richiesta e la risposta di una passkey"), mark("pochi minuti")),
    (
        "__Host-own-sid",
        mark("conserva la sessione di un collega che assiste un cliente"),
        mark("la durata dell’assistenza"),
    ),
)
_CHOICE = ("consent", mark("ricorda che cosa è stato permesso o rifiutato"), mark("sei mesi"))
_STORAGE = (
    ("theme", mark("ricorda la scelta tra colori chiari e scuri"), mark("finché la si cancella dal browser")),
    ("token", mark("distingue le schede aperte, senza sapere di chi sono"), mark("fino alla chiusura della scheda")),
    (
        "react-router-scroll-positions",
        mark("ricorda a che punto della pagina si era, per tornarci"),
        mark("fino alla chiusura della scheda"),
    ),
    (
        "hub:questionnaire",
        mark("tiene le risposte di un’autovalutazione finché il sito non le ha salvate"),
        mark("fino al salvataggio, pochi istanti dopo"),
    ),
    (
        "assistant:site",
        mark("ritrova la conversazione con l’assistente, se la si comincia"),
        mark("fino alla chiusura della scheda"),
    ),
    (
        "reflex_last_reloaded_on_error",
        mark("evita che una pagina guasta si ricarichi senza fine"),
        mark("fino alla chiusura della scheda"),
    ),
)


def cookies() -> tuple[StoredThing, ...]:
    """Every cookie that the product sets. All are technical: none comes before somebody signs in, or chooses what
    needs consent."""
    told = (*_COOKIES, _CHOICE) if declared_needs() else _COOKIES
    return tuple(StoredThing(name, _(purpose), _(lasts)) for name, purpose, lasts in told)


def storage() -> tuple[StoredThing, ...]:
    """What pages keep in the browser otherwise."""
    return tuple(StoredThing(name, _(purpose), _(lasts)) for name, purpose, lasts in _STORAGE)


def kept_data(holdings: Iterable[Holding]) -> tuple[KeptData, ...]:
    """What the data map says of visitors and customers: each kind of people once for each basis and period."""
    found = {
        (item.whose, item.basis, item.retention)
        for holding in holdings
        for item in holding.personal.values()
        if item.whose not in _APART
    }
    order = list(Whose), list(Basis), list(Retention)
    ranked = sorted(found, key=lambda row: [names.index(part) for names, part in zip(order, row, strict=True)])
    return tuple(KeptData(_(_PEOPLE[who]), _(_BASES[basis]), _(_PERIODS[lasts])) for who, basis, lasts in ranked)


def missing_facts(kind: DocumentKind, facts: Facts) -> list[str]:
    """The names, as people read them, of what the document cannot do without and nobody gave."""
    return [_(FACT_LABELS[name]) for name in TYPES[kind].needs if not getattr(facts, name)]


def document_row(
    kind: DocumentKind,
    publication: PublicationRow | None = None,
    *,
    missing: str,
    document: LegalDocument | None = None,
    draft: Mapping[str, Any] | None = None,
    newest: str = "",
    wanted: Mapping[str, Any] | None = None,
) -> DocumentRow:
    """A document in the owner's list. `wanted` is its content as template and firm would make it now."""
    title = _(TYPES[kind].title)
    if publication is None or document is None or draft is None or wanted is None:
        return DocumentRow(kind=kind.value, title=title, status_label=_("da creare"), missing=missing)
    is_live = publication.status is PublicationStatus.PUBLISHED
    label, tone = (_("pubblicato"), "action") if is_live else (_("bozza"), "waiting")
    return DocumentRow(
        kind=kind.value,
        title=title,
        publication_id=str(publication.id),
        path=publication.paths.get(DEFAULT_LOCALE, ""),
        status_label=label,
        status_tone=tone,
        version_label=_version_label(document, newest),
        missing=missing,
        is_made=True,
        is_live=is_live,
        is_outdated=wanted != document.made,
        is_edited=draft != document.made,
        has_draft=publication.has_changes or not is_live,
        changes=changes_between(draft[DEFAULT_LOCALE], wanted[DEFAULT_LOCALE]),
    )


def _version_label(document: LegalDocument, newest: str) -> str:
    made = _("modello del {version}, usato il {day}", version=document.template_version, day=_day(document.made_at))
    if newest == document.template_version:
        return made
    return _("{made}; ora c’è quello del {version}", made=made, version=newest)


def _day(at: datetime) -> str:
    return short_date_label(today_in_rome(at))


def changes_between(present: Mapping[str, Any], wanted: Mapping[str, Any]) -> list[SectionChange]:
    """Section by section, in the language of `present`, what would change. Both are the content of one language."""
    before, after = _sections(present), _sections(wanted)
    titles = list(dict.fromkeys([*before, *after]))
    return [
        SectionChange(title, before.get(title, ""), after.get(title, ""))
        for title in titles
        if before.get(title) != after.get(title)
    ]


def _sections(content: Mapping[str, Any]) -> dict[str, str]:
    blocks: Sequence[Mapping[str, Any]] = content.get("blocks", ())
    texts = {str(block.get("title", "")): _plain(str(block.get("body", ""))) for block in blocks}
    return {str(content.get("title", "")): str(content.get("summary", "")), **texts}


def _plain(html: str) -> str:
    lines = sub(r"</(?:p|li|h3|h4)>", "\n", html)
    return unescape(sub(r"<[^>]+>", "", lines)).strip()
