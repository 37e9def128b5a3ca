"""Orders and the form that places one."""

from aistrategyhub.core.feature import Feature
from aistrategyhub.features.orders.api import ROUTERS
from aistrategyhub.features.orders.pages.public import PAGES
from aistrategyhub.features.orders.seed import seed

FEATURE = Feature(name="orders", pages=PAGES, routers=ROUTERS, seed=seed)
