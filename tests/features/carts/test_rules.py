"""Decisions about carts and coupons, as tables."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.features.carts.rules import (
    CouponMeets,
    CouponRefused,
    CouponTerms,
    Refusal,
    discount_of,
    merged_quantities,
    read_code,
    read_coupon_draft,
    read_quantity,
    refusal_of_coupon,
    share_discount,
)

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
A, B, C = UUID(int=1), UUID(int=2), UUID(int=3)


def _money(*amounts: str) -> list[Decimal]:
    return [Decimal(amount) for amount in amounts]


def _lines(*amounts: str) -> list[tuple[UUID, Decimal]]:
    return list(zip((A, B, C), _money(*amounts), strict=False))


@pytest.mark.parametrize(("given", "quantity"), [(1, 1), (100, 100), ("7", 7), (" 12 ", 12)])
def test_a_quantity_is_a_whole_number(given, quantity):
    assert read_quantity(given) == quantity


@pytest.mark.parametrize("given", [0, -1, 101, 10**9, 1.5, "1.5", "1,5", "", "due", None, True, [1], "٣", "1e2", "+1"])
def test_any_other_quantity_gets_a_sentence(given):
    with pytest.raises(InvalidInput) as refused:
        read_quantity(given)
    assert [(error.field, error.code) for error in refused.value.fields] == [("quantity", "INVALID_QUANTITY")]


@pytest.mark.parametrize(
    ("own", "brought", "merged"),
    [
        ({}, {}, {}),
        ({A: 1}, {}, {A: 1}),
        ({}, {A: 2}, {A: 2}),
        ({A: 1}, {A: 2, B: 1}, {A: 3, B: 1}),
        ({A: 60}, {A: 60}, {A: 100}),
    ],
)
def test_two_carts_of_one_person_lose_nothing(own, brought, merged):
    assert merged_quantities(own, brought) == merged


@pytest.mark.parametrize(
    ("whole", "prices", "shares"),
    [
        ("10.00", ("100.00",), ("10.00",)),
        ("10.00", ("50.00", "50.00"), ("5.00", "5.00")),
        ("10.00", ("100.00", "100.00", "100.00"), ("3.34", "3.33", "3.33")),
        ("0.01", ("1000.00", "0.01"), ("0.01", "0.00")),
        ("50.00", ("10.00", "20.00"), ("10.00", "20.00")),
        ("100.00", ("1450.00", "33.33", "66.67"), ("93.55", "2.15", "4.30")),
        ("5.00", ("0.00", "100.00"), ("0.00", "5.00")),
        ("5.00", ("0.00",), ("0.00",)),
        ("5.00", (), ()),
    ],
)
def test_an_amount_is_spread_to_the_cent(whole, prices, shares):
    assert share_discount(Decimal(whole), _money(*prices)) == _money(*shares)


@pytest.mark.parametrize(
    ("terms", "prices", "discounts"),
    [
        (CouponTerms(percent=Decimal(10)), ("100.00", "200.00"), ("10.00", "20.00")),
        (CouponTerms(percent=Decimal("33.33")), ("0.99",), ("0.33",)),
        (CouponTerms(percent=Decimal(100)), ("100.00", "0.01"), ("100.00", "0.01")),
        (CouponTerms(percent=Decimal(10), items=frozenset({B})), ("100.00", "200.00"), ("0.00", "20.00")),
        (CouponTerms(amount=Decimal(50)), ("100.00", "300.00"), ("12.50", "37.50")),
        (CouponTerms(amount=Decimal(500)), ("100.00", "300.00"), ("100.00", "300.00")),
        (CouponTerms(amount=Decimal(150), items=frozenset({A})), ("100.00", "300.00"), ("100.00", "0.00")),
    ],
)
def test_a_coupon_takes_off_what_it_promises_and_never_more_than_there_is(terms, prices, discounts):
    assert discount_of(terms, _lines(*prices)) == _money(*discounts)


@pytest.mark.parametrize(
    ("terms", "meets", "refusal"),
    [
        ({}, {}, None),
        ({"starts_at": AT}, {}, None),
        ({"starts_at": AT + timedelta(seconds=1)}, {}, Refusal.NOT_YET),
        ({"ends_at": AT}, {}, Refusal.OVER),
        ({"ends_at": AT + timedelta(seconds=1)}, {}, None),
        ({"ended_at": AT - timedelta(days=1)}, {}, Refusal.OVER),
        ({"most_uses": 3}, {"uses": 2}, None),
        ({"most_uses": 3}, {"uses": 3}, Refusal.USED_UP),
        ({"most_per_person": 1}, {"own_uses": 0, "uses": 9}, None),
        ({"most_per_person": 1}, {"own_uses": 1}, Refusal.USED_BY_YOU),
        ({"is_for_first_order": True}, {}, None),
        ({"is_for_first_order": True}, {"has_ordered": True}, Refusal.FIRST_ORDER),
        ({"items": frozenset({C})}, {}, Refusal.OTHER_ITEMS),
        ({"items": frozenset({A})}, {}, None),
        ({}, {"lines": ()}, Refusal.OTHER_ITEMS),
        ({"minimum": Decimal("300.00")}, {}, None),
        ({"minimum": Decimal("300.01")}, {}, Refusal.MINIMUM),
        ({"minimum": Decimal("150.00"), "items": frozenset({A})}, {}, Refusal.MINIMUM),
        ({"percent": None, "amount": Decimal(5)}, {"currency": "CHF"}, Refusal.CURRENCY),
        ({}, {"currency": "CHF"}, None),
    ],
)
def test_when_a_coupon_counts(terms, meets, refusal):
    asked = CouponTerms(**({"percent": Decimal(10)} | terms))
    met = CouponMeets(**({"at": AT, "lines": _lines("100.00", "200.00"), "currency": "EUR"} | meets))
    assert refusal_of_coupon(asked, met) is refusal


@pytest.mark.parametrize(
    ("typed", "code"), [("prova10", "PROVA10"), ("  Natale 2026 ", "NATALE2026"), ("A-B_C", "A-B_C")]
)
def test_a_code_is_read_as_people_type_it(typed, code):
    assert read_code(typed) == code


@pytest.mark.parametrize("typed", ["", "AB", "-ABC", "ABC-", "PERÒ", "A;DROP", "A" * 41, "A\x00B"])
def test_what_cannot_be_a_code_is_unknown(typed):
    with pytest.raises(CouponRefused) as refused:
        read_code(typed)
    assert refused.value.code == "COUPON_UNKNOWN"


def test_a_draft_is_read():
    form = {
        "code": "natale",
        "percent": "12,5",
        "minimum": "100",
        "most_uses": "50",
        "most_per_person": "1",
        "starts_on": "2026-12-01",
        "ends_on": "2026-12-24",
        "is_for_first_order": "on",
    }
    code, terms = read_coupon_draft(form, now=AT)
    assert code == "NATALE"
    assert (terms.percent, terms.amount, terms.minimum) == (Decimal("12.5"), None, Decimal(100))
    assert (terms.most_uses, terms.most_per_person, terms.is_for_first_order) == (50, 1, True)
    # The last day is included: it ends when the next one begins in Rome.
    assert terms.ends_at is not None
    assert terms.ends_at.astimezone(UTC) == datetime(2026, 12, 24, 23, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("form", "wrong"),
    [
        ({}, {"code", "percent"}),
        ({"code": "NATALE"}, {"percent"}),
        ({"code": "NATALE", "percent": "10", "amount": "5"}, {"percent"}),
        ({"code": "NATALE", "percent": "0"}, {"percent"}),
        ({"code": "NATALE", "percent": "100,01"}, {"percent"}),
        ({"code": "NATALE", "amount": "-5"}, {"amount"}),
        ({"code": "NATALE", "amount": "1.234"}, {"amount"}),
        ({"code": "NATALE", "amount": "1e3"}, {"amount"}),
        ({"code": "NATALE", "percent": "5", "most_uses": "0"}, {"most_uses"}),
        ({"code": "NATALE", "percent": "5", "most_per_person": "1.5"}, {"most_per_person"}),
        ({"code": "NATALE", "percent": "5", "ends_on": "domani"}, {"ends_on"}),
        ({"code": "NATALE", "percent": "5", "ends_on": "9999-12-31"}, {"ends_on"}),
        ({"code": "NATALE", "percent": "5", "starts_on": "2026-12-24", "ends_on": "2026-12-23"}, {"ends_on"}),
        ({"code": ["x"], "percent": {"a": 1}}, {"code", "percent"}),
    ],
)
def test_each_wrong_field_of_a_draft_has_its_sentence(form, wrong):
    with pytest.raises(InvalidInput) as refused:
        read_coupon_draft(form, now=AT)
    assert {error.field for error in refused.value.fields} == wrong
