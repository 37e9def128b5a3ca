"""People and their sessions."""

from aistrategyhub.core.feature import Feature
from aistrategyhub.features.accounts.api import router
from aistrategyhub.features.accounts.seed import seed

FEATURE = Feature(name="accounts", routers=(router,), seed=seed)
