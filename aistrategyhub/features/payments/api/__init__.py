"""Payments over HTTP."""

from aistrategyhub.features.payments.api.amending import router as amending_router
from aistrategyhub.features.payments.api.disputes import router as disputes_router
from aistrategyhub.features.payments.api.paying import (
    card_page_gateway,
    page_router,
    pay_page_url,
    router,
    stand_in_router,
)
from aistrategyhub.features.payments.api.receiving import router as receiving_router
from aistrategyhub.features.payments.api.refunds import router as refunds_router

__all__ = [
    "amending_router",
    "card_page_gateway",
    "disputes_router",
    "page_router",
    "pay_page_url",
    "receiving_router",
    "refunds_router",
    "router",
    "stand_in_router",
]
