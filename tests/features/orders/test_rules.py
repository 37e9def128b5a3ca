"""Transitions, as tables."""

import pytest

from aistrategyhub.features.orders.models import OrderStatus
from aistrategyhub.features.orders.rules import (
    ALLOWED_NEXT,
    IllegalTransition,
    check_transition,
)


@pytest.mark.parametrize("current", list(OrderStatus))
@pytest.mark.parametrize("target", list(OrderStatus))
def test_every_transition_is_allowed_or_refused_by_the_table(current, target):
    if target in ALLOWED_NEXT[current]:
        check_transition(current, target)
    else:
        with pytest.raises(IllegalTransition):
            check_transition(current, target)


@pytest.mark.parametrize("closed", [OrderStatus.CANCELLED, OrderStatus.REFUNDED])
def test_a_closed_order_stays_closed(closed):
    assert not ALLOWED_NEXT[closed]


def test_money_comes_only_before_work():
    for status, following in ALLOWED_NEXT.items():
        if OrderStatus.PAID in following:
            assert status in (OrderStatus.PENDING, OrderStatus.AWAITING_PAYMENT)
