"""An order in words: its status, timeline, lines and buyer, in the language of the moment."""

from collections.abc import Sequence
from decimal import Decimal

from aistrategyhub.core.billing import NO_RECIPIENT_CODE, Buyer
from aistrategyhub.core.text import _, country_name, mark, moment_label, money_label, number_label, percent_label
from aistrategyhub.features.orders.models import Order, OrderEvent, OrderLine, OrderStatus
from aistrategyhub.features.orders.rules.status import PAYABLE
from aistrategyhub.features.orders.schemas import LineRow, OrderRow

STATUS_LABELS = {
    OrderStatus.PENDING: mark("Da pagare"),
    OrderStatus.AWAITING_PAYMENT: mark("In attesa del pagamento"),
    OrderStatus.PAID: mark("Pagato"),
    OrderStatus.PROCESSING: mark("In lavorazione"),
    OrderStatus.COMPLETED: mark("Concluso"),
    OrderStatus.CANCELLED: mark("Annullato"),
    OrderStatus.REFUNDED: mark("Rimborsato"),
}

STATUS_TONES = {
    OrderStatus.PENDING: "waiting",
    OrderStatus.AWAITING_PAYMENT: "waiting",
    OrderStatus.PAID: "action",
    OrderStatus.PROCESSING: "action",
    OrderStatus.COMPLETED: "action",
    OrderStatus.CANCELLED: "neutral",
    OrderStatus.REFUNDED: "failed",
}

_EVENTS = {
    "placed": (mark("Ordine ricevuto"), "action"),
    "early_start_asked": (mark("Chiesto l’inizio prima della fine del recesso"), "neutral"),
    "awaiting_payment": (mark("Pagamento avviato"), "waiting"),
    "transfer_chosen": (mark("In attesa del bonifico"), "waiting"),
    "part_received": (mark("Ricevuti {amount}: mancano {left}"), "waiting"),
    "receipt_undone": (mark("Registrazione di {amount} annullata"), "neutral"),
    "payment_failed": (mark("Pagamento non riuscito"), "failed"),
    "paid": (mark("Pagamento ricevuto"), "action"),
    "paid_when_not_payable": (mark("Pagamento ricevuto dopo la chiusura dell'ordine: ti scriviamo noi"), "failed"),
    "vat_number_proven": (
        mark("Il numero IVA ora risulta valido nel VIES: scrivici, per riavere l’IVA che hai pagato"),
        "action",
    ),
    "vat_number_refused": (mark("Il numero IVA non risulta nel VIES: l’IVA era dovuta"), "neutral"),
    "invoice_issued": (mark("Fattura {number} emessa"), "action"),
    "credit_note_issued": (mark("Nota di credito {number} emessa"), "action"),
    "invoice_sent": (mark("Fattura inviata per e-mail"), "action"),
    "invoice_corrected": (mark("Fattura {number} corretta"), "action"),
    "sdi_sent": (mark("Documento {number} inviato al Sistema di Interscambio"), "action"),
    "sdi_delivered": (mark("Documento {number} consegnato dal Sistema di Interscambio"), "action"),
    "sdi_undeliverable": (mark("Documento {number} nell’area riservata del cliente"), "action"),
    "sdi_rejected": (mark("Documento {number} scartato dal Sistema di Interscambio"), "failed"),
    "sdi_attested": (mark("Trasmissione del documento {number} attestata"), "action"),
    "sdi_accepted": (mark("Documento {number} accettato dall’ufficio"), "action"),
    "sdi_refused": (mark("Documento {number} rifiutato dall’ufficio"), "failed"),
    "sdi_expired": (mark("Documento {number}: decorsi i termini per l’ufficio"), "action"),
    "processing": (mark("Servizio iniziato"), "action"),
    "completed": (mark("Servizio concluso"), "action"),
    "refund_decided": (mark("Rimborso di {amount} deciso"), "neutral"),
    "refund_succeeded": (mark("Rimborso di {amount} inviato"), "action"),
    "refund_failed": (mark("Rimborso di {amount} non riuscito: ce ne occupiamo noi"), "failed"),
    "dispute_opened": (mark("Pagamento di {amount} contestato presso la banca"), "failed"),
    "dispute_answered": (mark("Risposta alla contestazione inviata: la banca decide"), "waiting"),
    "dispute_won": (mark("Contestazione vinta: i {amount} restano"), "action"),
    "dispute_lost": (mark("Contestazione persa: {amount} sono tornati a chi aveva pagato"), "failed"),
    "dispute_withdrawn": (mark("Contestazione ritirata"), "neutral"),
    "milestone_delivered": (mark("Consegnato: {name}"), "action"),
    "milestone_approved": (mark("Approvato: {name}"), "action"),
    "milestone_change_asked": (mark("Chiesta una modifica: {name}"), "waiting"),
    "amended": (mark("Ordine modificato dopo il pagamento"), "neutral"),
    "supplements": (mark("Si aggiunge all’ordine {number}"), "neutral"),
    "supplemented": (mark("Aggiunta da pagare: ordine {number}"), "waiting"),
    "refund_came_back": (mark("Rimborso di {amount} tornato indietro"), "failed"),
    "withdrawal_declared": (mark("Recesso dichiarato"), "waiting"),
    "withdrawal_accepted": (mark("Recesso accolto"), "action"),
    "withdrawal_declined": (mark("Recesso non accolto"), "failed"),
    "payment_reminded": (mark("Promemoria del pagamento"), "neutral"),
    "expired": (mark("Scaduto: nessuno l’ha pagato in {days} giorni"), "neutral"),
    "cancelled": (mark("Ordine annullato"), "failed"),
    "refunded": (mark("Ordine rimborsato"), "failed"),
}

# What a step means for whoever reads it, where its name does not say it.
_DETAILS = {
    "placed": mark("L’ordine è registrato con i prezzi di questo momento. Nulla è ancora stato pagato."),
    "awaiting_payment": mark("Si è aperta la pagina di pagamento: l’esito arriva dalla banca."),
    "transfer_chosen": mark("L’accredito arriva di solito in uno o due giorni lavorativi."),
    "paid_when_not_payable": mark("Il denaro è arrivato e non era più dovuto: va restituito o l’ordine va rifatto."),
    "milestone_delivered": mark("Resta da approvare: chi tace non approva."),
    "refund_came_back": mark("La banca ha restituito il denaro a noi: il rimborso va fatto in un altro modo."),
    "sdi_undeliverable": mark(
        "L’originale è nell’area riservata del portale Fatture e Corrispettivi dell’Agenzia delle Entrate."
    ),
    "sdi_rejected": mark("La correggiamo noi e la inviamo di nuovo, con lo stesso numero e la stessa data."),
    "cancelled": mark("L’ordine non si paga più. Se servisse ancora, se ne fa uno nuovo."),
}

# Words for the reasons that card networks give (docs.stripe.com/declines/codes); any other gets the general one.
_DECLINES = {
    "insufficient_funds": mark("La carta non ha fondi sufficienti. Prova con un'altra carta."),
    "expired_card": mark("La carta è scaduta. Prova con un'altra carta."),
    "incorrect_cvc": mark("Il codice di sicurezza non è corretto. Controllalo e riprova."),
    "authentication_required": mark("La banca chiede una conferma: riprova e completa l'autenticazione."),
    "payment_intent_authentication_failure": mark("L'autenticazione non è riuscita. Riprova, o usa un'altra carta."),
}
_ANY_DECLINE = mark("La banca ha rifiutato il pagamento. Nulla è stato addebitato: prova con un'altra carta.")


def status_label(order: Order) -> str:
    """Where the order stands, in words."""
    is_on_its_way = order.status is OrderStatus.AWAITING_PAYMENT and order.waits_until is not None
    return _("In attesa del bonifico") if is_on_its_way else _(STATUS_LABELS[order.status])


def order_row(order: Order) -> OrderRow:
    """The order as a list of orders shows it."""
    return OrderRow(
        order_id=str(order.id),
        number=order.number,
        placed_label=moment_label(order.placed_at),
        buyer_name=buyer_label(order),
        email=order.email,
        total_label=money_label(order.total, order.currency),
        status_label=status_label(order),
        status_tone=STATUS_TONES[order.status],
    )


def buyer_label(order: Order) -> str:
    """Who ordered, or that nobody may know it any more."""
    return order.buyer_name or _("dati cancellati")


def codes_label(buyer: Buyer) -> str:
    """The buyer's tax and delivery codes, on a line that breaks between them."""
    parts = _italian_codes(buyer) if buyer.is_italian else [(mark("Numero IVA {code}"), buyer.vat_number)]
    return " · ".join(_(sentence, code=code).replace(" ", "\N{NO-BREAK SPACE}") for sentence, code in parts if code)


def _italian_codes(buyer: Buyer) -> list[tuple[str, str]]:
    return [
        (mark("Partita IVA {code}"), buyer.vat_number),
        (mark("Codice fiscale {code}"), buyer.fiscal_code),
        (mark("Codice destinatario {code}"), "" if buyer.sdi_code == NO_RECIPIENT_CODE else buyer.sdi_code),
        (mark("PEC {code}"), buyer.pec_email),
        (mark("CIG {code}"), buyer.cig),
        (mark("CUP {code}"), buyer.cup),
    ]


def address_label(buyer: Buyer) -> str:
    address = buyer.billing_address
    if not address.street:
        return ""
    province = f" ({address.province})" if address.province else ""
    place = f"{address.street}, {address.zip} {address.city}{province}"
    return place if buyer.is_italian else f"{place}, {country_name(address.country)}"


def line_row(line: OrderLine, currency: str) -> LineRow:
    return LineRow(
        name=line.name,
        quantity_label=number_label(line.quantity.normalize()),
        unit_price_label=money_label(line.unit_price, currency),
        vat_rate_label=percent_label(line.vat_rate),
        net_label=money_label(line.net, currency),
    )


def event_words(event: OrderEvent) -> tuple[str, str, str]:
    """A step of an order in words: what happened, what it means where that is not plain, and its tone."""
    sentence, tone = _EVENTS.get(event.kind, (event.kind, "neutral"))
    detail = _DETAILS.get(event.kind, "")
    if event.kind == "payment_failed":
        detail = _DECLINES.get(event.data.get("code", ""), _ANY_DECLINE)
    values = event.data
    if "currency" in values:
        sums = {name: Decimal(values[name]) for name in ("amount", "left") if name in values}
        values = values | {name: money_label(value, values["currency"]) for name, value in sums.items()}
    return _(sentence, **values), _(detail, **values) if detail else "", tone


def payment_problem(order: Order, events: Sequence[OrderEvent]) -> str:
    """Why the last attempt to pay failed, while the order is still to be paid."""
    if order.status not in PAYABLE:
        return ""
    failures = [event for event in events if event.kind == "payment_failed"]
    return _(_DECLINES.get(failures[-1].data.get("code", ""), _ANY_DECLINE)) if failures else ""
