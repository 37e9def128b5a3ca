"""What the assessments declare to the building."""

from aistrategyhub.core.feature import Feature, NavEntry, Shell
from aistrategyhub.core.text import mark
from aistrategyhub.features.assessments.api import router
from aistrategyhub.features.assessments.pages import admin, portal, public
from aistrategyhub.features.assessments.rules.addresses import LIST_ROUTE
from aistrategyhub.features.assessments.seed import seed
from aistrategyhub.features.assessments.state.public import INTRO_PAGE, LIST_PAGE

FEATURE = Feature(
    name="assessments",
    pages=(*public.PAGES, *admin.PAGES, *portal.PAGES),
    navigation=(
        NavEntry(shell=Shell.PUBLIC, label=mark("Autovalutazioni"), route=LIST_ROUTE, order=20),
        *admin.NAVIGATION,
        *portal.NAVIGATION,
    ),
    routers=[router],
    prerendered=[LIST_PAGE, INTRO_PAGE],
    seed=seed,
)
