"""How much of each line goes back: worked by hand, and for any amounts."""

from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.core.money import round_half_up
from aistrategyhub.features.payments.rules import Extent, NothingToRefund, RefundAboveLeft, RefundChoice, shares_of
from aistrategyhub.features.payments.rules.refunds import SoldLine

D = Decimal


def sold(
    number: int, net: str, vat: str, *, quantity: str = "1", returned: str = "0", returned_net: str = "0"
) -> SoldLine:
    net_, vat_ = D(net), D(vat)
    gone = D(returned), D(returned_net)
    return SoldLine(UUID(int=number), number, f"Riga {number}", D(quantity), net_, vat_, net_ + vat_, *gone)


TWO_LINES = [sold(1, "1000.00", "220.00"), sold(2, "300.00", "30.00", quantity="3")]


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (RefundChoice(Extent.FULL), [(1, "1000.00", "220.00"), (2, "300.00", "30.00")]),
        (RefundChoice(Extent.LINES, lines={2: None}), [(2, "300.00", "30.00")]),
        (RefundChoice(Extent.LINES, lines={2: D(1)}), [(2, "100.00", "10.00")]),
        (RefundChoice(Extent.LINES, lines={1: D("0.5"), 2: D(2)}), [(1, "500.00", "110.00"), (2, "200.00", "20.00")]),
        # 155 of 1,550: a tenth of each line.
        (RefundChoice(Extent.AMOUNT, D("155.00")), [(1, "100.00", "22.00"), (2, "30.00", "3.00")]),
        (RefundChoice(Extent.AMOUNT, D("0.01")), [(1, "0.01", "0.00")]),
        (RefundChoice(Extent.AMOUNT, D("1550.00")), [(1, "1000.00", "220.00"), (2, "300.00", "30.00")]),
    ],
)
def test_what_goes_back_of_each_line(choice, expected):
    shares = shares_of(TWO_LINES, choice)
    assert [(share.number, share.net, share.vat) for share in shares] == [(n, D(a), D(b)) for n, a, b in expected]
    assert all(share.net + share.vat == share.gross for share in shares)


def test_the_rest_of_a_line_is_what_is_left_of_it():
    lines = [sold(1, "1000.00", "220.00", returned="406.67", returned_net="333.34")]
    (share,) = shares_of(lines, RefundChoice(Extent.FULL))
    assert (share.net, share.vat) == (D("666.66"), D("146.67"))


@pytest.mark.parametrize(
    ("choice", "refusal"),
    [
        (RefundChoice(Extent.AMOUNT, D("1550.01")), RefundAboveLeft),
        (RefundChoice(Extent.AMOUNT, D("10000000000")), RefundAboveLeft),
        (RefundChoice(Extent.AMOUNT, D("1e30")), RefundAboveLeft),
        (RefundChoice(Extent.AMOUNT, D(0)), InvalidInput),
        (RefundChoice(Extent.AMOUNT, D(-1)), InvalidInput),
        (RefundChoice(Extent.AMOUNT, D("1.005")), InvalidInput),
        (RefundChoice(Extent.AMOUNT, D("NaN")), InvalidInput),
        (RefundChoice(Extent.AMOUNT, D("Infinity")), InvalidInput),
        (RefundChoice(Extent.AMOUNT), InvalidInput),
        (RefundChoice(Extent.LINES), InvalidInput),
        (RefundChoice(Extent.LINES, lines={3: None}), InvalidInput),
        (RefundChoice(Extent.LINES, lines={2: D(0)}), InvalidInput),
        (RefundChoice(Extent.LINES, lines={2: D(-1)}), InvalidInput),
        (RefundChoice(Extent.LINES, lines={2: D("3.01")}), InvalidInput),
        (RefundChoice(Extent.LINES, lines={2: D(10**9)}), InvalidInput),
    ],
)
def test_what_cannot_go_back_is_refused(choice, refusal):
    with pytest.raises(refusal):
        shares_of(TWO_LINES, choice)


def test_a_line_that_is_all_back_gives_nothing_more():
    lines = [sold(1, "1000.00", "220.00", returned="1220.00", returned_net="1000.00"), TWO_LINES[1]]
    with pytest.raises(NothingToRefund):
        shares_of(lines, RefundChoice(Extent.LINES, lines={1: None}))
    with pytest.raises(NothingToRefund):
        shares_of(lines[:1], RefundChoice(Extent.FULL))
    assert [share.number for share in shares_of(lines, RefundChoice(Extent.AMOUNT, D("10.00")))] == [2]


cents = st.integers(1, 10_000_000).map(lambda value: D(value).scaleb(-2))


@given(
    prices=st.lists(st.tuples(cents, st.sampled_from(["22", "10", "5", "4", "0"])), min_size=1, max_size=6),
    parts=st.lists(st.integers(1, 99), min_size=1, max_size=8),
)
def test_however_an_order_is_given_back_the_parts_add_up_to_it(prices, parts):
    lines = []
    for number, (net, rate) in enumerate(prices, start=1):
        vat = round_half_up(net * D(rate) / 100)
        lines.append(SoldLine(uuid4(), number, "", D(1), net, vat, net + vat))
    asked = [RefundChoice(Extent.AMOUNT, amount) for amount in map(D, parts)] + [RefundChoice(Extent.FULL)]
    total = sum(line.gross for line in lines)
    returned = D(0)
    for choice in asked:
        if choice.amount is not None and choice.amount >= total - returned:
            continue
        shares = {share.line_id: share for share in shares_of(lines, choice)}
        given = sum(share.gross for share in shares.values())
        assert choice.amount is None or given == choice.amount
        assert all(share.gross > 0 and share.net >= 0 and share.vat >= 0 for share in shares.values())
        returned += given
        lines = [after(line, shares.get(line.line_id)) for line in lines]
    assert returned == total
    assert all((line.returned, line.returned_net) == (line.gross, line.net) for line in lines)


def after(line: SoldLine, share) -> SoldLine:
    if share is None:
        return line
    gone = line.returned + share.gross, line.returned_net + share.net
    return SoldLine(line.line_id, line.number, line.name, line.quantity, line.net, line.vat, line.gross, *gone)
