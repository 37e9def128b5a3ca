"""What the blog declares to the building."""

from aistrategyhub.core.feature import Feature, NavEntry, Shell
from aistrategyhub.core.text import mark
from aistrategyhub.features.blog.api import ROOT_ROUTERS, ROUTERS
from aistrategyhub.features.blog.finders import FINDERS
from aistrategyhub.features.blog.pages import admin, public
from aistrategyhub.features.blog.schemas.shelves import ROOT
from aistrategyhub.features.blog.seed import seed
from aistrategyhub.features.blog.state.feeds import feeds_shown
from aistrategyhub.features.blog.state.lists import LIST_PAGES
from aistrategyhub.features.blog.state.reading import POST_PAGE

FEATURE = Feature(
    name="blog",
    pages=(*public.PAGES, *admin.PAGES),
    navigation=[NavEntry(shell=Shell.PUBLIC, label=mark("Blog"), route=ROOT, order=20), *admin.NAVIGATION],
    routers=ROUTERS,
    root_routers=ROOT_ROUTERS,
    prerendered=[*LIST_PAGES, POST_PAGE],
    shared=[feeds_shown],
    finders=FINDERS,
    seed=seed,
)
