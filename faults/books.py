"""Everything that was written down of the sales of a run, wherever it stands, read without the product's help."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from faults.database import Database, Row
from faults.stand_in import Record, StandIn

_OF_ORDERS = "SELECT {columns} FROM {table} t JOIN orders o ON o.tenant_id = t.tenant_id AND o.id = t.order_id"
_STATEMENTS = {
    "orders": "SELECT id, number, status, subtotal, tax_amount, total, refunded, paid_at FROM orders o",
    "payments": _OF_ORDERS.format(
        table="payments",
        columns="t.id, t.order_id, t.provider, t.provider_reference, t.amount, t.received, t.surplus, t.status",
    ),
    "refunds": _OF_ORDERS.format(
        table="refunds",
        columns="t.id, t.order_id, t.payment_id, t.provider_reference, t.hand_reference, t.amount, t.is_of_sale,"
        " t.status",
    ),
    "receipts": _OF_ORDERS.format(table="receipts", columns="t.payment_id, t.amount, t.undone_at"),
    "refund_lines": "SELECT l.refund_id, l.net, l.vat, l.gross FROM refund_lines l JOIN refunds t"
    " ON t.tenant_id = l.tenant_id AND t.id = l.refund_id JOIN orders o ON o.tenant_id = t.tenant_id"
    " AND o.id = t.order_id",
    "coupon_uses": "SELECT t.coupon_id, t.released_at, c.code, c.most_uses, o.coupon_code FROM coupon_uses t"
    " JOIN coupons c ON c.tenant_id = t.tenant_id AND c.id = t.coupon_id"
    " JOIN orders o ON o.tenant_id = t.tenant_id AND o.id = t.order_id",
}
_OF_THE_RUN = " WHERE o.placed_at >= %s"
_INVOICES = (
    "SELECT id, invoice_number, series, invoice_year, invoice_progressive, document_type, order_id, refund_id,"
    " issue_date, total FROM invoices ORDER BY series, invoice_year, invoice_progressive"
)
_MAILS = "SELECT id, request_key, status, provider_message_id FROM email_sends WHERE queued_at >= %s"
_EVENTS = "SELECT event_id, event_type, handled_at FROM provider_events WHERE received_at >= %s"
# What waits for a later moment, and was never tried, is not late.
_WORK = (
    "SELECT job, status, attempts, last_error FROM work WHERE status = 'dead' OR (status <> 'done'"
    " AND (attempts > 0 OR next_attempt_at <= now()))"
)
_FACTS = "SELECT name FROM outbox WHERE relayed_at IS NULL"
_COUNTERS = "SELECT name, value FROM counters WHERE name LIKE 'invoices:%%'"


@dataclass(frozen=True)
class Books:
    """Rows as the database holds them, objects as the provider tells them, Message-IDs as the mailbox has them.

    Invoices and counters are all there are, because numbers are counted from 1; the rest is of the run alone.
    `acknowledged` are the orders that the API confirmed to their buyers.
    """

    orders: Sequence[Row] = ()
    payments: Sequence[Row] = ()
    receipts: Sequence[Row] = ()
    refunds: Sequence[Row] = ()
    refund_lines: Sequence[Row] = ()
    coupon_uses: Sequence[Row] = ()
    invoices: Sequence[Row] = ()
    counters: Sequence[Row] = ()
    mails: Sequence[Row] = ()
    received: Sequence[Row] = ()
    work: Sequence[Row] = ()
    facts: Sequence[Row] = ()
    charges: Sequence[Record] = ()
    returned: Sequence[Record] = ()
    events: Sequence[Record] = ()
    mailbox: Sequence[str] = ()
    acknowledged: Sequence[Row] = field(default=())


def read_rows(database: Database, since: datetime) -> dict[str, Sequence[Row]]:
    """What the database holds of orders placed since then, as of one moment."""
    with database.connect() as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        found = {
            name: connection.execute(statement + _OF_THE_RUN, (since,)).fetchall()
            for name, statement in _STATEMENTS.items()
        }
        found |= {"invoices": connection.execute(_INVOICES).fetchall()}
        found |= {"counters": connection.execute(_COUNTERS, ()).fetchall()}
        found |= {"mails": connection.execute(_MAILS, (since,)).fetchall()}
        found |= {"received": connection.execute(_EVENTS, (since,)).fetchall()}
        found |= {"work": connection.execute(_WORK).fetchall()}
        return found | {"facts": connection.execute(_FACTS).fetchall()}


def read_ledger(stand_in: StandIn) -> dict[str, Sequence[Record]]:
    """What the provider says that it did."""
    return {
        "charges": list(stand_in.listed("charges")),
        "returned": list(stand_in.listed("refunds")),
        "events": list(stand_in.listed("events")),
    }


class MailboxReader:
    """The Message-IDs in a mailbox folder; a file is read once, for a mail that is written does not change."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, str] = {}

    def message_ids(self) -> list[str]:
        for file in self._folder.glob("*.eml"):
            if file.name not in self._known:
                self._known[file.name] = str(message_from_bytes(file.read_bytes(), policy=default)["Message-ID"])
        return list(self._known.values())
