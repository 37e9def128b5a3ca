"""What the settings declare to the building."""

from aistrategyhub.core.feature import Feature
from aistrategyhub.features.site_settings.seed import seed
from aistrategyhub.features.site_settings.state import firm_snapshot

FEATURE = Feature(name="site_settings", shared=[firm_snapshot], seed=seed)
