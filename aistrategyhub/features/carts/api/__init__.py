"""Carts and coupons over HTTP."""

from aistrategyhub.features.carts.api import cart, coupons, forms

ROUTERS = (cart.router, forms.router, coupons.router)
