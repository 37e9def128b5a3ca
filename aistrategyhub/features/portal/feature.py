"""What a buyer sees of an order, a customer of all their orders, and anybody of their own data."""

from aistrategyhub.core.feature import Feature
from aistrategyhub.features.portal.api import ROUTERS
from aistrategyhub.features.portal.commands import commands
from aistrategyhub.features.portal.finders import FINDERS
from aistrategyhub.features.portal.pages import guests, portal, privacy, public

FEATURE = Feature(
    name="portal",
    pages=(*public.PAGES, *guests.PAGES, *portal.PAGES, *privacy.PAGES),
    navigation=(*portal.NAVIGATION, *privacy.NAVIGATION),
    routers=ROUTERS,
    finders=FINDERS,
    commands=commands,
)
