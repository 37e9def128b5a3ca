"""What money that came does to an order's books. Pure: no database, no clock."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from aistrategyhub.core.errors import DomainError, FieldError, InvalidInput
from aistrategyhub.core.latin import has_control_characters, one_line
from aistrategyhub.core.text import _, mark, money_label
from aistrategyhub.features.payments.models import MoneyMethod
from aistrategyhub.features.payments.rules.refunds import checked_amount
from aistrategyhub.features.payments.schemas.transfers import MoneyEffect

_OLDEST = timedelta(days=366)
_WRONG_DAY = mark("Il giorno dell’incasso è oggi o nell’ultimo anno.")
_UNPRINTABLE = mark("Il testo contiene caratteri non stampabili: riscrivilo.")
_LARGEST = Decimal(9_999_999_999)
_TOO_MUCH = mark("L’importo è troppo grande: controllalo.")

METHOD_LABELS = {
    MoneyMethod.TRANSFER: mark("Bonifico"),
    MoneyMethod.CASH: mark("Contanti"),
    MoneyMethod.OTHER: mark("Altro mezzo"),
}
_PAYS = mark("L’ordine risulta pagato: partono la fattura e l’e-mail al cliente.")
_PART = mark("L’ordine resta da pagare: mancano {left}.")
_SURPLUS = mark("{surplus} in più del dovuto: vanno restituiti.")
_ALL_SURPLUS = mark("L’ordine non è più da pagare: tutti i {amount} vanno restituiti.")
_VERB = mark("Registra {amount}")


class ReceiptNotUndoable(DomainError):
    """The money paid its order, or went back already: what is wrong is mended by a refund."""

    code = "RECEIPT_NOT_UNDOABLE"
    sentence = mark(
        "Questo incasso ha già pagato l’ordine {number}, e la fattura è emessa o sta per esserlo: non si annulla più. "
        "Se il denaro non era per quest’ordine, rimborsalo da qui e registralo sull’ordine giusto."
    )


@dataclass(frozen=True)
class Incoming:
    """Money that came, as a colleague or a statement tells it. `request_key` names the act that books it."""

    amount: Decimal
    method: MoneyMethod
    received_on: date
    reference: str = ""
    note: str = ""
    request_key: str | None = None


@dataclass(frozen=True)
class Effect:
    """What an amount does: how much of it the order asked for, how much is too much, and what is left to pay then."""

    due: Decimal
    surplus: Decimal
    left: Decimal

    @property
    def pays(self) -> bool:
        """Whether the whole price is there now."""
        return self.due > 0 and not self.left


def effect_of(amount: Decimal, *, total: Decimal, received: Decimal, is_payable: bool) -> Effect:
    """What `amount` does to an order of `total` of which `received` came this way already."""
    open_sum = max(total - received, Decimal(0)) if is_payable else Decimal(0)
    due = min(amount, open_sum)
    return Effect(due, amount - due, open_sum - due)


def checked(incoming: Incoming, *, today: date) -> Incoming:
    """The same, tidy. Raises InvalidInput for a wrong amount, day or text."""
    errors = []
    try:
        checked_amount(incoming.amount)
        if incoming.amount > _LARGEST:
            errors.append(FieldError("amount", "INVALID_AMOUNT", _TOO_MUCH))
    except InvalidInput as refusal:
        errors += refusal.fields
    if not today - _OLDEST <= incoming.received_on <= today:
        errors.append(FieldError("received_on", "INVALID_DAY", _WRONG_DAY))
    for name in ("reference", "note"):
        if has_control_characters(getattr(incoming, name).strip()):
            errors.append(FieldError(name, "INVALID_CHARACTERS", _UNPRINTABLE))
    if errors:
        raise InvalidInput(errors)
    return Incoming(
        incoming.amount,
        incoming.method,
        incoming.received_on,
        one_line(incoming.reference)[:140],
        one_line(incoming.note)[:500],
        incoming.request_key,
    )


def money_effect(amount: Decimal, effect: Effect, currency: str) -> MoneyEffect:
    """The effect in words, and what the button that brings it about says."""

    def money(value: Decimal) -> str:
        return money_label(value, currency)

    sentences = []
    if not effect.due:
        sentences.append(_(_ALL_SURPLUS, amount=money(amount)))
    else:
        sentences.append(_(_PAYS) if effect.pays else _(_PART, left=money(effect.left)))
        if effect.surplus:
            sentences.append(_(_SURPLUS, surplus=money(effect.surplus)))
    return MoneyEffect(sentences, _(_VERB, amount=money(amount)))
