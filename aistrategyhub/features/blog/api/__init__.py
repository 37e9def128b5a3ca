"""The blog over HTTP: as visitors read it, as feeds, and for those who write it."""

from aistrategyhub.features.blog.api import counting, editing, feeds, published

ROUTERS = (published.router, editing.router, counting.router)
ROOT_ROUTERS = (feeds.router,)
