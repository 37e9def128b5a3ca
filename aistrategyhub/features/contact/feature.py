"""What the messages declare to the building."""

from aistrategyhub.core.feature import Feature
from aistrategyhub.features.contact.api import ROUTERS

FEATURE = Feature(name="contact", routers=ROUTERS)
