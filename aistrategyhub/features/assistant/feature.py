"""The assistant."""

from aistrategyhub.core.feature import Feature
from aistrategyhub.features.assistant.api import ROUTERS
from aistrategyhub.features.assistant.commands import commands
from aistrategyhub.features.assistant.pages import admin, public
from aistrategyhub.features.assistant.seed import seed

FEATURE = Feature(
    name="assistant",
    pages=(*public.PAGES, *admin.PAGES),
    navigation=(*public.NAVIGATION, *admin.NAVIGATION),
    routers=ROUTERS,
    commands=commands,
    seed=seed,
)
