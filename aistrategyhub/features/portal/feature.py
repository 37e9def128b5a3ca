"""What a buyer sees of an order, and a customer of all their orders."""

from aistrategyhub.core.feature import Feature
from aistrategyhub.features.portal.api import router
from aistrategyhub.features.portal.commands import commands
from aistrategyhub.features.portal.pages import portal, public

FEATURE = Feature(
    name="portal",
    pages=(*public.PAGES, *portal.PAGES),
    navigation=portal.NAVIGATION,
    routers=(router,),
    commands=commands,
)
