"""What the catalogue declares to the building."""

from aistrategyhub.core.feature import Feature, NavEntry, Shell
from aistrategyhub.core.text import mark
from aistrategyhub.features.catalog.api import ROUTERS
from aistrategyhub.features.catalog.components import SERVICES_ROUTE
from aistrategyhub.features.catalog.finders import FINDERS
from aistrategyhub.features.catalog.pages import admin, importing, public
from aistrategyhub.features.catalog.seed import seed
from aistrategyhub.features.catalog.state import COMPARE_PAGE, SERVICE_PAGE, SERVICES_PAGE

FEATURE = Feature(
    name="catalog",
    pages=(*public.PAGES, *admin.PAGES, *importing.PAGES),
    navigation=[
        NavEntry(shell=Shell.PUBLIC, label=mark("Servizi"), route=SERVICES_ROUTE, order=10),
        *admin.NAVIGATION,
        *importing.NAVIGATION,
    ],
    routers=ROUTERS,
    prerendered=[SERVICES_PAGE, SERVICE_PAGE, COMPARE_PAGE],
    finders=FINDERS,
    seed=seed,
)
