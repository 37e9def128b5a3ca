"""What the blog declares to the building."""

from aistrategyhub.core.feature import Feature
from aistrategyhub.features.blog.api.counting import router as counting
from aistrategyhub.features.blog.pages import admin

FEATURE = Feature(name="blog", pages=admin.PAGES, navigation=admin.NAVIGATION, routers=[counting])
