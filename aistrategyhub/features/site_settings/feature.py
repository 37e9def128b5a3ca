"""What the settings declare to the building."""

from aistrategyhub.core.feature import Feature
from aistrategyhub.features.site_settings.seed import seed

FEATURE = Feature(name="site_settings", seed=seed)
