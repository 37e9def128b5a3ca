"""What the library declares to the building."""

from aistrategyhub.core.feature import Feature

FEATURE = Feature(name="media")
