"""What the screens of carts and coupons show."""

from aistrategyhub.features.carts.state.cart import CartReminderState, CartState, StopRemindersState
from aistrategyhub.features.carts.state.coupons import AdminCouponsState
from aistrategyhub.features.carts.state.holding import cart_of_tab

__all__ = ["AdminCouponsState", "CartReminderState", "CartState", "StopRemindersState", "cart_of_tab"]
