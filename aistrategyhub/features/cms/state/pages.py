"""The page that stands at an address, for a visitor and for the HTML that is written of it."""

from collections.abc import AsyncIterator, Mapping
from typing import Any
from urllib.parse import quote

import reflex as rx

from aistrategyhub.core.access import find_principal, public
from aistrategyhub.core.paths import in_language, split_language
from aistrategyhub.core.text import _, current_locale
from aistrategyhub.features.catalog.queries import find_service
from aistrategyhub.features.cms.queries import MEMBERS, ShownPage, find_page, list_page_paths
from aistrategyhub.features.cms.schemas.views import PageView
from aistrategyhub.features.publishing.models import Audience
from aistrategyhub.features.publishing.queries import EVERYBODY, find_audience, find_where_it_went
from aistrategyhub.features.publishing.schemas import Redirected
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.prerender.declared import Head, PublicPage, Snapshot
from aistrategyhub.prerender.snapshots import show_page

# Reflex knows the rest of an address by this name only.
_REST = "splat"


class PageState(rx.State):
    """The published page at the tab's address. `subject` makes a mail be about the service that the address names
    (`?servizio=`). What is `for_members` is shown once the visitor has signed in."""

    page: PageView = PageView()
    subject: str = ""
    for_members: bool = False
    is_missing: bool = False
    is_loaded: bool = False

    @rx.event
    @public("a site is for everybody; pages for members are shown to whoever is signed in")
    async def load(self) -> AsyncIterator[Any]:
        path = split_language(self.router.url.path)[1].rstrip("/") or "/"
        address = in_language(path, current_locale())
        if self.page.path != address:
            self.is_loaded = False
            yield
        principal = find_principal()
        audiences = MEMBERS if principal is not None and principal.is_signed_in else EVERYBODY
        async with unit_of_work() as session:
            shown = await find_page(session, path, audiences=audiences)
            audience = None if shown else await find_audience(session, address)
            went = None if shown or audience else await find_where_it_went(session, address)
            about = await _service_name(session, self.router.url.query_parameters.get("servizio", ""))
        if isinstance(went, Redirected):
            query = self.router.url.query
            yield rx.redirect(f"{went.to}?{query}" if query and "?" not in went.to else went.to)
            return
        snapshot = _snapshot(shown) if shown else _nothing_at(address, audience)
        await show_page(self, HOME if path == "/" else ANYWHERE, snapshot)
        self.subject = _subject(about)


def _subject(service: str) -> str:
    return "?subject=" + quote(_("Preventivo: {service}", service=service)) if service else ""


async def _page_snapshot(session: Any, params: Mapping[str, str]) -> Snapshot | None:
    shown = await find_page(session, f"/{params.get(_REST, '')}")
    return _snapshot(shown) if shown else None


async def _home_paths(session: Any) -> list[str]:
    return [path for path in await list_page_paths(session) if path == "/"]


async def _other_paths(session: Any) -> list[str]:
    return [path for path in await list_page_paths(session) if path != "/"]


def _snapshot(shown: ShownPage) -> Snapshot:
    values: dict[str, Any] = {"page": shown.view, "is_loaded": True, "is_missing": False, "for_members": False}
    return Snapshot({PageState: values}, shown.head, shown.things)


def _nothing_at(address: str, audience: Audience | None) -> Snapshot:
    for_members = audience is Audience.MEMBERS
    values: dict[str, Any] = {
        "page": PageView(path=address),
        "is_loaded": True,
        "is_missing": not for_members,
        "for_members": for_members,
    }
    return Snapshot({PageState: values}, Head(title=_("Pagina riservata") if for_members else _("Pagina non trovata")))


async def _service_name(session: Any, slug: str) -> str:
    service = await find_service(session, slug, current_locale()) if slug else None
    return service.name if service else ""


HOME = PublicPage(route="/", snapshot=_page_snapshot, paths=_home_paths)
ANYWHERE = PublicPage(route=f"/[[...{_REST}]]", snapshot=_page_snapshot, paths=_other_paths, query=("servizio",))
