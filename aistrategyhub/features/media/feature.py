"""What the library declares to the building."""

from aistrategyhub.core.feature import Feature
from aistrategyhub.features.media.api import files_router, router

FEATURE = Feature(name="media", routers=(router,), root_routers=(files_router,))
