"""What carts declare to the building."""

from aistrategyhub.core.feature import Feature
from aistrategyhub.features.carts.api import ROUTERS

FEATURE = Feature(name="carts", routers=ROUTERS)
