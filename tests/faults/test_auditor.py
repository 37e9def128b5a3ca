"""The auditor finds what is wrong: right books pass, and each wrong entry is caught by its rule."""

from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from faults.auditor import RULES, audit
from faults.books import Books

Pages = dict[str, list[Any]]

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def right_books() -> Pages:
    """Two paid orders, one of them with half given back, one that waits for its payment, and one that was paid by hand
    in two parts, with a little too much that went back by hand."""
    return {
        "orders": [
            _order("o1", "ORD-2026-00001", "paid", NOON),
            _order("o2", "ORD-2026-00002", "paid", NOON) | {"refunded": Decimal("61.00")},
            _order("o3", "ORD-2026-00003", "awaiting_payment", None),
            _order("o4", "ORD-2026-00004", "paid", NOON),
        ],
        "payments": [
            _payment("p1", "o1", "pi_1", "succeeded"),
            _payment("p2", "o2", "pi_2", "succeeded"),
            _payment("p3", "o3", "pi_3", "pending") | {"received": Decimal(0)},
            _payment("p4", "o4", None, "succeeded")
            | {"provider": "hand", "received": Decimal("127.00"), "surplus": Decimal("5.00")},
        ],
        "receipts": [
            {"payment_id": "p4", "amount": Decimal("100.00"), "undone_at": None},
            {"payment_id": "p4", "amount": Decimal("27.00"), "undone_at": None},
            {"payment_id": "p4", "amount": Decimal("9.00"), "undone_at": NOON},
        ],
        "charges": [_charge("pi_1", "ORD-2026-00001"), _charge("pi_2", "ORD-2026-00002")],
        "refunds": [
            {
                "id": "r1",
                "order_id": "o2",
                "payment_id": "p2",
                "provider_reference": "re_1",
                "amount": Decimal("61.00"),
                "is_of_sale": True,
                "status": "succeeded",
                "hand_reference": "",
            },
            {
                "id": "r2",
                "order_id": "o4",
                "payment_id": "p4",
                "provider_reference": None,
                "amount": Decimal("5.00"),
                "is_of_sale": False,
                "status": "succeeded",
                "hand_reference": "CRO 1234",
            },
        ],
        "refund_lines": [{"refund_id": "r1", "net": Decimal("50.00"), "vat": Decimal("11.00")}],
        "returned": [{"id": "re_1", "status": "succeeded", "amount": 6100, "metadata": {"refund_id": "r1"}}],
        "invoices": [
            _invoice("i1", 1, "o1", "122.00"),
            _invoice("i2", 2, "o2", "122.00"),
            _invoice("i3", 3, "o4", "122.00"),
            _invoice("n1", 1, "o2", "61.00")
            | {"series": "NC", "document_type": "TD04", "refund_id": "r1", "invoice_number": "NC-1"},
        ],
        "counters": [{"name": "invoices::2026", "value": 3}, {"name": "invoices:NC:2026", "value": 1}],
        "mails": [_mail("i1"), _mail("i2"), _mail("n1"), _mail("i3")],
        "mailbox": ["<i1@prova>", "<i2@prova>", "<n1@prova>", "<i3@prova>"],
        "events": [{"id": "evt_1", "type": "charge.succeeded"}, {"id": "evt_2", "type": "setup_intent.created"}],
        "received": [{"event_id": "evt_1", "event_type": "charge.succeeded", "handled_at": NOON}],
        "coupon_uses": [_use("c1"), _use("c1") | {"released_at": NOON}, _use("c2") | {"most_uses": None}],
        "acknowledged": [{"order_number": "ORD-2026-00003", "total": "122.00"}],
        "work": [],
        "facts": [],
    }


def _order(name: str, number: str, status: str, paid_at: datetime | None) -> dict[str, Any]:
    amounts = {"subtotal": Decimal("100.00"), "tax_amount": Decimal("22.00"), "total": Decimal("122.00")}
    return {"id": name, "number": number, "status": status, "paid_at": paid_at, "refunded": Decimal(0), **amounts}


def _payment(name: str, order: str, reference: str | None, status: str) -> dict[str, Any]:
    amounts = {"amount": Decimal("122.00"), "received": Decimal("122.00"), "surplus": Decimal(0)}
    told = {"provider": "stripe", "provider_reference": reference, "status": status}
    return {"id": name, "order_id": order, **told, **amounts}


def _charge(intent: str, number: str) -> dict[str, Any]:
    told = {"payment_intent": intent, "status": "succeeded", "amount_captured": 12200}
    return told | {"metadata": {"order_number": number}}


def _invoice(name: str, progressive: int, order: str, total: str) -> dict[str, Any]:
    return {
        "id": name,
        "invoice_number": f"2026-{progressive}",
        "series": "",
        "invoice_year": 2026,
        "invoice_progressive": progressive,
        "document_type": "TD01",
        "order_id": order,
        "refund_id": None,
        "issue_date": date(2026, 11, 22),
        "total": Decimal(total),
    }


def _mail(invoice: str) -> dict[str, Any]:
    return {"request_key": f"invoice:{invoice}", "status": "sent", "provider_message_id": f"<{invoice}@prova>"}


def _use(coupon: str) -> dict[str, Any]:
    return {"coupon_id": coupon, "released_at": None, "code": "UNA", "coupon_code": "UNA", "most_uses": 1}


def change(page: str, row: int, **values: Any) -> Callable[[Pages], None]:
    """Writes something else into a row."""
    return lambda books: books[page][row].update(values)


def add(page: str, *rows: Any) -> Callable[[Pages], None]:
    return lambda books: books[page].extend(rows)


def copy(page: str, row: int, **values: Any) -> Callable[[Pages], None]:
    """A second row like one that is there."""
    return lambda books: books[page].append(books[page][row] | values)


def drop(page: str, row: int) -> Callable[[Pages], None]:
    return lambda books: books[page].pop(row)


HALF_DONE = {"attempts": 3, "last_error": "…"}
PLANTED: list[tuple[str, Callable[[Pages], Any], str]] = [
    ("charges_are_booked", change("payments", 0, status="pending"), "pi_1 was charged and is not booked"),
    ("charges_are_booked", drop("charges", 0), "pi_1 is booked and was never charged"),
    ("charges_are_booked", change("charges", 0, status="failed"), "pi_1 is booked and was never charged"),
    ("charges_are_booked", change("charges", 0, amount_captured=12201), "another amount"),
    ("money_by_hand_is_booked", drop("receipts", 0), "received 127.00 by hand, and 27.00 was booked"),
    ("money_by_hand_is_booked", change("receipts", 2, undone_at=None), "136.00 was booked"),
    ("orders_are_paid_once", add("charges", _charge("pi_9", "ORD-2026-00001")), "charged 2 times"),
    ("orders_are_paid_once", copy("payments", 0, id="p9", provider_reference="pi_9"), "paid 2 times"),
    ("orders_say_what_was_paid", change("orders", 0, tax_amount=Decimal("21.99")), "does not add up"),
    ("orders_say_what_was_paid", change("orders", 2, status="paid", paid_at=NOON), "ORD-2026-00003 is paid and 0"),
    ("orders_say_what_was_paid", change("orders", 0, status="awaiting_payment"), "is awaiting_payment and 122.00"),
    ("orders_say_what_was_paid", change("orders", 0, paid_at=None), "is paid and 122.00"),
    ("orders_say_what_was_paid", change("payments", 0, received=Decimal("121.99")), "121.99 of 122.00"),
    ("orders_say_what_was_paid", change("payments", 0, surplus=Decimal("122.00")), "0.00 of 122.00"),
    ("paid_orders_have_one_invoice", drop("invoices", 1), "ORD-2026-00002 is paid and has 0 invoices"),
    ("paid_orders_have_one_invoice", copy("invoices", 0, id="i9"), "ORD-2026-00001 is paid and has 2 invoices"),
    ("paid_orders_have_one_invoice", copy("invoices", 0, order_id="o3"), "has 1 invoices"),
    ("paid_orders_have_one_invoice", change("invoices", 0, total=Decimal("121.99")), "another total"),
    ("numbers_have_no_hole", change("invoices", 1, invoice_progressive=4), "holes"),
    ("numbers_have_no_hole", change("invoices", 1, invoice_progressive=1), "repetitions"),
    ("numbers_have_no_hole", change("invoices", 0, issue_date=date(2026, 11, 23)), "go back"),
    ("numbers_have_no_hole", change("counters", 0, value=4), "not at its last number"),
    ("numbers_have_no_hole", drop("counters", 1), "not at its last number"),
    ("refunds_are_booked", change("refunds", 0, status="failed"), "re_1 left and is not booked"),
    ("refunds_are_booked", drop("returned", 0), "re_1 is booked and never left"),
    ("refunds_are_booked", change("returned", 0, amount=6101), "another amount"),
    ("refunds_are_booked", copy("returned", 0, id="re_9"), "the refund r1 left 2 times"),
    ("refunds_are_booked", change("refunds", 0, status="decided"), "still decided"),
    ("refunds_are_booked", change("refunds", 1, hand_reference=""), "nobody says how"),
    ("refunds_are_booked", change("refunds", 1, status="decided"), "still decided"),
    ("no_more_goes_back_than_came", change("payments", 1, received=Decimal("60.99")), "more goes back of pi_2"),
    ("no_more_goes_back_than_came", copy("refunds", 0, id="r9", amount=Decimal("61.01")), "more goes back of pi_2"),
    ("no_more_goes_back_than_came", change("orders", 1, refunded=Decimal("61.01")), "says that 61.01 went back"),
    ("no_more_goes_back_than_came", change("refund_lines", 0, vat=Decimal("10.99")), "lines"),
    ("refunds_have_one_credit_note", drop("invoices", 3), "has 0 credit notes"),
    ("refunds_have_one_credit_note", copy("invoices", 3, id="n9"), "has 2 credit notes"),
    ("refunds_have_one_credit_note", change("invoices", 3, total=Decimal("60.99")), "has 1 credit notes"),
    ("refunds_have_one_credit_note", change("refunds", 0, is_of_sale=False), "has 1 credit notes"),
    ("mails_left_once", copy("mails", 0), "was asked for 2 times"),
    ("mails_left_once", add("mailbox", "<i1@prova>"), "is there 2 times"),
    ("mails_left_once", change("mails", 0, status="queued"), "did not arrive"),
    ("mails_left_once", drop("mailbox", 0), "did not arrive"),
    ("mails_left_once", drop("mails", 0), "was not mailed"),
    ("events_were_kept_once", drop("received", 0), "evt_1 was kept 0 times"),
    ("events_were_kept_once", copy("received", 0), "evt_1 was kept 2 times"),
    ("events_were_kept_once", change("received", 0, handled_at=None), "was not acted on"),
    ("coupons_hold", change("coupon_uses", 1, released_at=None), "2 orders keep UNA, which is for 1"),
    ("coupons_hold", change("coupon_uses", 0, coupon_code=""), "in secret"),
    ("nothing_acknowledged_is_lost", drop("orders", 2), "ORD-2026-00003 was confirmed"),
    ("nothing_acknowledged_is_lost", change("orders", 2, total=Decimal("122.01")), "ORD-2026-00003 was confirmed"),
    ("nothing_acknowledged_is_lost", change("orders", 1, number="ORD-2026-00001"), "names 2 orders"),
    ("nothing_is_stuck", add("work", {"job": "a.b", "status": "dead", **HALF_DONE}), "a.b is dead after 3 attempts"),
    ("nothing_is_stuck", add("facts", {"name": "orders.placed"}), "was not passed on"),
]


def found_by(rule: str, books: Books) -> list[str]:
    [check] = [one for one in RULES if one.__name__ == rule]
    return list(check(books))


def test_right_books_give_no_reason_to_speak() -> None:
    assert audit(Books(**right_books())) == []


@pytest.mark.parametrize(("rule", "plant", "said"), PLANTED)
def test_a_wrong_entry_is_found_by_its_rule(rule: str, plant: Callable[[Pages], Any], said: str) -> None:
    books = deepcopy(right_books())
    plant(books)
    found = found_by(rule, Books(**books))
    assert any(said in finding for finding in found), found
    assert set(found) <= set(audit(Books(**books)))


def test_every_rule_was_seen_to_find_something() -> None:
    assert {rule for rule, _plant, _said in PLANTED} == {rule.__name__ for rule in RULES}
