"""What carts declare to the building."""

from aistrategyhub.core.feature import Feature
from aistrategyhub.features.carts.api import ROUTERS
from aistrategyhub.features.carts.pages import admin, public
from aistrategyhub.features.carts.seed import seed

FEATURE = Feature(
    name="carts",
    pages=(*public.PAGES, *admin.PAGES),
    navigation=admin.NAVIGATION,
    routers=ROUTERS,
    seed=seed,
)
