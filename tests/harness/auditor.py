"""An auditor who believes nobody: compares the provider's ledger, the books in SQL, the file store and the mailbox.

It reads files and rows for itself and calls none of the services that wrote them.
"""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from itertools import pairwise
from pathlib import Path
from typing import Any

from lxml import etree

from aistrategyhub.features.invoicing.fatturapa.schema import violations
from tests.harness.installation import Installation

Row = dict[str, Any]

_TAKEN = ("succeeded", "refunded")
_STEPS = ("placed", "awaiting_payment", "paid", "invoice_issued", "invoice_sent")
# What may stand between them: a card that was refused, a buyer who asked that the service begin at once.
_ASIDE = ("payment_failed", "early_start_asked")
_ORDER_TRAIL = Counter({"orders.placed": 1, "orders.status_changed": 2})
_PAYMENT_TRAIL = Counter({"payments.opened": 1, "payments.succeeded": 1})
# The demo firm's past was never charged: its payments carry references of this form and its mails were never sent.
_DEMO = "pi_demo_"


def audit(installation: Installation, acknowledged: Iterable[Row] = ()) -> list[str]:
    """Every disagreement, one sentence each; nothing when the books are right and all work is done.

    `acknowledged` are orders as the API confirmed them to their buyers.
    """
    books = Books(installation)
    return [
        *check_charges(books),
        *check_refunds(books),
        *check_orders(books, acknowledged),
        *check_numbers(books),
        *check_documents(books),
        *check_mails(books),
        *check_events(books),
        *check_work(books),
        *check_trail(books),
        *check_transmissions(books),
    ]


class Books:
    """Everything that was written down anywhere, read once."""

    def __init__(self, installation: Installation) -> None:
        sql = installation.sql
        self.storage = installation.storage_folder
        self.ledger = read_ledger(installation.data_dir / "stripe" / "ledger.jsonl")
        self.charges = [charge for charge in self._of("charge") if charge["status"] == "succeeded"]
        self.payments = sql(
            "SELECT * FROM payments WHERE provider = 'stripe' AND coalesce(provider_reference, '') NOT LIKE %s",
            f"{_DEMO}%",
        )
        self.returned = [refund for refund in self._of("refund") if refund["status"] == "succeeded"]
        self.refunds = sql("SELECT * FROM refunds")
        self.refund_lines = grouped(sql("SELECT * FROM refund_lines"), "refund_id")
        self.orders = {order["id"]: order for order in sql("SELECT * FROM orders")}
        self.invoices = sql("SELECT * FROM invoices ORDER BY series, invoice_year, invoice_progressive")
        self.invoice_of = {
            invoice["order_id"]: invoice for invoice in self.invoices if invoice["document_type"] == "TD01"
        }
        self.pdfs = {pdf["invoice_id"]: pdf for pdf in sql("SELECT * FROM invoice_pdfs")}
        self.sends = sql("SELECT * FROM email_sends")
        self.mails = [read_mail(path) for path in sorted((installation.data_dir / "mailbox").glob("*.eml"))]
        self.received = sql("SELECT * FROM provider_events")
        self.work = sql("SELECT * FROM work WHERE status <> 'done'")
        self.facts = sql("SELECT * FROM outbox WHERE relayed_at IS NULL")
        self.counters = {row["name"]: row["value"] for row in sql("SELECT * FROM counters")}
        self.steps = grouped(sql("SELECT * FROM order_events ORDER BY created_at, id"), "order_id")
        self.transmissions = grouped(sql("SELECT * FROM invoice_transmissions"), "invoice_id")
        self.at_sdi = Counter(path.name for path in (installation.data_dir / "sdi").glob("*/files/*.xml"))
        self.trail = grouped(sql("SELECT * FROM audit_logs ORDER BY created_at, id"), "entity_id")

    def _of(self, kind: str) -> Iterator[Row]:
        return (record for record in self.ledger.values() if record["object"] == kind)

    @property
    def events(self) -> list[Row]:
        return list(self._of("event"))

    @property
    def paid(self) -> list[tuple[Row, Row]]:
        """Orders that were really charged, each with its payment."""
        return [(self.orders[payment["order_id"]], payment) for payment in self.payments if payment["status"] in _TAKEN]


def check_charges(books: Books) -> Iterator[str]:
    """Each charge is one payment, one paid order and one invoice, to the cent; nothing is paid without a charge."""
    charged = Counter(charge["payment_intent"] for charge in books.charges)
    booked = {payment["provider_reference"]: payment for payment in books.payments if payment["status"] in _TAKEN}
    for intent in charged.keys() - booked.keys():
        yield f"{intent} was charged and is not booked as paid"
    for intent in booked.keys() - charged.keys():
        yield f"{intent} is booked as paid and was never charged"
    for order_id, count in Counter(payment["order_id"] for payment in booked.values()).items():
        if count > 1:
            yield f"order {books.orders[order_id]['number']} was paid {count} times"
    for charge in books.charges:
        if charged[charge["payment_intent"]] > 1:
            yield f"{charge['payment_intent']} was charged more than once"
        if payment := booked.get(charge["payment_intent"]):
            yield from _check_amounts(books, charge, payment)


def _check_amounts(books: Books, charge: Row, payment: Row) -> Iterator[str]:
    order = books.orders[payment["order_id"]]
    invoice = books.invoice_of.get(order["id"])
    all_back = order["refunded"] == order["total"]
    if order["status"] != ("refunded" if all_back else "paid") or order["paid_at"] is None:
        yield f"{order['number']} was charged and is {order['status']}"
    if invoice is None:
        yield f"{order['number']} was charged and has no invoice"
        return
    charged = Decimal(charge["amount_captured"]) / 100
    amounts = {charged, payment["amount"], payment["received"], order["total"], invoice["total"]}
    if len(amounts) != 1 or order["subtotal"] + order["tax_amount"] != order["total"]:
        yield f"{order['number']}: the amounts differ: {sorted(amounts)}"


def check_refunds(books: Books) -> Iterator[str]:
    """Each refund that left is booked once, to the cent and line by line; none is booked that did not leave; nothing
    goes back twice for one decision, nor more than was paid."""
    left = {refund["id"]: refund for refund in books.returned}
    known = {refund["provider_reference"]: refund for refund in books.refunds if refund["status"] == "succeeded"}
    for reference in left.keys() ^ known.keys():
        yield f"{reference} is {'not booked' if reference in left else 'booked and never left'}"
    for reference in left.keys() & known.keys():
        if Decimal(left[reference]["amount"]) / 100 != known[reference]["amount"]:
            yield f"{reference} left with another amount than is booked"
    decided = Counter(refund["metadata"].get("refund_id") for refund in books.returned)
    yield from (f"refund {name} left {count} times" for name, count in decided.items() if name and count > 1)
    for refund in books.refunds:
        lines = books.refund_lines[refund["id"]]
        if refund["is_of_sale"] and sum(line["net"] + line["vat"] for line in lines) != refund["amount"]:
            yield f"the lines of refund {refund['id']} do not add up to it"
    yield from _check_what_went_back(books)


def _check_what_went_back(books: Books) -> Iterator[str]:
    of_payment = grouped([one for one in books.refunds if one["status"] != "failed"], "payment_id")
    for payment in books.payments:
        if sum(one["amount"] for one in of_payment[payment["id"]]) > payment["received"]:
            yield f"more than was received goes back of {payment['provider_reference']}"
    of_order = grouped([one for one in books.refunds if one["status"] == "succeeded"], "order_id")
    for order in books.orders.values():
        if sum(one["amount"] for one in of_order[order["id"]] if one["is_of_sale"]) != order["refunded"]:
            yield f"{order['number']} says that {order['refunded']} went back"


def check_orders(books: Books, acknowledged: Iterable[Row]) -> Iterator[str]:
    """What was confirmed to a buyer is there; nothing is paid without a payment; numbers are unique."""
    by_number = {order["number"]: order for order in books.orders.values()}
    if len(by_number) != len(books.orders):
        yield "an order number was given twice"
    for known in acknowledged:
        order = by_number.get(known["order_number"])
        if order is None or order["total"] != Decimal(known["total"]):
            yield f"{known['order_number']} was confirmed to its buyer and is not in the books as it was"


def check_numbers(books: Books) -> Iterator[str]:
    """In each series and year: 1 to n without gap or repetition, dates that never go back, the counter at n."""
    series: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for invoice in books.invoices:
        series[invoice["series"], invoice["invoice_year"]].append(invoice)
    for (name, year), invoices in series.items():
        numbers = [invoice["invoice_progressive"] for invoice in invoices]
        if numbers != list(range(1, len(numbers) + 1)):
            yield f"series {name} {year} has gaps or repetitions: {numbers}"
        if any(later["issue_date"] < earlier["issue_date"] for earlier, later in pairwise(invoices)):
            yield f"series {name} {year} has dates that go back"
        if books.counters[f"invoices:{name}:{year}"] != len(numbers):
            yield f"the counter of series {name} {year} is not at its last number"


def check_documents(books: Books) -> Iterator[str]:
    """Each new invoice is valid by the official schema, says what the books say, and its files are whole."""
    for order, _payment in books.paid:
        invoice = books.invoice_of.get(order["id"])
        if invoice is None:
            continue
        number, xml = invoice["invoice_number"], bytes(invoice["xml"])
        root = etree.fromstring(xml)
        if violations(xml):
            yield f"{number} is not valid"
        said = (root.findtext(".//Numero"), Decimal(root.findtext(".//ImportoTotaleDocumento")))
        if said != (number, order["total"]):
            yield f"{number} says {said}"
        yield from _check_files(books, invoice, xml)


def _check_files(books: Books, invoice: Row, xml: bytes) -> Iterator[str]:
    pdf = books.pdfs.get(invoice["id"])
    if pdf is None:
        yield f"{invoice['invoice_number']} has no courtesy copy"
        return
    stored = books.storage / pdf["storage_key"]
    if hashlib.sha256(stored.read_bytes()).hexdigest() != pdf["sha256"]:
        yield f"the file {pdf['storage_key']} is not what was written down"
    if stored.with_suffix(".xml").read_bytes() != xml:
        yield f"the file {pdf['storage_key']} does not lie beside its XML"


def check_mails(books: Books) -> Iterator[str]:
    """One mail per new invoice, to its buyer, with both documents whole; every mail known as sent, once."""
    ids = {mail["Message-ID"] for mail in books.mails}
    if len(ids) != len(books.mails):
        yield "the same mail is in the mailbox twice"
    if {send["provider_message_id"] for send in books.sends} != ids or any(
        send["status"] != "sent" for send in books.sends
    ):
        yield f"{len(books.mails)} mails in the mailbox, {Counter(send['status'] for send in books.sends)} in the books"
    for order, _payment in books.paid:
        invoice = books.invoice_of.get(order["id"])
        if invoice is not None:
            yield from _check_mail(books, invoice)


def _check_mail(books: Books, invoice: Row) -> Iterator[str]:
    number = invoice["invoice_number"]
    mails = [mail for mail in books.mails if mail["Subject"] in (f"Fattura {number}", f"Invoice {number}")]
    if len(mails) != 1 or mails[0]["To"] != invoice["buyer_email"]:
        yield f"{number} went out in {len(mails)} mails, to {[str(mail['To']) for mail in mails]}"
        return
    carried = {part.get_content_type(): part.get_payload(decode=True) for part in mails[0].iter_attachments()}
    pdf = books.pdfs.get(invoice["id"])
    whole = pdf is not None and hashlib.sha256(carried.get("application/pdf", b"")).hexdigest() == pdf["sha256"]
    if not whole or carried.get("application/xml") != bytes(invoice["xml"]):
        yield f"the mail of {number} does not carry its documents"


def check_events(books: Books) -> Iterator[str]:
    """Every event of the provider was received, kept once and acted on."""
    kept = Counter(event["event_id"] for event in books.received)
    for event in books.events:
        if kept[event["id"]] != 1:
            yield f"{event['type']} {event['id']} was kept {kept[event['id']]} times"
    for event in books.received:
        if event["handled_at"] is None:
            yield f"{event['event_type']} {event['event_id']} was never acted on"


def check_work(books: Books) -> Iterator[str]:
    """Nothing dead, nothing waiting, no fact undelivered."""
    for row in books.work:
        yield f"{row['job']} is {row['status']} after {row['attempts']} attempts: {row['last_error']}"
    for fact in books.facts:
        yield f"the fact {fact['name']} was not passed on"


def check_trail(books: Books) -> Iterator[str]:
    """The timeline shows each step once and in order, and the audit trail tells of each change once."""
    for order, payment in books.paid:
        kinds = [step["kind"] for step in books.steps[order["id"]]]
        steps = [kind for kind in kinds if kind not in _ASIDE and not kind.startswith(("refund", "sdi_"))]
        if steps != list(_STEPS):
            yield f"the timeline of {order['number']} is {steps}"
        # A card that was refused before is a line of its own.
        of_payment = _PAYMENT_TRAIL + Counter({"payments.failed": kinds.count("payment_failed")})
        of_order = _ORDER_TRAIL + Counter({"orders.status_changed": kinds.count("refunded")})
        if _names(books.trail[order["id"]]) != of_order or _names(books.trail[payment["id"]]) != of_payment:
            yield f"the trail of {order['number']} is {books.trail[order['id']] + books.trail[payment['id']]}"
        invoice = books.invoice_of.get(order["id"])
        answered = Counter({"invoicing.sdi_answered": 1})
        if invoice and _names(books.trail[invoice["id"]]) - answered != Counter({"invoicing.issued": 1}):
            yield f"the trail of {invoice['invoice_number']} is {books.trail[invoice['id']]}"


def check_transmissions(books: Books) -> Iterator[str]:
    """Each new invoice reached the local SdI once, under its own file name."""
    for order, _payment in books.paid:
        invoice = books.invoice_of.get(order["id"])
        if invoice is None:
            continue
        sent = [row["file_name"] for row in books.transmissions[invoice["id"]] if row["status"] != "generated"]
        if sent != [invoice["file_name"]] or books.at_sdi[invoice["file_name"]] != 1:
            yield f"{invoice['invoice_number']} was sent as {sent}, and SdI has {books.at_sdi[invoice['file_name']]}"


def read_ledger(path: Path) -> dict[str, Row]:
    """The last state of every object and every event that the provider wrote down, by id."""
    records: dict[str, Row] = {}
    for line in path.read_bytes().splitlines(keepends=True):
        if line.endswith(b"\n"):
            entry = json.loads(line)
            records |= {record["id"]: record for record in [*entry.get("put", []), *entry.get("events", [])]}
    return records


def read_mail(path: Path) -> EmailMessage:
    return message_from_bytes(path.read_bytes(), policy=default)


def grouped(rows: Sequence[Row], column: str) -> dict[Any, list[Row]]:
    groups: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[column]].append(row)
    return groups


def _names(entries: Sequence[Row]) -> Counter[str]:
    return Counter(entry["action"] for entry in entries)
