"""What receipts make of a file, in whatever order and however often they come."""

from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aistrategyhub.features.invoicing.models import TransmissionStatus as S
from aistrategyhub.features.invoicing.rules import (
    ALLOWED_NEXT,
    ISSUED,
    IllegalTransmission,
    after_receipt,
    check_next,
    days_left,
    is_overdue,
    last_day_to_correct,
)
from aistrategyhub.integrations.sdi.receipts import Receipt, ReceiptError, ReceiptKind


def receipt(name: str) -> Receipt:
    """`RC`, `NE EC02`, `NS 00311`."""
    kind, _, detail = name.partition(" ")
    return Receipt(
        kind=ReceiptKind(kind),
        is_public=True,
        identifier="1",
        errors=(ReceiptError(detail, ""),) if kind == "NS" else (),
        is_accepted=detail == "EC01" if kind == "NE" else None,
    )


def after(*names: str, start: S = S.SENT) -> S:
    status = start
    for name in names:
        status = after_receipt(status, receipt(name))
    return status


# What SdI may say of one file, and how it stands once all of it was heard.
STORIES = [
    (("RC",), S.DELIVERED),
    (("MC",), S.UNDELIVERABLE),
    (("NS 00311",), S.REJECTED),
    (("MC", "RC"), S.DELIVERED),
    (("MC", "AT"), S.ATTESTED),
    (("RC", "NE EC01"), S.ACCEPTED),
    (("RC", "NE EC02"), S.REFUSED),
    (("MC", "RC", "NE EC01"), S.ACCEPTED),
    (("RC", "DT"), S.EXPIRED),
    (("MC", "RC", "DT"), S.EXPIRED),
    (("NS 00002", "RC"), S.DELIVERED),
    (("NS 00002", "MC", "AT"), S.ATTESTED),
    (("MT", "EC", "SE", "RC"), S.DELIVERED),
]


@pytest.mark.parametrize(("story", "end"), STORIES)
def test_every_order_ends_the_same(story: tuple[str, ...], end: S) -> None:
    for order in permutations(story):
        assert after(*order) is end
        assert after(*order, *order) is end


@pytest.mark.parametrize("start", [S.GENERATED, S.SENDING, S.SENT, S.FAILED])
def test_an_answer_counts_even_before_we_know_that_the_file_left(start: S) -> None:
    assert after("RC", start=start) is S.DELIVERED


_ANY = st.sampled_from(
    ["RC", "MC", "AT", "DT", "NE EC01", "NE EC02", "NS 00311", "NS 00002", "NS 00404", "MT", "EC", "SE"]
)


@given(st.lists(_ANY, max_size=12), st.sampled_from(list(S)))
def test_what_is_issued_stays_issued_and_what_is_replaced_stays_replaced(names: list[str], start: S) -> None:
    status = start
    for name in names:
        following = after_receipt(status, receipt(name))
        if status in ISSUED:
            assert following in ISSUED
        if status in (S.REJECTED, S.RESENT, S.ACCEPTED, S.REFUSED, S.EXPIRED, S.BLOCKED):
            assert following is status
        assert following is not S.SENT or status is S.SENT
        status = following
    assert after(*names, *names, start=start) in (status, after(*names, start=status))


def test_a_file_that_sdi_has_already_is_not_taken_back() -> None:
    assert after("NS 00002") is S.SENT
    assert after("RC", "NS 00002") is S.DELIVERED
    assert after_receipt(S.SENT, Receipt(kind=ReceiptKind.REJECTED, is_public=False, identifier="1")) is S.REJECTED


@pytest.mark.parametrize("status", list(S))
@pytest.mark.parametrize("target", list(S))
def test_our_own_doing_follows_the_table(status: S, target: S) -> None:
    if target in ALLOWED_NEXT.get(status, ()):
        check_next(status, target)
    else:
        with pytest.raises(IllegalTransmission):
            check_next(status, target)


def test_nothing_that_left_is_ever_sent_again_under_its_name() -> None:
    reachable, frontier = set(), {S.SENT}
    while frontier:
        reachable |= frontier
        frontier = {target for status in frontier for target in ALLOWED_NEXT.get(status, ())} - reachable
    assert reachable.isdisjoint({S.GENERATED, S.SENDING})


@pytest.mark.parametrize(
    ("today", "left"), [(date(2026, 11, 22), 5), (date(2026, 11, 27), 0), (date(2026, 11, 28), -1)]
)
def test_five_days_to_correct(today: date, left: int) -> None:
    assert last_day_to_correct(date(2026, 11, 22)) == date(2026, 11, 27)
    assert days_left(date(2026, 11, 22), today) == left


def test_silence_of_five_days_is_too_long() -> None:
    sent = datetime(2026, 11, 22, tzinfo=UTC)
    assert not is_overdue(S.SENT, sent, sent + timedelta(days=5))
    assert is_overdue(S.SENT, sent, sent + timedelta(days=5, seconds=1))
    assert not is_overdue(S.DELIVERED, sent, sent + timedelta(days=50))
