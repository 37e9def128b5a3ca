"""What the choices declare to the building."""

from aistrategyhub.core.feature import Feature
from aistrategyhub.features.consent.api import router

FEATURE = Feature(name="consent", routers=(router,))
