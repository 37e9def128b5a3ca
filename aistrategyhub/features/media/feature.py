"""What the library declares to the building."""

from aistrategyhub.core.feature import Feature
from aistrategyhub.features.media.api import files_router, router
from aistrategyhub.features.media.pages.admin import NAVIGATION, PAGES
from aistrategyhub.features.media.seed import seed

FEATURE = Feature(
    name="media",
    pages=PAGES,
    navigation=NAVIGATION,
    routers=(router,),
    root_routers=(files_router,),
    seed=seed,
)
