"""The screens of carts and coupons."""
