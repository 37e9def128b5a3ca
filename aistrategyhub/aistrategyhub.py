"""The application: the rooms' pages in their shells, the API, the gate, the error door. Nothing else."""

from typing import Any
from uuid import UUID

from starlette.types import ASGIApp

from aistrategyhub import registry
from aistrategyhub.core.paths import split_language
from aistrategyhub.core.text import mark, speaking
from aistrategyhub.features.accounts.api import principal_finder
from aistrategyhub.features.accounts.components import account_corner
from aistrategyhub.features.accounts.components.impersonation import impersonation_banner
from aistrategyhub.features.accounts.pages.roles import roles_page
from aistrategyhub.features.accounts.state import AccountState
from aistrategyhub.features.assistant.api.widget import may_call
from aistrategyhub.features.assistant.components.site import assistant_corner
from aistrategyhub.features.assistant.rules.addresses import LOADER_PATH
from aistrategyhub.features.assistant.state.site import SiteAssistantState
from aistrategyhub.features.cms.state.menus import MenuState
from aistrategyhub.features.publishing.queries import find_audience, find_where_it_went
from aistrategyhub.features.publishing.rules import reserve
from aistrategyhub.features.publishing.schemas import Redirected
from aistrategyhub.features.publishing.service import count_hit
from aistrategyhub.features.site_settings.state import FirmState
from aistrategyhub.features.tenants.queries import tenant_of_host
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.api import build_api
from aistrategyhub.infra.http.edge import edge
from aistrategyhub.infra.http.health import health_routers
from aistrategyhub.infra.http.tab_owners import TabOwners
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.integrations.stripe.choose import current_gateway
from aistrategyhub.prerender.declared import page_at
from aistrategyhub.prerender.serving import Gone, Missing, Moved, PrerenderedPages
from aistrategyhub.ui import gallery, palette
from aistrategyhub.ui.census import assert_all_guarded
from aistrategyhub.ui.feedback import show_error
from aistrategyhub.ui.gate import Gate
from aistrategyhub.ui.reception import receive_events
from aistrategyhub.ui.shells import Firm
from aistrategyhub.ui.site import add_pages, new_app

FEATURES = registry.features()
PAGES = [*(page for feature in FEATURES for page in feature.pages), roles_page(registry.granted), *gallery.PAGES]
BEGINNINGS = (
    "/api/",
    "/admin/",
    "/assets/",
    "/fonts/",
    "/media/",
    "/anteprima/",
    "/dev/",
    "/_event/",
    "/health/",
    "/widget/",
    LOADER_PATH,
)
NAVIGATION = [entry for feature in FEATURES for entry in feature.navigation]
reserve([*(page.route for page in (*PAGES, *registry.public_pages())), *BEGINNINGS])


async def stripe_answers() -> None:
    """The probe of the payment provider."""
    await current_gateway().ping()


api_health, root_health = health_routers(stripe_answers)
find_principal = principal_finder(registry.granted)
api = build_api(
    [api_health, *(router for feature in FEATURES for router in feature.routers)],
    [root_health, *(router for feature in FEATURES for router in feature.root_routers)],
)


async def where_it_went(tenant: UUID, path: str) -> Moved | Gone | Missing | None:
    """What an address without a page answers; None when the application has one that is not written."""
    async with unit_of_work(tenant) as session:
        found = await find_where_it_went(session, path)
        is_there = found is not None or await _is_there(session, path.partition("?")[0])
    if found is not None and found.redirect_id is not None:
        await count_hit(tenant, found.redirect_id)
    if isinstance(found, Redirected):
        return Moved(found.to, found.status)
    return Gone() if found else None if is_there else Missing()


async def _is_there(session: Any, path: str) -> bool:
    """Whether somebody may read a page at this address: one that is not written yet, or that is for members."""
    if await find_audience(session, path) is not None:
        return True
    locale, inside = split_language(path)
    declared = page_at(registry.public_pages(), inside)
    if declared is None:
        return True
    page, params = declared
    with speaking(locale):
        return await page.snapshot(session, params) is not None


def with_prerendered_pages(inner: ASGIApp) -> ASGIApp:
    """The files of the public pages in front of the application."""
    written = {page.route for page in registry.public_pages()}
    own = [*BEGINNINGS, *({page.route for page in PAGES} - written)]
    return PrerenderedPages(inner, get_settings().trees_dir, tenant_of_host, where_it_went, own=own)


app = new_app(
    api_transformer=[api, with_prerendered_pages, edge(find_principal, may_call)], backend_exception_handler=show_error
)
owners = TabOwners()
app.add_middleware(Gate(find_principal, owners), index=0)
receive_events(app, owners)
firm = Firm(
    rights=((mark("Segui un ordine"), "/ordini/segui"), (mark("Recedere dal contratto qui"), "/recedere")),
    name=FirmState.name,
    legal=FirmState.legal,
    menu=MenuState.header,
    footer_menu=MenuState.footer,
    account=account_corner,
    in_somebodys_name=impersonation_banner,
    corner=assistant_corner,
)
palette.offer([finder for feature in FEATURES for finder in feature.finders])
add_pages(
    app,
    PAGES,
    NAVIGATION,
    firm,
    prerendered=registry.public_pages(),
    arrival=[FirmState.load],
    arrival_public=[MenuState.load, SiteAssistantState.load],
    arrival_signed_in=[AccountState.load],
)
assert_all_guarded()
