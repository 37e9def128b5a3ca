"""People and their sessions."""

from aistrategyhub.core.feature import Feature
from aistrategyhub.features.accounts.api import ROUTERS
from aistrategyhub.features.accounts.pages.public import PAGES
from aistrategyhub.features.accounts.seed import seed

FEATURE = Feature(name="accounts", pages=PAGES, routers=ROUTERS, seed=seed)
