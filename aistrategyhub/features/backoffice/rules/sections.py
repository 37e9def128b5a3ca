"""The settings as forms: which fields a section has, what was typed as a setting, and a setting as what is typed."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

from pydantic import BaseModel, SecretStr
from stdnum import bic as bic_number
from stdnum import iban as iban_number

from aistrategyhub.core.access import Role
from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.core.fields import Fields
from aistrategyhub.core.tax_ids import compact
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.accounts.rules.staff import ROLE_LABELS, STAFF
from aistrategyhub.features.backoffice.rules.fees import read_fees
from aistrategyhub.features.backoffice.rules.firm import WRONG_IBAN, read_seller
from aistrategyhub.features.backoffice.rules.vat import read_public_offices, read_sales_abroad
from aistrategyhub.features.backoffice.schemas import Difference
from aistrategyhub.features.prompts.schemas import ModelAccount
from aistrategyhub.features.site_settings.schemas import (
    BankTransfer,
    IdleAccounts,
    LegalInfo,
    OrderRules,
    ProfessionalFees,
    PublicOffices,
    SalesAbroad,
    SecurityRules,
    SellerInfo,
    Setting,
    SiteIdentity,
)

TICKED = "on"
_ROLES = "second_factor_roles"
_ASK_NAME = mark("Indica il nome del sito.")
_WRONG_MONTHS = mark("Scrivi un numero di mesi da 12 a 120.")
_ASK_HOSTING = mark("Indica chi ospita il sito e dove.")
_ASK_PRIVACY = mark("Indica a chi si scrive per i propri dati personali.")
_ASK_KEY = mark("Incolla la chiave di Anthropic.")
_WRONG_DAYS = mark("Scrivi un numero di giorni da {least} a {most}.")
_REMINDER_TOO_EARLY = mark("Il promemoria deve partire dopo l’ordine: meno giorni di quelli per pagare.")
_MOST_DAYS = {"unpaid_days": 90, "reminder_days": 89, "follow_up_days": 90}
_LONGEST_KEY = 200
# What has a value before anybody gives one, and must keep some.
_NEVER_EMPTY = frozenset({*_MOST_DAYS, "transfer_days", "months", "split_until", "split_law"})
_ASK_HOLDER = mark("Indica a chi è intestato il conto.")
_WRONG_BIC = mark("Il BIC non è valido: sono 8 o 11 caratteri, per esempio UNCRITMM.")
_ASK_CONTACT = mark("Indica l’indirizzo a cui si risponde alle e-mail.")


FieldKind = Literal["text", "email", "tick", "secret", "day"]


@dataclass(frozen=True)
class SectionField:
    """A control of a section: `name` is the dotted path in the setting, `label` and `hint` Italian message ids."""

    name: str
    label: str
    kind: FieldKind = "text"
    hint: str = ""
    required: bool = False


@dataclass(frozen=True)
class Section:
    """A typed setting as a screen. `slug` is its address; `can_send` when a test mail shows what it does."""

    slug: str
    kind: type[Setting]
    title: str
    note: str
    read: Callable[[Mapping[str, str]], Setting]
    can_send: bool = False

    @property
    def fields(self) -> list[SectionField]:
        """Its controls, in the order of the model."""
        return list(_fields_of(self.kind))


_LABELS = {
    "company_name": mark("Ragione sociale"),
    "vat_number": mark("Partita IVA"),
    "fiscal_code": mark("Codice fiscale"),
    "regime_fiscale": mark("Regime fiscale"),
    "address.street": mark("Via e numero civico"),
    "address.city": mark("Comune"),
    "address.zip": mark("CAP"),
    "address.province": mark("Provincia"),
    "address.country": mark("Paese"),
    "rea_office": mark("Ufficio REA"),
    "rea_number": mark("Numero REA"),
    "share_capital": mark("Capitale sociale"),
    "paid_in_capital": mark("Capitale versato"),
    "sole_shareholder": mark("Società con unico socio"),
    "in_liquidation": mark("In liquidazione"),
    "coordinated_by": mark("Soggetta a direzione e coordinamento di"),
    "email": mark("Indirizzo e-mail"),
    "pec_email": mark("Indirizzo PEC"),
    "phone": mark("Telefono"),
    "iban": mark("IBAN"),
    "site_name": mark("Nome del sito"),
    "claim_it": mark("Motto in italiano"),
    "claim_en": mark("Motto in inglese"),
    "contact_email": mark("Indirizzo per le risposte"),
    "hosting_provider": mark("Chi ospita il sito"),
    "hosting_place": mark("Dove stanno i dati"),
    "privacy_email": mark("Indirizzo per le richieste sulla privacy"),
    "data_protection_officer": mark("Responsabile della protezione dei dati"),
    "court": mark("Foro competente per le imprese"),
    "is_on": mark("Cancella gli account dei clienti che nessuno usa più"),
    "months": mark("Dopo quanti mesi"),
    "api_key": mark("Chiave di Anthropic"),
    "expires": mark("Annulla da solo gli ordini che nessuno paga"),
    "unpaid_days": mark("Giorni per pagare"),
    "reminder_days": mark("Promemoria, quanti giorni prima"),
    "follows_up": mark("Scrivi al cliente dopo la conclusione"),
    "follow_up_days": mark("Dopo quanti giorni"),
    "takes_transfers": mark("I clienti possono pagare con bonifico"),
    "account_holder": mark("Intestatario del conto"),
    "account_iban": mark("IBAN"),
    "account_bic": mark("BIC"),
    "transfer_days": mark("Giorni per fare il bonifico"),
    "bills_fees": mark("La ditta è di un professionista: cassa e ritenuta sulle parcelle"),
    "fund": mark("Cassa previdenziale"),
    "fund_percent": mark("Contributo alla cassa, in %"),
    "withholds_on_fund": mark("Anche il contributo è soggetto a ritenuta"),
    "withholding": mark("Ritenuta"),
    "withholding_percent": mark("Ritenuta, in %"),
    "withholding_reason": mark("Causale del pagamento"),
    "reminds_carts": mark("Scrivi una volta a chi l’ha chiesto e ha lasciato il carrello"),
    "tells_firm": mark("Scrivi alla ditta quando un ordine è pagato"),
    "oss_since": mark("Iscritti al regime OSS dal"),
    "crossed_on": mark("Limite di 10.000 euro superato il"),
    "sells": mark("Gli uffici pubblici possono ordinare dal sito"),
    "split_until": mark("Scissione dei pagamenti autorizzata fino al"),
    "split_law": mark("Decisione che la autorizza"),
}
_HINTS = {
    "account_holder": mark("Come lo conosce la banca."),
    "account_bic": mark("Serve solo a chi paga da fuori dell’Unione europea."),
    "transfer_days": mark("Da 1 a 60. L’ordine aspetta ancora qualche giorno, per i tempi della banca."),
    "fiscal_code": mark("Vuoto quando è uguale alla partita IVA."),
    "share_capital": mark("In euro, per esempio 10000.00."),
    "paid_in_capital": mark("Solo se non è versato per intero."),
    "coordinated_by": mark("Solo se un’altra società la dirige (art. 2497-bis c.c.)."),
    "hosting_provider": mark("Ragione sociale del fornitore dei server, per esempio «Aruba S.p.A.»."),
    "hosting_place": mark("Per esempio «Italia» o «Unione europea»."),
    "data_protection_officer": mark("Nome e indirizzo del DPO; vuoto se non è stato nominato."),
    "court": mark("Per esempio «Milano». Vale solo tra imprese."),
    "site_name": mark("È anche il mittente delle e-mail."),
    "contact_email": mark("A chi scrive chi risponde alle e-mail del sito."),
    "iban": mark("Dove i clienti pagano con bonifico."),
    "fund": mark("Da TC01 a TC22, per esempio TC22 per la gestione separata INPS. Vuoto se non c’è."),
    "withholding": mark("RT01 per le persone, RT02 per le società. Vuoto se non c’è."),
    "withholding_reason": mark("Quella della certificazione unica: A per i professionisti."),
    "months": mark("Da 12 a 120; un avviso parte 30 giorni prima."),
    "oss_since": mark(
        "Da quel giorno i privati di altri paesi dell’Unione pagano l’IVA del loro paese su ciò che ricevono per via "
        "elettronica. Vuoto se la ditta non è iscritta."
    ),
    "crossed_on": mark(
        "Lo scrive il sito quando le sue vendite dell’anno lo superano; scrivilo tu se contano anche vendite fatte "
        "altrove."
    ),
    "sells": mark("Si riconoscono dal codice univoco di 6 caratteri."),
    "split_until": mark(
        "Fino a quel giorno l’ufficio paga l’imponibile e versa l’IVA all’Erario; dopo paga tutto a noi. Controlla se "
        "l’autorizzazione è stata prorogata."
    ),
    "split_law": mark("Per esempio «Decisione di esecuzione (UE) 2023/1552», valida fino al 30 giugno 2026."),
}


def draft_of(section: Section, values: Mapping[str, Any] | None) -> dict[str, str]:
    """What stands in the controls for these values; for None, what holds until somebody saves."""
    if values is None:
        optional = {name: info for name, info in section.kind.model_fields.items() if not info.is_required()}
        values = {name: info.get_default(call_default_factory=True) for name, info in optional.items()}
    flat = dict(_flat(values))
    draft = {field.name: _typed(flat.get(field.name)) for field in section.fields if field.kind != "secret"}
    for role in values.get(_ROLES, ()):
        draft[f"{_ROLES}.{role}"] = TICKED
    return draft


def what_changes(section: Section, before: Mapping[str, str], after: Mapping[str, str]) -> list[Difference]:
    """Control by control, what is stored and what is typed, where they differ."""
    return [
        Difference(_(field.label), _told(field, before.get(field.name, "")), _told(field, after.get(field.name, "")))
        for field in section.fields
        if field.kind != "secret" and before.get(field.name, "").strip() != after.get(field.name, "").strip()
    ]


def section_of(slug: str) -> Section | None:
    """The section at this address."""
    return next((section for section in SECTIONS if section.slug == slug), None)


def _seller(form: Mapping[str, str]) -> Setting:
    address = {name.removeprefix("address."): text for name, text in form.items() if name.startswith("address.")}
    flags = {name: form.get(name) == TICKED for name in ("sole_shareholder", "in_liquidation")}
    plain = {name: text for name, text in form.items() if "." not in name and name not in flags}
    return read_seller({**plain, **flags, "address": address})


def _identity(form: Mapping[str, str]) -> Setting:
    fields = Fields(dict(form), frozenset(SiteIdentity.model_fields), whole="site_identity")
    values = {
        "site_name": fields.required("site_name", 80, _ASK_NAME),
        "claim_it": fields.text("claim_it", 160),
        "claim_en": fields.text("claim_en", 160),
        "contact_email": fields.email("contact_email"),
    }
    if not values["contact_email"]:
        fields.refuse("contact_email", "REQUIRED", _ASK_CONTACT)
    if fields.errors:
        raise InvalidInput(list(fields.errors.values()))
    return SiteIdentity(**values)


def _legal(form: Mapping[str, str]) -> Setting:
    fields = Fields(dict(form), frozenset(LegalInfo.model_fields), whole="legal_info")
    values = {
        "hosting_provider": fields.required("hosting_provider", 160, _ASK_HOSTING),
        "hosting_place": fields.required("hosting_place", 160, _ASK_HOSTING),
        "privacy_email": fields.email("privacy_email"),
        "data_protection_officer": fields.text("data_protection_officer", 160),
        "court": fields.text("court", 80),
    }
    if not values["privacy_email"]:
        fields.refuse("privacy_email", "REQUIRED", _ASK_PRIVACY)
    if fields.errors:
        raise InvalidInput(list(fields.errors.values()))
    return LegalInfo(**values)


def _security(form: Mapping[str, str]) -> Setting:
    ticked = (role for role in Role if form.get(f"{_ROLES}.{role}") == TICKED)
    return SecurityRules(second_factor_roles=tuple(ticked))


def _idle_accounts(form: Mapping[str, str]) -> Setting:
    fields = Fields(dict(form), frozenset(IdleAccounts.model_fields), whole="idle_accounts")
    months = fields.text("months", 3)
    if not (months.isascii() and months.isdecimal() and 12 <= int(months) <= 120):
        fields.refuse("months", "INVALID_MONTHS", _WRONG_MONTHS)
    if fields.errors:
        raise InvalidInput(list(fields.errors.values()))
    return IdleAccounts(is_on=form.get("is_on") == TICKED, months=int(months))


def _orders(form: Mapping[str, str]) -> Setting:
    fields = Fields(dict(form), frozenset(OrderRules.model_fields), whole="order_rules")
    days = {name: _days(fields, name, most) for name, most in _MOST_DAYS.items()}
    if not fields.errors and days["reminder_days"] >= days["unpaid_days"]:
        fields.refuse("reminder_days", "REMINDER_TOO_EARLY", _REMINDER_TOO_EARLY)
    if fields.errors:
        raise InvalidInput(list(fields.errors.values()))
    ticks = {name: form.get(name) == TICKED for name in ("expires", "follows_up", "reminds_carts", "tells_firm")}
    return OrderRules(**ticks, **days)


def _transfers(form: Mapping[str, str]) -> Setting:
    fields = Fields(dict(form), frozenset(BankTransfer.model_fields), whole="bank_transfer")
    is_on = form.get("takes_transfers") == TICKED
    holder, days = fields.printed("account_holder", 70), fields.text("transfer_days", 3)
    iban, bic = compact(fields.text("account_iban", 50)), compact(fields.text("account_bic", 20))
    if is_on and not holder:
        fields.refuse("account_holder", "REQUIRED", _ASK_HOLDER)
    if (is_on or iban) and not iban_number.is_valid(iban):
        fields.refuse("account_iban", "INVALID_IBAN", WRONG_IBAN)
    if bic and not bic_number.is_valid(bic):
        fields.refuse("account_bic", "INVALID_BIC", _WRONG_BIC)
    if not (days.isascii() and days.isdecimal() and 1 <= int(days) <= 60):
        fields.refuse("transfer_days", "INVALID_DAYS", _WRONG_DAYS, least=1, most=60)
    if fields.errors:
        raise InvalidInput(list(fields.errors.values()))
    return BankTransfer(
        takes_transfers=is_on, account_holder=holder, account_iban=iban, account_bic=bic, transfer_days=int(days)
    )


def _days(fields: Fields, name: str, most: int) -> int:
    least = 2 if name == "unpaid_days" else 1
    text = fields.text(name, 3)
    if text.isascii() and text.isdecimal() and least <= int(text) <= most:
        return int(text)
    fields.refuse(name, "INVALID_DAYS", _WRONG_DAYS, least=least, most=most)
    return least


def _models(form: Mapping[str, str]) -> Setting:
    fields = Fields(dict(form), frozenset(ModelAccount.model_fields), whole="model_account")
    key = fields.text("api_key", _LONGEST_KEY)
    if not fields.errors and not key:
        fields.refuse("api_key", "REQUIRED", _ASK_KEY)
    if fields.errors:
        raise InvalidInput(list(fields.errors.values()))
    return ModelAccount(api_key=SecretStr(key))


SECTIONS = (
    Section(
        "ditta",
        SellerInfo,
        mark("Ditta"),
        mark("Quello che la legge vuole sulle fatture e in fondo a ogni pagina."),
        _seller,
    ),
    Section("sito", SiteIdentity, mark("Sito ed e-mail"), mark("Come il sito si presenta e firma."), _identity, True),
    Section(
        "note-legali",
        LegalInfo,
        mark("Note legali"),
        mark("Quello che le pagine legali devono dire e che solo la ditta sa."),
        _legal,
    ),
    Section(
        "sicurezza",
        SecurityRules,
        mark("Sicurezza"),
        mark("Chi deve usare la verifica in due passaggi per entrare."),
        _security,
    ),
    Section(
        "riservatezza",
        IdleAccounts,
        mark("Riservatezza"),
        mark("Per quanto tempo resta un account che nessuno usa (art. 5 GDPR)."),
        _idle_accounts,
    ),
    Section(
        "ordini",
        OrderRules,
        mark("Ordini"),
        mark("Quanto aspetta un ordine non pagato e che cosa si scrive da soli al cliente."),
        _orders,
    ),
    Section(
        "bonifici",
        BankTransfer,
        mark("Bonifici"),
        mark("Il conto su cui i clienti possono pagare gli ordini, e quanto tempo hanno per farlo."),
        _transfers,
    ),
    Section(
        "vendite-estero",
        SalesAbroad,
        mark("Vendite nell’Unione"),
        mark("Quando i privati di altri paesi dell’Unione pagano l’IVA del loro paese (art. 7-octies DPR 633/1972)."),
        read_sales_abroad,
    ),
    Section(
        "uffici-pubblici",
        PublicOffices,
        mark("Uffici pubblici"),
        mark("Se gli uffici pubblici possono ordinare, e a chi pagano l’IVA (art. 17-ter DPR 633/1972)."),
        read_public_offices,
    ),
    Section(
        "parcelle",
        ProfessionalFees,
        mark("Parcelle"),
        mark("Per i professionisti: cassa e ritenuta delle fatture scritte a mano. Gli altri non ne hanno bisogno."),
        read_fees,
    ),
    Section(
        "modelli",
        ModelAccount,
        mark("Modelli"),
        mark("La chiave con cui il sito chiede aiuto ai modelli di Anthropic; senza, nessuno risponde al suo posto."),
        _models,
    ),
)


def _fields_of(model: type[BaseModel], path: str = "") -> Iterator[SectionField]:
    for name, info in model.model_fields.items():
        full, annotation = f"{path}{name}", info.annotation
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            yield from _fields_of(annotation, f"{full}.")
        elif Role in get_args(annotation):
            labels = [(role, label) for role, label in ROLE_LABELS.items() if role in STAFF or role is Role.CUSTOMER]
            yield from (SectionField(f"{full}.{role}", label, "tick") for role, label in labels)
        else:
            required = info.is_required() or full in _NEVER_EMPTY
            yield SectionField(full, _LABELS[full], _kind(model, name), _HINTS.get(full, ""), required)


def _kind(model: type[BaseModel], name: str) -> FieldKind:
    annotation = model.model_fields[name].annotation
    if issubclass(model, Setting) and name in model.secret_fields():
        return "secret"
    if annotation is bool or bool in get_args(annotation):
        return "tick"
    if annotation is date or date in get_args(annotation):
        return "day"
    return "email" if "email" in name else "text"


def _flat(values: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{path}{name}.")
        else:
            yield f"{path}{name}", value


def _typed(value: Any) -> str:
    if isinstance(value, bool):
        return TICKED if value else ""
    return "" if value is None else str(value)


def _told(field: SectionField, text: str) -> str:
    if field.kind == "tick":
        return _("sì") if text == TICKED else _("no")
    return text.strip() or "—"
