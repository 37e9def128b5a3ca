"""What an offer comes to, how it is collected in parts, and what may be typed into it."""

from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.quotes.models import Instalment, OfferStatus
from aistrategyhub.features.quotes.rules.agreeing import agree, amounts_of, collect
from aistrategyhub.features.quotes.rules.offers import (
    ALLOWED_NEXT,
    IllegalOfferTransition,
    OfferAlreadyAccepted,
    OfferExpired,
    OfferSuperseded,
    check_offer_transition,
    check_open,
)
from aistrategyhub.features.quotes.rules.words import offer_rows, sum_rows
from aistrategyhub.features.quotes.rules.writing import read_offer, read_what_can_be
from aistrategyhub.features.vat.schemas import Customer, SellerVat, Standing, Supply
from tests.factories.offers import typed_line, typed_offer

TODAY = date(2026, 11, 22)
ITALY = Customer()


def read(**typed: Any):
    return read_offer(typed_offer(**typed), {}, today=TODAY)


def agreed(customer: Customer = ITALY, chosen: tuple[str, ...] = (), **typed: Any):
    return agree(read(**typed), chosen, customer, SellerVat())


@pytest.mark.parametrize(
    ("price", "quantity", "discount", "net", "vat", "total"),
    [
        ("1.000,00", "1", "", "1000.00", "220.00", "1220.00"),
        ("1000", "3", "10", "2700.00", "594.00", "3294.00"),
        ("0,05", "1", "50", "0.03", "0.01", "0.04"),
        ("99,99", "0,5", "12,5", "43.75", "9.63", "53.38"),
    ],
)
def test_a_line_after_discount_and_vat(
    price: str, quantity: str, discount: str, net: str, vat: str, total: str
) -> None:
    sums = agreed(lines=[typed_line(price=price, quantity=quantity)], discount=discount)

    assert (str(sums.net), str(sums.vat), str(sums.total)) == (net, vat, total)


def test_what_is_printed_adds_up_to_the_cent() -> None:
    typed = {"lines": [typed_line("a", price="0,25", quantity="0,5"), typed_line("b", price="0,25", quantity="0,5")]}
    content, sums = read(**typed, discount="10"), agreed(**typed, discount="10")

    assert [row.net_label for row in offer_rows(content, sums, "EUR")] == ["0,13\u00a0€", "0,13\u00a0€"]
    listed, discount, net, *_rest = (row.label for row in sum_rows(content, sums, "EUR"))
    assert (listed, discount, net) == ("0,26\u00a0€", "-0,04\u00a0€", "0,22\u00a0€")


def test_an_optional_line_counts_once_it_is_ticked() -> None:
    lines = [typed_line("a"), typed_line("b", price="500", is_optional=True)]

    assert agreed(lines=lines).net == Decimal("1000.00")
    assert agreed(lines=lines, chosen=("b",)).net == Decimal("1500.00")


def test_a_firm_of_another_member_state_with_its_proof_pays_no_vat() -> None:
    sums = agreed(Customer("DE", is_firm=True, standing=Standing.PROVEN))

    assert (sums.vat, sums.lines[0].vat_nature.value) == (Decimal("0.00"), "N2.1")


@pytest.mark.parametrize("deposit", ["0", "100"])
def test_without_a_deposit_all_is_collected_at_once(deposit: str) -> None:
    parts = collect(agreed(deposit=deposit, lines=[typed_line(quantity="3", price="99,99")]))

    (line,) = parts[Instalment.FULL]
    assert (list(parts), line.quantity, line.unit_price) == ([Instalment.FULL], Decimal(3), Decimal("99.99"))


def test_deposit_and_balance_are_named_by_hand() -> None:
    parts = collect(agreed(deposit="30", lines=[typed_line(price="1.234,56")]))

    deposit, balance = (amounts_of(parts[part]) for part in (Instalment.DEPOSIT, Instalment.BALANCE))
    assert (str(deposit.subtotal), str(deposit.tax_amount), str(deposit.total)) == ("370.00", "81.40", "451.40")
    assert (str(balance.subtotal), str(balance.tax_amount), str(balance.total)) == ("864.56", "190.20", "1054.76")


CLASSES = ("standard", "reduced", "super_reduced")


@pytest.mark.parametrize(
    ("prices", "deposit", "discount"),
    [
        (prices, deposit, discount)
        for prices, deposit, discount in product(
            [("1.234,57", "0,99", "333,33"), ("0,40", "0,40", "0,40"), ("7.777,77", "12,01", "100")],
            ["1", "30", "33,33", "50", "99"],
            ["", "7,5", "90"],
        )
    ],
)
def test_the_parts_add_up_to_what_was_agreed_to_the_cent(prices: tuple[str, ...], deposit: str, discount: str) -> None:
    lines = [
        typed_line(f"{vat_class}{place}", price=price, vat_class=vat_class)
        for vat_class in CLASSES
        for place, price in enumerate(prices)
    ]
    whole = agreed(lines=lines, deposit=deposit, discount=discount)

    parts = [amounts_of(part) for part in collect(whole).values()]

    assert sum(part.subtotal for part in parts) == whole.net
    assert sum(part.tax_amount for part in parts) == whole.vat
    assert sum(part.total for part in parts) == whole.total
    assert all(line.net > 0 for part in collect(whole).values() for line in part)


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"lines": []}, "lines", "NO_LINE"),
        ({"lines": [typed_line(is_optional=True)]}, "lines", "NO_LINE"),
        ({"lines": [typed_line(f"l{at}") for at in range(41)]}, "lines", "TOO_MANY"),
        ({"lines": [typed_line(name=" ")]}, "lines.0.name", "REQUIRED"),
        ({"lines": [typed_line(name="x" * 161)]}, "lines.0.name", "TOO_LONG"),
        ({"lines": [typed_line(name="\u6f22\u5b57")]}, "lines.0.name", "NOT_LATIN"),
        ({"lines": [typed_line(quantity="0")]}, "lines.0.quantity", "INVALID_QUANTITY"),
        ({"lines": [typed_line(quantity="-1")]}, "lines.0.quantity", "INVALID_QUANTITY"),
        ({"lines": [typed_line(quantity="1e9")]}, "lines.0.quantity", "INVALID_QUANTITY"),
        ({"lines": [typed_line(quantity="NaN")]}, "lines.0.quantity", "INVALID_QUANTITY"),
        ({"lines": [typed_line(price="")]}, "lines.0.price", "AMOUNT_EMPTY"),
        ({"lines": [typed_line(price="-5")]}, "lines.0.price", "AMOUNT_NEGATIVE"),
        ({"lines": [typed_line(price="mille")]}, "lines.0.price", "AMOUNT_INVALID"),
        ({"lines": [typed_line(price="9999999999,99")]}, "lines.0.price", "TOO_HIGH"),
        ({"lines": [typed_line(price="10.000,01", quantity="10000")]}, "lines.0.price", "TOO_HIGH"),
        ({"lines": [typed_line(vat_class="zero")]}, "lines.0.vat_class", "INVALID_VAT_CLASS"),
        ({"discount": "91"}, "discount", "INVALID_PERCENT"),
        ({"deposit": "101"}, "deposit", "INVALID_PERCENT"),
        ({"deposit": "un terzo"}, "deposit", "INVALID_PERCENT"),
        ({"valid_until": "30/02/2027"}, "valid_until", "INVALID_DATE"),
        ({"valid_until": "21/11/2026"}, "valid_until", "IN_THE_PAST"),
        ({"valid_until": "23/11/2027"}, "valid_until", "TOO_FAR"),
        ({"milestones": [{"name": "Avvio", "share": "40"}]}, "milestones", "SHARES"),
        ({"milestones": [{"name": "", "share": "100"}]}, "milestones.0.name", "REQUIRED"),
        ({"milestones": [{"name": "Avvio", "share": "100", "day": "ieri"}]}, "milestones.0.day", "INVALID_DATE"),
        ({"country": "XX"}, "country", "INVALID_COUNTRY"),
        ({"intro": "\x07"}, "intro", "INVALID_CHARACTERS"),
    ],
)
def test_what_an_offer_cannot_say(changes: dict[str, Any], field: str, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read(**changes)

    assert [(error.field, error.code) for error in refused.value.fields] == [(field, code)]


def test_a_wrong_line_of_a_draft_is_left_out_and_said() -> None:
    typed = typed_offer(lines=[typed_line(), typed_line("l2", price="?")], valid_until="")

    content, errors = read_what_can_be(typed, {}, today=TODAY)

    assert ([line.key for line in content.lines], sorted(errors)) == (["l1"], ["lines.1.price", "valid_until"])


def test_a_line_keeps_its_item_as_long_as_the_catalogue_has_it() -> None:
    item_id = new_id()
    typed = typed_offer(lines=[typed_line(item_slug="piano"), typed_line("l2", item_slug="sparito")])

    content = read_offer(typed, {"piano": (item_id, Supply.ELECTRONIC)}, today=TODAY)

    first, second = content.lines
    assert (first.item_id, first.item_slug, first.supply) == (item_id, "piano", Supply.ELECTRONIC)
    assert (second.item_id, second.item_slug, second.supply) == (None, "", Supply.SERVICE)


def test_an_accepted_offer_goes_nowhere() -> None:
    assert ALLOWED_NEXT[OfferStatus.ACCEPTED] == frozenset()
    with pytest.raises(IllegalOfferTransition):
        check_offer_transition(OfferStatus.ACCEPTED, OfferStatus.REJECTED)


@pytest.mark.parametrize(
    ("status", "valid_until", "refusal"),
    [
        (OfferStatus.ACCEPTED, TODAY, OfferAlreadyAccepted),
        (OfferStatus.SUPERSEDED, TODAY, OfferSuperseded),
        (OfferStatus.EXPIRED, TODAY, OfferExpired),
        (OfferStatus.VIEWED, date(2026, 11, 21), OfferExpired),
    ],
)
def test_why_an_offer_is_closed(status: OfferStatus, valid_until: date, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        check_open(status, "OFF-2026-00001", valid_until, TODAY)


def test_the_last_day_still_counts() -> None:
    check_open(OfferStatus.SENT, "OFF-2026-00001", TODAY, TODAY)
