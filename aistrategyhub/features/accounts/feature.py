"""People and their sessions."""

from aistrategyhub.core.feature import Feature
from aistrategyhub.features.accounts.api import ROUTERS
from aistrategyhub.features.accounts.pages import admin, public, security, unlock
from aistrategyhub.features.accounts.seed import seed

FEATURE = Feature(
    name="accounts",
    pages=(*public.PAGES, *unlock.PAGES, *security.PAGES, *admin.PAGES),
    navigation=(*security.NAVIGATION, *admin.NAVIGATION),
    routers=ROUTERS,
    seed=seed,
)
