"""What a buyer sees of an order, and a customer of all their orders."""

from aistrategyhub.core.feature import Feature
from aistrategyhub.features.portal.api import router
from aistrategyhub.features.portal.commands import commands

FEATURE = Feature(name="portal", routers=(router,), commands=commands)
