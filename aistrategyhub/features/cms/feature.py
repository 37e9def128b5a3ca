"""What the site's own pages declare to the building."""

from aistrategyhub.core.feature import Feature
from aistrategyhub.features.cms.api import ROUTERS
from aistrategyhub.features.cms.finders import FINDERS
from aistrategyhub.features.cms.pages import editors, public, writing
from aistrategyhub.features.cms.seed import seed
from aistrategyhub.features.cms.state.menus import menus_shown
from aistrategyhub.features.cms.state.pages import ANYWHERE, HOME

FEATURE = Feature(
    name="cms",
    pages=(*public.PAGES, *editors.PAGES, *writing.PAGES),
    navigation=editors.NAVIGATION,
    routers=ROUTERS,
    prerendered=[HOME, ANYWHERE],
    shared=[menus_shown],
    finders=FINDERS,
    seed=seed,
)
