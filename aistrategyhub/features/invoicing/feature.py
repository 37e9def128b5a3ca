"""Issued documents."""

from aistrategyhub.core.feature import Feature
from aistrategyhub.features.invoicing.api import router
from aistrategyhub.features.invoicing.seed import seed

FEATURE = Feature(name="invoicing", routers=(router,), seed=seed)
