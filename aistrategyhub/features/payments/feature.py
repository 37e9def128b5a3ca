"""Payments of orders."""

from aistrategyhub.core.feature import Feature
from aistrategyhub.features.payments.api import (
    amending_router,
    disputes_router,
    page_router,
    receiving_router,
    refunds_router,
    router,
    stand_in_router,
)
from aistrategyhub.features.payments.seed import seed

FEATURE = Feature(
    name="payments",
    routers=(router, refunds_router, receiving_router, disputes_router, amending_router),
    root_routers=(page_router, stand_in_router),
    seed=seed,
)
