"""Money and work of an order, each by itself: tables of literals."""

from decimal import Decimal

import pytest

from aistrategyhub.features.orders.models import OrderStatus
from aistrategyhub.features.orders.rules import Fulfilment, PaymentStanding, fulfilment, payment_standing


@pytest.mark.parametrize(
    ("total", "received", "returned", "is_called_off", "standing"),
    [
        ("1220.00", "0", "0", False, PaymentStanding.UNPAID),
        ("1220.00", "500.00", "0", False, PaymentStanding.PARTLY_PAID),
        ("1220.00", "1220.00", "0", False, PaymentStanding.PAID),
        ("1220.00", "2440.00", "0", False, PaymentStanding.OVERPAID),
        # A second payment by mistake, given back: the order is paid, and less than received was kept.
        ("1220.00", "2440.00", "1220.00", False, PaymentStanding.PARTLY_REFUNDED),
        ("1220.00", "1220.00", "220.00", False, PaymentStanding.PARTLY_REFUNDED),
        ("1220.00", "1220.00", "1220.00", False, PaymentStanding.REFUNDED),
        ("0.00", "0", "0", False, PaymentStanding.NOTHING_DUE),
        ("1220.00", "0", "0", True, PaymentStanding.NOTHING_DUE),
        ("1220.00", "1220.00", "0", True, PaymentStanding.OVERPAID),
        ("1220.00", "1220.00", "1220.00", True, PaymentStanding.REFUNDED),
    ],
)
def test_where_the_money_stands(total, received, returned, is_called_off, standing):
    found = payment_standing(
        Decimal(total), received=Decimal(received), returned=Decimal(returned), is_called_off=is_called_off
    )
    assert found is standing


@pytest.mark.parametrize(
    ("status", "was_completed", "found"),
    [
        (OrderStatus.PENDING, False, Fulfilment.NOT_STARTED),
        (OrderStatus.AWAITING_PAYMENT, False, Fulfilment.NOT_STARTED),
        (OrderStatus.PAID, False, Fulfilment.NOT_STARTED),
        (OrderStatus.PROCESSING, False, Fulfilment.UNDER_WAY),
        (OrderStatus.COMPLETED, True, Fulfilment.DONE),
        (OrderStatus.CANCELLED, False, Fulfilment.CALLED_OFF),
        (OrderStatus.REFUNDED, True, Fulfilment.DONE),
        (OrderStatus.REFUNDED, False, Fulfilment.CALLED_OFF),
    ],
)
def test_where_the_work_stands(status, was_completed, found):
    assert fulfilment(status, was_completed=was_completed) is found
