"""What the site's own pages declare to the building."""

from aistrategyhub.core.feature import Feature, NavEntry, Shell
from aistrategyhub.core.text import mark
from aistrategyhub.features.cms.api import ROUTERS
from aistrategyhub.features.cms.components import CONTACT_ROUTE
from aistrategyhub.features.cms.pages.public import ABOUT_ROUTE, PAGES

FEATURE = Feature(
    name="cms",
    pages=PAGES,
    routers=ROUTERS,
    navigation=[
        NavEntry(shell=Shell.PUBLIC, label=mark("Chi siamo"), route=ABOUT_ROUTE, order=20),
        NavEntry(shell=Shell.PUBLIC, label=mark("Contatti"), route=CONTACT_ROUTE, order=30),
    ],
)
