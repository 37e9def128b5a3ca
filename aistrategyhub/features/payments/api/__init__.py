"""Payments over HTTP."""

from aistrategyhub.features.payments.api.paying import (
    card_page_gateway,
    page_router,
    pay_page_url,
    router,
    stand_in_router,
)
from aistrategyhub.features.payments.api.refunds import router as refunds_router

__all__ = ["card_page_gateway", "page_router", "pay_page_url", "refunds_router", "router", "stand_in_router"]
