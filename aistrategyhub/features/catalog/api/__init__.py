"""The catalogue over HTTP: as everybody reads it, and for those who sell."""

from aistrategyhub.features.catalog.api import reading, sheets

ROUTERS = (reading.router, sheets.router)
