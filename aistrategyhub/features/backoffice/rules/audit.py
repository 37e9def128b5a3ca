"""The trail in words: who, what, and the difference that it made. Pure."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from aistrategyhub.core.clock import ROME
from aistrategyhub.core.text import _, mark, moment_label, number_label
from aistrategyhub.features.accounts.rules.acts import ACCOUNT_ACTS
from aistrategyhub.features.audit.rules import MASK, PERSONAL
from aistrategyhub.features.audit.schemas import AuditLine
from aistrategyhub.features.backoffice.schemas import AuditDetail, AuditRow, ChainBadge, Difference

ACTIONS = {
    **ACCOUNT_ACTS,
    "accounts.api_key_created": mark("Chiave di un programma creata"),
    "accounts.api_key_revoked": mark("Chiave di un programma revocata"),
    "accounts.codes_guessed": mark("Codici sbagliati ripetuti"),
    "accounts.deactivated": mark("Account disattivato"),
    "accounts.reactivated": mark("Account riattivato"),
    "accounts.email_change_asked": mark("Cambio di indirizzo chiesto"),
    "accounts.identity_linked": mark("Account esterno collegato"),
    "accounts.identity_unlinked": mark("Account esterno scollegato"),
    "accounts.impersonated": mark("Accesso a nome di un cliente"),
    "accounts.impersonation_ended": mark("Fine dell’accesso a nome di un cliente"),
    "accounts.invited_again": mark("Invito ripetuto"),
    "accounts.other_sessions_ended": mark("Altri dispositivi scollegati"),
    "accounts.passkey_added": mark("Passkey aggiunta"),
    "accounts.passkey_removed": mark("Passkey tolta"),
    "accounts.recovery_code_used": mark("Codice di recupero usato"),
    "accounts.recovery_codes_renewed": mark("Codici di recupero rinnovati"),
    "accounts.refresh_token_reused": mark("Token usato due volte"),
    "accounts.second_factor_on": mark("Verifica in due passaggi attivata"),
    "accounts.second_factor_off": mark("Verifica in due passaggi disattivata"),
    "accounts.second_factor_reset": mark("Verifica in due passaggi azzerata"),
    "accounts.session_ended": mark("Dispositivo scollegato"),
    "accounts.sessions_ended": mark("Tutti i dispositivi scollegati"),
    "accounts.support_allowed": mark("Assistenza autorizzata"),
    "accounts.support_withdrawn": mark("Autorizzazione all’assistenza ritirata"),
    "privacy.export_requested": mark("Copia dei dati chiesta"),
    "privacy.export_ready": mark("Copia dei dati pronta"),
    "privacy.erasure_requested": mark("Cancellazione chiesta"),
    "privacy.erasure_cancelled": mark("Cancellazione annullata"),
    "privacy.person_erased": mark("Persona cancellata"),
    "audit.exported": mark("Registro esportato"),
    "audit.origins_erased": mark("Indirizzi IP cancellati per età"),
    "audit.person_forgotten": mark("Dati di una persona cancellati dal registro"),
    "backoffice.firm_set_up": mark("Ditta configurata"),
    "backoffice.work_retried": mark("Lavoro ripreso"),
    "backoffice.page_retried": mark("Pagina pubblica riscritta"),
    "backoffice.pages_written_again": mark("Pagine pubbliche riscritte tutte"),
    "catalog.item_created": mark("Voce di catalogo creata"),
    "catalog.item_published": mark("Voce di catalogo pubblicata"),
    "invoicing.issued": mark("Fattura emessa"),
    "invoicing.numbering_started": mark("Numerazione iniziata"),
    "mailing.address_readmitted": mark("Indirizzo riammesso"),
    "mailing.retried": mark("E-mail rimessa in coda"),
    "orders.placed": mark("Ordine ricevuto"),
    "orders.claimed": mark("Ordine collegato a un account"),
    "orders.status_changed": mark("Stato di un ordine cambiato"),
    "orders.note_written": mark("Nota scritta su un ordine"),
    "orders.follow_up_refused": mark("E-mail di cortesia rifiutata"),
    "orders.withdrawal_declared": mark("Recesso dichiarato"),
    "orders.withdrawal_decided": mark("Deciso su un recesso"),
    "orders.placed_by_hand": mark("Ordine fatto per un cliente"),
    "orders.exported": mark("Ordini esportati"),
    "payments.opened": mark("Pagamento iniziato"),
    "payments.failed": mark("Pagamento rifiutato"),
    "payments.cancelled": mark("Pagamento annullato"),
    "payments.succeeded": mark("Pagamento riuscito"),
    "payments.transfer_chosen": mark("Bonifico scelto"),
    "payments.money_booked": mark("Incasso registrato"),
    "payments.booking_undone": mark("Registrazione di un incasso annullata"),
    "payments.statement_imported": mark("Estratto conto importato"),
    "disputes.opened": mark("Pagamento contestato"),
    "disputes.answered": mark("Risposto a una contestazione"),
    "disputes.decided": mark("Contestazione decisa"),
    "payments.line_set_aside": mark("Riga di estratto conto messa da parte"),
    "refunds.decided": mark("Rimborso deciso"),
    "refunds.succeeded": mark("Rimborso inviato"),
    "refunds.failed": mark("Rimborso non riuscito"),
    "refunds.found": mark("Rimborso trovato presso il fornitore"),
    "subscriptions.began": mark("Abbonamento iniziato"),
    "subscriptions.status_changed": mark("Stato di un abbonamento cambiato"),
    "subscriptions.decided": mark("Rinnovo di un abbonamento deciso"),
    "subscriptions.plan_chosen": mark("Piano di un abbonamento scelto"),
    "wallet.card_chosen": mark("Carta scelta per gli addebiti"),
    "wallet.card_kept": mark("Carta salvata"),
    "wallet.card_removed": mark("Carta tolta"),
    "cms.menu_changed": mark("Menu del sito cambiato"),
    "publishing.created": mark("Contenuto creato"),
    "publishing.status_changed": mark("Stato di un contenuto cambiato"),
    "publishing.moved": mark("Indirizzo di un contenuto cambiato"),
    "publishing.audience_changed": mark("Lettori di un contenuto cambiati"),
    "publishing.version_kept": mark("Versione conservata"),
    "publishing.rolled_back": mark("Versione ripristinata"),
    "publishing.scheduled": mark("Pubblicazione programmata"),
    "publishing.erased": mark("Contenuto eliminato"),
    "publishing.preview_issued": mark("Anteprima condivisa"),
    "publishing.preview_revoked": mark("Anteprima ritirata"),
    "publishing.redirect_added": mark("Reindirizzamento aggiunto"),
    "publishing.redirect_removed": mark("Reindirizzamento tolto"),
    "secrets.rotated": mark("Chiavi rinnovate"),
    "settings.changed": mark("Impostazione cambiata"),
}
ENTITIES = {
    "user": mark("Persona"),
    "order": mark("Ordine"),
    "withdrawal": mark("Recesso"),
    "payment": mark("Pagamento"),
    "refund": mark("Rimborso"),
    "receipt": mark("Incasso"),
    "dispute": mark("Contestazione"),
    "statement_line": mark("Riga di estratto conto"),
    "invoice": mark("Fattura"),
    "catalog_item": mark("Voce di catalogo"),
    "publication": mark("Contenuto"),
    "menu": mark("Menu"),
    "redirect": mark("Reindirizzamento"),
    "site_setting": mark("Impostazione"),
    "email": mark("E-mail"),
    "work": mark("Lavoro"),
    "counter": mark("Numerazione"),
    "tenant": mark("Ditta"),
    "key": mark("Chiave"),
    "audit": mark("Registro"),
}
_ERASED = mark("Persona cancellata")
_ACTORS = {
    "person": _ERASED,
    "program": mark("Programma"),
    "system": mark("Il sistema"),
    "visitor": mark("Visitatore"),
}
_REASONS = {
    "altered": mark("una riga è stata modificata"),
    "removed": mark("manca una riga"),
    "line_missing": mark("manca una riga"),
    "unlinked": mark("c’è una riga che nessuno ha scritto da qui"),
    "disconnected": mark("una riga non segue quella prima"),
    "tail_removed": mark("mancano le righe più recenti"),
    "head_forged": mark("la fine della catena non è stata scritta da qui"),
    "anchor_differs": mark("la catena è diversa da quella annotata in passato"),
    "detail_altered": mark("è stato modificato un dato personale"),
}
# Under which name a change tells what it was about.
_TELLING = ("number", "order", "slug", "title", "source", "key", "next")
_LONGEST_VALUE = 1_000
_NOTHING = "—"


def period(since: str, until: str) -> tuple[datetime | None, datetime | None]:
    """The instants at which two days in Rome (ISO, either may be empty or nonsense) begin and end."""
    first, last = _day(since), _day(until)
    return (
        _midnight(first) if first else None,
        _midnight(last + timedelta(days=1)) if last and last < date.max else None,
    )


def audit_row(line: AuditLine, names: Mapping[UUID, str]) -> AuditRow:
    """A line of the table."""
    return AuditRow(
        number=line.sequence,
        at_label=moment_label(line.created_at),
        actor_label=actor_label(line, names),
        action_label=action_label(line.action),
        action=line.action,
        entity_label=_entity(line, names),
        ip_address=line.ip_address or _NOTHING,
    )


def audit_detail(line: AuditLine, names: Mapping[UUID, str]) -> AuditDetail:
    """Everything that a line says."""
    return AuditDetail(
        row=audit_row(line, names),
        entity_id=str(line.entity_id or ""),
        user_agent=line.user_agent or _NOTHING,
        hash=line.hash,
        differences=differences(line.changes),
    )


def actor_label(line: AuditLine, names: Mapping[UUID, str]) -> str:
    """Who acted; a colleague in somebody's name is named with them."""
    # Whoever signs in is nobody yet when they begin.
    acted = line.entity_id if line.action == "accounts.signed_in" and not line.user_id else line.user_id
    label = names.get(acted, "") if acted else ""
    label = label or _(_ACTORS[line.actor_kind])
    if line.actor_kind == "program" and line.user_id in names:
        label = _("{name}, con un programma", name=label)
    if line.impersonator_id:
        colleague = names.get(line.impersonator_id) or _(_ERASED)
        return _("{colleague}, a nome di {name}", colleague=colleague, name=label)
    return label


def action_label(action: str) -> str:
    """An action in words; one without words of its own by its dotted name."""
    return _(ACTIONS[action]) if action in ACTIONS else action


def differences(changes: Mapping[str, Any]) -> list[Difference]:
    """Field by field, what was and what is. Fields that stayed the same are left out."""
    before, after = changes.get("before"), changes.get("after")
    rest = {name: value for name, value in changes.items() if name not in ("before", "after")}
    found = [Difference(name, "", _shown(value)) for name, value in _leaves(rest) if name]
    if before is None and after is None:
        return found
    old, new = dict(_leaves(before, "")), dict(_leaves(after, ""))
    names = [*old, *(name for name in new if name not in old)]
    changed = [name for name in names if old.get(name) != new.get(name) or old.get(name) in (MASK, PERSONAL)]
    return found + [Difference(name, _shown(old.get(name)), _shown(new.get(name))) for name in changed]


def chain_badge(lines: int, broken_at: int | None, reason: str | None, at: datetime | None) -> ChainBadge:
    """What the last look at the chain found; `at` is None when nobody has looked yet."""
    if at is None:
        return ChainBadge(_("Catena mai verificata"), "waiting", "")
    note = _("Verificata {moment}: {count} righe.", moment=moment_label(at), count=number_label(lines))
    if broken_at is None:
        return ChainBadge(_("Catena integra"), "action", note)
    label = _("Catena interrotta alla riga {number}", number=broken_at)
    return ChainBadge(label, "failed", f"{note} {_(_REASONS[reason or 'altered']).capitalize()}.")


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping) and (value or not path):
        for name, item in value.items():
            yield from _leaves(item, f"{path}.{name}" if path else str(name))
    elif value is not None or path:
        yield path, value


def _shown(value: Any) -> str:
    if value is None:
        return _NOTHING
    if value == MASK:
        return _("(segreto)")
    if value == PERSONAL:
        return _("(dato cancellato)")
    if isinstance(value, bool):
        return _("sì") if value else _("no")
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"


def _entity(line: AuditLine, names: Mapping[UUID, str]) -> str:
    if line.entity_id in names:
        return names[line.entity_id]
    kind = _(ENTITIES[line.entity_type]) if line.entity_type in ENTITIES else line.entity_type
    told = next((line.changes[name] for name in _TELLING if isinstance(line.changes.get(name), str)), "")
    return f"{kind} {told}".strip()


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, ROME).astimezone(UTC)
