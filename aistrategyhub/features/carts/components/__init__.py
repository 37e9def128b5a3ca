"""Pieces of the screens of carts and coupons."""
