"""Which order a line of a bank statement pays: by the order's number, else by sum and name. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from aistrategyhub.core.ids import order_number
from aistrategyhub.core.latin import latin, slug_of
from aistrategyhub.core.text import _, mark, money_label

# However it was typed or cut by a bank: "ORD-2026-00012", "ord 2026 12", "ORD2026/00012".
_REFERENCE = re.compile(r"ORD[\W_]{0,3}(\d{4})[\W_]{0,3}(\d{1,7})(?!\d)", re.IGNORECASE)
# What a firm's or a person's name is written with or without.
_LEFT_OUT = frozenset({"srl", "srls", "spa", "sas", "snc", "scarl", "soc", "societa", "ditta", "dott", "sig", "sigra"})
_SAME_NAME = 0.6


class Fit(StrEnum):
    """How well an order fits. Only `SURE` is booked with the others in one press."""

    SURE = "sure"
    OTHER_SUM = "other_sum"
    CLOSED = "closed"
    LIKELY = "likely"
    AMBIGUOUS = "ambiguous"
    UNKNOWN_NUMBER = "unknown_number"
    NONE = "none"


@dataclass(frozen=True)
class OpenOrder:
    """An order that a transfer may be for. `left` is what it still waits for, in `currency`."""

    number: str
    buyer_name: str
    left: Decimal
    currency: str
    is_payable: bool


@dataclass(frozen=True)
class Proposal:
    """The order that a line seems to pay, None when none does, and why."""

    fit: Fit
    order: OpenOrder | None = None


_WHY = {
    Fit.SURE: (mark("Numero e importo corrispondono"), "action"),
    Fit.OTHER_SUM: (mark("Il numero corrisponde, l’importo no: l’ordine aspetta {left}"), "waiting"),
    Fit.CLOSED: (mark("Il numero corrisponde, ma l’ordine non è più da pagare: sarà denaro da restituire"), "failed"),
    Fit.LIKELY: (mark("Importo e nome corrispondono; il numero non c’è"), "waiting"),
    Fit.AMBIGUOUS: (mark("Può riguardare più ordini: scegli tu"), "waiting"),
    Fit.UNKNOWN_NUMBER: (mark("Il numero nella causale non è di nessun ordine"), "neutral"),
    Fit.NONE: (mark("Nessun ordine corrisponde"), "neutral"),
}


def numbers_in(words: str) -> list[str]:
    """The order numbers that a transfer's text names, each once."""
    found = (order_number(int(year), int(sequence)) for year, sequence in _REFERENCE.findall(words))
    return list(dict.fromkeys(found))


def propose(words: str, payer: str, amount: Decimal, orders: Sequence[OpenOrder]) -> Proposal:
    """The order that a transfer of `amount` pays, among those given."""
    numbers = numbers_in(words)
    if numbers:
        return _by_number(numbers, amount, orders)
    alike = [one for one in orders if one.is_payable and one.left == amount and same_name(one.buyer_name, payer)]
    if len(alike) == 1:
        return Proposal(Fit.LIKELY, alike[0])
    return Proposal(Fit.AMBIGUOUS if alike else Fit.NONE)


def why(proposal: Proposal) -> tuple[str, str]:
    """Why it was proposed, and the tone of that."""
    sentence, tone = _WHY[proposal.fit]
    left = money_label(proposal.order.left, proposal.order.currency) if proposal.order else ""
    return _(sentence, left=left), tone


def same_name(one: str, other: str) -> bool:
    """Whether two spellings may be the same person or firm: most of their words are the same, in any order."""
    first, second = _words(one), _words(other)
    if not first or not second:
        return False
    return len(first & second) / len(first | second) >= _SAME_NAME


def _by_number(numbers: Sequence[str], amount: Decimal, orders: Sequence[OpenOrder]) -> Proposal:
    named = [one for one in orders if one.number in numbers]
    if not named:
        return Proposal(Fit.UNKNOWN_NUMBER)
    if len(named) > 1:
        return Proposal(Fit.AMBIGUOUS)
    order = named[0]
    if not order.is_payable:
        return Proposal(Fit.CLOSED, order)
    return Proposal(Fit.SURE if order.left == amount else Fit.OTHER_SUM, order)


def _words(name: str) -> set[str]:
    joined = latin(name).replace(".", "").replace("'", "")
    return set(slug_of(joined).split("-")) - _LEFT_OUT - {""}
