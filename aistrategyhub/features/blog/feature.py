"""What the blog declares to the building."""

from aistrategyhub.core.feature import Feature

FEATURE = Feature(name="blog")
