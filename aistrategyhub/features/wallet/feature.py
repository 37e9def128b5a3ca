"""Kept cards."""

from aistrategyhub.core.feature import Feature
from aistrategyhub.features.wallet.api import router
from aistrategyhub.features.wallet.pages import portal

FEATURE = Feature(name="wallet", pages=portal.PAGES, navigation=portal.NAVIGATION, routers=(router,))
