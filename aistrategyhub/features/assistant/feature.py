"""The assistant."""

from aistrategyhub.core.feature import Feature
from aistrategyhub.features.assistant.api import ROOT_ROUTERS, ROUTERS
from aistrategyhub.features.assistant.commands import commands
from aistrategyhub.features.assistant.pages import admin, public
from aistrategyhub.features.assistant.seed import seed
from aistrategyhub.features.assistant.state.site import assistant_shown

FEATURE = Feature(
    name="assistant",
    pages=(*public.PAGES, *admin.PAGES),
    navigation=(*public.NAVIGATION, *admin.NAVIGATION),
    routers=ROUTERS,
    root_routers=ROOT_ROUTERS,
    shared=[assistant_shown],
    commands=commands,
    seed=seed,
)
