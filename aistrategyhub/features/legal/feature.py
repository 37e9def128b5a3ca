"""What the legal documents declare to the building."""

from aistrategyhub.core.feature import Feature
from aistrategyhub.features.legal.pages.admin import NAVIGATION, PAGES
from aistrategyhub.features.legal.seed import seed

FEATURE = Feature(name="legal", pages=PAGES, navigation=NAVIGATION, seed=seed)
