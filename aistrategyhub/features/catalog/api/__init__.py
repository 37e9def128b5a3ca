"""The catalogue over HTTP: as everybody reads it, and for those who sell."""

from aistrategyhub.features.catalog.api import reading

ROUTERS = (reading.router,)
