"""Subscriptions."""

from aistrategyhub.core.feature import Feature
from aistrategyhub.features.subscriptions.api import router
from aistrategyhub.features.subscriptions.pages import admin, portal
from aistrategyhub.features.subscriptions.seed import seed

FEATURE = Feature(
    name="subscriptions",
    pages=(*portal.PAGES, *admin.PAGES),
    navigation=(*portal.NAVIGATION, *admin.NAVIGATION),
    routers=(router,),
    seed=seed,
)
