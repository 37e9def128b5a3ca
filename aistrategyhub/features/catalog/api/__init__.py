"""The catalogue over HTTP: as everybody reads it, and for those who sell."""

from aistrategyhub.features.catalog.api import editing, reading, sheets, shelves

ROUTERS = (reading.router, editing.router, shelves.router, sheets.router)
