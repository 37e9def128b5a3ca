"""The site's pages over HTTP: as visitors read them, and for those who write them."""

from aistrategyhub.features.cms.api import autosave, editing, links, menus, published, redirects

ROUTERS = (published.router, menus.router, editing.router, autosave.router, links.router, redirects.router)
