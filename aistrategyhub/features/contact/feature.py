"""What the messages declare to the building."""

from aistrategyhub.core.feature import Feature
from aistrategyhub.features.contact.api import ROUTERS
from aistrategyhub.features.contact.pages import admin, public

FEATURE = Feature(name="contact", pages=(*public.PAGES, *admin.PAGES), navigation=admin.NAVIGATION, routers=ROUTERS)
