"""What the requests for a quote declare to the building."""

from aistrategyhub.core.feature import Feature
from aistrategyhub.features.quotes.api import ROUTERS
from aistrategyhub.features.quotes.finders import FINDERS
from aistrategyhub.features.quotes.pages import admin, portal, public
from aistrategyhub.features.quotes.seed import seed
from aistrategyhub.features.quotes.state.form import OPEN_PAGE, QUOTE_PAGE

FEATURE = Feature(
    name="quotes",
    pages=(*public.PAGES, *admin.PAGES, *portal.PAGES),
    navigation=(*admin.NAVIGATION, *portal.NAVIGATION),
    routers=ROUTERS,
    finders=FINDERS,
    prerendered=(OPEN_PAGE, QUOTE_PAGE),
    seed=seed,
)
