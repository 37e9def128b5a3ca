"""The forms that place orders."""

from aistrategyhub.features.orders.state.cart import CartCheckoutState
from aistrategyhub.features.orders.state.item import CheckoutState

__all__ = ["CartCheckoutState", "CheckoutState"]
