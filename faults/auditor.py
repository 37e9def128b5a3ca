"""The auditor: rules that hold between books that nobody keeps together. It knows no room of the product and asks none.

Each rule is given the books and says, one sentence each, where they disagree.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from faults.books import Books
from faults.database import Row

_TAKEN = ("succeeded", "refunded")
_PAID = ("paid", "processing", "completed", "refunded")
_BY_HAND = "hand"
_CONCERN_MONEY = ("payment_intent.", "charge.", "refund.")


def audit(books: Books) -> list[str]:
    """Every disagreement; nothing when the books are right and all work is done."""
    return [finding for rule in RULES for finding in rule(books)]


def charges_are_booked(books: Books) -> Iterator[str]:
    """Each charge of the provider is one payment of the books, to the cent, and the other way round."""
    charged = {one["payment_intent"]: one for one in books.charges if one["status"] == "succeeded"}
    taken = [one for one in books.payments if one["status"] in _TAKEN and one["provider"] != _BY_HAND]
    booked = {one["provider_reference"]: one for one in taken}
    yield from (f"{intent} was charged and is not booked" for intent in charged.keys() - booked.keys())
    yield from (f"{intent} is booked and was never charged" for intent in booked.keys() - charged.keys())
    for intent in charged.keys() & booked.keys():
        if _euro(charged[intent]["amount_captured"]) != booked[intent]["received"]:
            yield f"{intent} was charged with another amount than is booked"


def money_by_hand_is_booked(books: Books) -> Iterator[str]:
    """What a payment without a provider received is what its bookings come to, without those taken back."""
    booked = _sums([one for one in books.receipts if one["undone_at"] is None], "payment_id")
    for payment in books.payments:
        if payment["provider"] == _BY_HAND and payment["received"] != booked[payment["id"]]:
            number = _name(books, payment["order_id"])
            yield f"{number} received {payment['received']} by hand, and {booked[payment['id']]} was booked"


def orders_are_paid_once(books: Books) -> Iterator[str]:
    """Neither the provider nor the books took the money of an order twice."""
    asked = Counter(one["metadata"].get("order_number") for one in books.charges if one["status"] == "succeeded")
    yield from (f"{number} was charged {count} times" for number, count in asked.items() if number and count > 1)
    kept = [one for one in books.payments if one["status"] in _TAKEN and one["received"] > one["surplus"]]
    taken = Counter(one["order_id"] for one in kept)
    yield from (f"{_name(books, order)} was paid {count} times" for order, count in taken.items() if count > 1)


def orders_say_what_was_paid(books: Books) -> Iterator[str]:
    """An order is paid when its money is there, to the cent, and only then; its total is what its parts come to."""
    received = _sums(
        {"order_id": one["order_id"], "amount": one["received"] - one["surplus"]}
        for one in books.payments
        if one["status"] in _TAKEN
    )
    for order in books.orders:
        if order["subtotal"] + order["tax_amount"] != order["total"]:
            yield f"{order['number']} does not add up to its total"
        is_paid = order["status"] in _PAID and order["paid_at"] is not None
        due = order["total"] if is_paid else Decimal(0)
        if received[order["id"]] != due:
            yield f"{order['number']} is {order['status']} and {received[order['id']]} of {order['total']} came"


def paid_orders_have_one_invoice(books: Books) -> Iterator[str]:
    """What is paid has one invoice, of its total; what is not paid has none."""
    invoices = _grouped([one for one in books.invoices if one["document_type"] == "TD01"], "order_id")
    for order in books.orders:
        mine, wanted = invoices[order["id"]], int(order["paid_at"] is not None)
        if len(mine) != wanted:
            yield f"{order['number']} is {order['status']} and has {len(mine)} invoices"
        yield from (f"{one['invoice_number']} has another total" for one in mine if one["total"] != order["total"])


def numbers_have_no_hole(books: Books) -> Iterator[str]:
    """In each series and year: 1 to n, dates that never go back, the counter at n."""
    counters = {one["name"]: one["value"] for one in books.counters}
    series: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for invoice in books.invoices:
        series[invoice["series"], invoice["invoice_year"]].append(invoice)
    for (name, year), invoices in series.items():
        numbers = [one["invoice_progressive"] for one in invoices]
        if numbers != list(range(1, len(numbers) + 1)):
            yield f"the series {name!r} of {year} has holes or repetitions"
        if any(later["issue_date"] < earlier["issue_date"] for earlier, later in pairwise(invoices)):
            yield f"the dates of the series {name!r} of {year} go back"
        if counters.get(f"invoices:{name}:{year}") != len(numbers):
            yield f"the counter of the series {name!r} of {year} is not at its last number"


def refunds_are_booked(books: Books) -> Iterator[str]:
    """Each refund that left is booked, to the cent, and none is that did not leave; one decision left once."""
    left = {one["id"]: one for one in books.returned if one["status"] == "succeeded"}
    by_hand = {one["id"] for one in books.payments if one["provider"] == _BY_HAND}
    gone = [one for one in books.refunds if one["status"] == "succeeded"]
    booked = {one["provider_reference"]: one for one in gone if one["payment_id"] not in by_hand}
    for one in gone:
        if one["payment_id"] in by_hand and not one["hand_reference"]:
            yield f"a refund of {_name(books, one['order_id'])} left by hand and nobody says how"
    yield from (f"{reference} left and is not booked" for reference in left.keys() - booked.keys())
    yield from (f"{reference} is booked and never left" for reference in booked.keys() - left.keys())
    for reference in left.keys() & booked.keys():
        if _euro(left[reference]["amount"]) != booked[reference]["amount"]:
            yield f"{reference} left with another amount than is booked"
    decided = Counter(one["metadata"].get("refund_id") for one in left.values())
    yield from (f"the refund {name} left {count} times" for name, count in decided.items() if name and count > 1)
    yield from (
        f"a refund of {_name(books, one['order_id'])} is still {one['status']}"
        for one in books.refunds
        if one["status"] not in ("succeeded", "failed")
    )


def no_more_goes_back_than_came(books: Books) -> Iterator[str]:
    """The refunds of a payment stay within what was received; orders and lines say what went back."""
    counted = [one for one in books.refunds if one["status"] != "failed"]
    going = _sums(counted, "payment_id")
    for payment in books.payments:
        if going[payment["id"]] > payment["received"]:
            yield f"more goes back of {payment['provider_reference']} than came"
    gone = _sums(one for one in counted if one["status"] == "succeeded" and one["is_of_sale"])
    for order in books.orders:
        if gone[order["id"]] != order["refunded"]:
            yield f"{order['number']} says that {order['refunded']} went back, and {gone[order['id']]} did"
    lines = _grouped(books.refund_lines, "refund_id")
    for refund in counted:
        if refund["is_of_sale"] and sum(line["net"] + line["vat"] for line in lines[refund["id"]]) != refund["amount"]:
            yield f"the lines of a refund of {_name(books, refund['order_id'])} do not add up to it"


def refunds_have_one_credit_note(books: Books) -> Iterator[str]:
    """Money of a sale that went back has one credit note, of its amount; nothing else has one."""
    notes = _grouped([one for one in books.invoices if one["refund_id"]], "refund_id")
    for refund in books.refunds:
        mine, wanted = notes[refund["id"]], int(refund["status"] == "succeeded" and refund["is_of_sale"])
        if len(mine) != wanted or any(one["total"] != refund["amount"] for one in mine):
            yield f"a refund of {_name(books, refund['order_id'])} has {len(mine)} credit notes"


def mails_left_once(books: Books) -> Iterator[str]:
    """Each mail that was asked for left once, and each document of the run has its mail."""
    for key, count in Counter(one["request_key"] for one in books.mails).items():
        if key and count > 1:
            yield f"the mail {key} was asked for {count} times"
    arrived = Counter(books.mailbox)
    yield from (f"the mail {name} is there {count} times" for name, count in arrived.items() if count > 1)
    for mail in books.mails:
        if mail["status"] != "sent" or mail["provider_message_id"] not in arrived:
            yield f"the mail {mail['request_key']} is {mail['status']} and did not arrive"
    asked, ours = {one["request_key"] for one in books.mails}, {one["id"] for one in books.orders}
    for invoice in books.invoices:
        if invoice["order_id"] in ours and f"invoice:{invoice['id']}" not in asked:
            yield f"{invoice['invoice_number']} was not mailed"


def events_were_kept_once(books: Books) -> Iterator[str]:
    """What the provider told of money was kept once and acted on."""
    kept = Counter(one["event_id"] for one in books.received)
    for event in books.events:
        if event["type"].startswith(_CONCERN_MONEY) and kept[event["id"]] != 1:
            yield f"{event['type']} {event['id']} was kept {kept[event['id']]} times"
    yield from (f"{one['event_type']} was not acted on" for one in books.received if one["handled_at"] is None)


def coupons_hold(books: Books) -> Iterator[str]:
    """A coupon is kept by no more orders than its limit says, and an order that keeps one says so."""
    for uses in _grouped([one for one in books.coupon_uses if one["released_at"] is None], "coupon_id").values():
        limit = uses[0]["most_uses"]
        if limit is not None and len(uses) > limit:
            yield f"{len(uses)} orders keep {uses[0]['code']}, which is for {limit}"
        yield from (f"an order keeps {one['code']} in secret" for one in uses if one["coupon_code"] != one["code"])


def nothing_acknowledged_is_lost(books: Books) -> Iterator[str]:
    """What the API confirmed to a buyer is in the books as it was confirmed; a number names one order."""
    by_number = _grouped(books.orders, "number")
    yield from (f"{number} names {len(named)} orders" for number, named in by_number.items() if len(named) > 1)
    for known in books.acknowledged:
        found = by_number.get(known["order_number"], [])
        if [order["total"] for order in found] != [Decimal(known["total"])]:
            yield f"{known['order_number']} was confirmed to its buyer and is not in the books as it was"


def nothing_is_stuck(books: Books) -> Iterator[str]:
    """No row of work is dead or late, and no fact undelivered."""
    for row in books.work:
        yield f"{row['job']} is {row['status']} after {row['attempts']} attempts: {row['last_error']}"
    yield from (f"the fact {fact['name']} was not passed on" for fact in books.facts)


RULES: tuple[Callable[[Books], Iterator[str]], ...] = (
    charges_are_booked,
    money_by_hand_is_booked,
    orders_are_paid_once,
    orders_say_what_was_paid,
    paid_orders_have_one_invoice,
    numbers_have_no_hole,
    refunds_are_booked,
    no_more_goes_back_than_came,
    refunds_have_one_credit_note,
    mails_left_once,
    events_were_kept_once,
    coupons_hold,
    nothing_acknowledged_is_lost,
    nothing_is_stuck,
)


def _euro(minor_units: int) -> Decimal:
    return Decimal(minor_units) / 100


def _name(books: Books, order_id: Any) -> str:
    return next((order["number"] for order in books.orders if order["id"] == order_id), str(order_id))


def _grouped(rows: Sequence[Row], column: str) -> dict[Any, list[Row]]:
    groups: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[column]].append(row)
    return groups


def _sums(rows: Any, column: str = "order_id") -> dict[Any, Decimal]:
    sums: dict[Any, Decimal] = defaultdict(Decimal)
    for row in rows:
        sums[row[column]] += row["amount"]
    return sums
