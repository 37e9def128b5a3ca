"""What support declares to the building."""

from aistrategyhub.core.feature import Feature
from aistrategyhub.features.support.api import router
from aistrategyhub.features.support.pages import admin, portal, public
from aistrategyhub.features.support.seed import seed

FEATURE = Feature(
    name="support",
    pages=(*public.PAGES, *portal.PAGES, *admin.PAGES),
    navigation=(*portal.NAVIGATION, *admin.NAVIGATION),
    routers=(router,),
    seed=seed,
)
