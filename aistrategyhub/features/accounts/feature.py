"""People and their sessions."""

from aistrategyhub.core.feature import Feature
from aistrategyhub.features.accounts.api import ROUTERS
from aistrategyhub.features.accounts.commands import check_second_factors
from aistrategyhub.features.accounts.finders import FINDERS
from aistrategyhub.features.accounts.pages import admin, devices, entrance, profile, public, security, unlock
from aistrategyhub.features.accounts.seed import seed

FEATURE = Feature(
    name="accounts",
    pages=(
        *public.PAGES,
        *entrance.PAGES,
        *unlock.PAGES,
        *profile.PAGES,
        *security.PAGES,
        *devices.PAGES,
        *admin.PAGES,
    ),
    navigation=(*profile.NAVIGATION, *security.NAVIGATION, *devices.NAVIGATION, *admin.NAVIGATION),
    routers=ROUTERS,
    finders=FINDERS,
    seed=seed,
    checks=check_second_factors,
)
