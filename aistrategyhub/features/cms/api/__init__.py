"""The site's pages over HTTP: as visitors read them, and for those who write them."""

from aistrategyhub.features.cms.api import editing, published

ROUTERS = (published.router, editing.router)
