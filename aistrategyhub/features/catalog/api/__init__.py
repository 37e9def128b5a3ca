"""The catalogue over HTTP."""

from aistrategyhub.features.catalog.api import services

ROUTERS = (services.router,)
