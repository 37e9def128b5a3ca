"""What a declaration of withdrawal must say: who, which contract, where to answer. Nobody is asked why. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from aistrategyhub.core.clock import ROME
from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.fields import Fields
from aistrategyhub.core.text import _, date_label, mark, moment_label
from aistrategyhub.features.orders.models import Withdrawal, WithdrawalStatus
from aistrategyhub.features.orders.schemas import WithdrawalRow

_FIELDS = frozenset({"name", "email", "order_number", "words"})
_ASK_NAME = mark("Indica nome e cognome, o la ragione sociale.")
_ASK_NUMBER = mark("Indica il numero dell’ordine, per esempio ORD-2026-00001.")
_ASK_EMAIL = mark("Indica l’indirizzo e-mail: lì mandiamo la ricevuta.")
_ASK_EMAIL_OF_ORDER = mark("Indica l’indirizzo e-mail con cui hai ordinato.")
_ASK_REASON = mark("Scrivi perché il recesso non spetta: chi lo ha dichiarato lo riceve per e-mail.")
_TOO_LONG = mark("Il testo supera i {longest} caratteri.")
_LONGEST_WORDS, _LONGEST_ANSWER = 500, 2000
STATUS_LABELS = {
    WithdrawalStatus.RECEIVED: (mark("Da decidere"), "waiting"),
    WithdrawalStatus.ACCEPTED: (mark("Accolto"), "action"),
    WithdrawalStatus.DECLINED: (mark("Non accolto"), "neutral"),
}


@dataclass(frozen=True)
class Declaration:
    """A declaration as it was written, tidy. `words` say what it is about when it is not the whole order."""

    name: str
    email: str
    order_number: str
    words: str = ""


def read_declaration(data: Mapping[str, object]) -> Declaration:
    """The declaration that a form or a body makes. Raises InvalidInput with every wrong field."""
    fields = Fields({name: data.get(name) for name in _FIELDS}, _FIELDS, whole="withdrawal")
    values = {
        "name": fields.text("name", 160),
        "email": fields.email("email").lower(),
        "order_number": fields.text("order_number", 30).upper(),
        "words": fields.text("words", _LONGEST_WORDS),
    }
    for name, sentence in (("name", _ASK_NAME), ("email", _ASK_EMAIL), ("order_number", _ASK_NUMBER)):
        if not values[name]:
            fields.refuse(name, "REQUIRED", sentence)
    if fields.errors:
        raise InvalidInput(list(fields.errors.values()))
    return Declaration(**values)


def read_answer(answer: str, *, is_required: bool) -> str:
    """What the firm says along with its decision. Raises InvalidInput (`answer`)."""
    tidy = answer.replace("\r\n", "\n").replace("\x00", "").strip()
    if is_required and not tidy:
        raise InvalidInput([FieldError("answer", "REQUIRED", _ASK_REASON)])
    if len(tidy) > _LONGEST_ANSWER:
        raise InvalidInput([FieldError("answer", "TOO_LONG", _TOO_LONG, {"longest": _LONGEST_ANSWER})])
    return tidy


def read_reference(form: Mapping[str, object]) -> tuple[str, str]:
    """The number and the address by which somebody looks for an order. Raises InvalidInput with every wrong field."""
    asked = {"order_number": _ASK_NUMBER, "email": _ASK_EMAIL_OF_ORDER}
    fields = Fields({name: form.get(name) for name in asked}, frozenset(asked), whole="order")
    values = {"order_number": fields.text("order_number", 30).upper(), "email": fields.email("email").lower()}
    for name, sentence in asked.items():
        if not values[name]:
            fields.refuse(name, "REQUIRED", sentence)
    if fields.errors:
        raise InvalidInput(list(fields.errors.values()))
    return values["order_number"], values["email"]


def instant_label(at: datetime) -> str:
    """`21 novembre 2026, ore 10:05:33`, in Rome: to the second, as the acknowledgement must say it."""
    local = at.astimezone(ROME)
    return _("{day}, ore {time} (ora di Roma)", day=date_label(local.date()), time=local.strftime("%H:%M:%S"))


def withdrawal_row(withdrawal: Withdrawal, order_number: str) -> WithdrawalRow:
    """The declaration as staff read it; `order_number` is that of the order found, empty for none."""
    label, tone = STATUS_LABELS[withdrawal.status]
    return WithdrawalRow(
        withdrawal_id=str(withdrawal.id),
        received_label=moment_label(withdrawal.received_at),
        name=withdrawal.name or _("dati cancellati"),
        email=withdrawal.email,
        typed_number=withdrawal.order_number,
        order_number=order_number,
        words=withdrawal.words,
        status_label=_(label),
        status_tone=tone,
        is_open=withdrawal.status is WithdrawalStatus.RECEIVED,
    )
