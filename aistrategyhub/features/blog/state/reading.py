"""A post at its address."""

from collections.abc import AsyncIterator, Mapping

import reflex as rx

from aistrategyhub.core.access import find_principal, public
from aistrategyhub.core.paths import in_language
from aistrategyhub.core.text import _, current_locale, mark
from aistrategyhub.features.blog.queries.reading import ShownPost, find_post, list_post_paths
from aistrategyhub.features.blog.schemas.shelves import ROOT
from aistrategyhub.features.blog.schemas.views import PostView
from aistrategyhub.features.publishing.models import Audience
from aistrategyhub.features.publishing.queries import EVERYBODY
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.prerender.declared import Head, PublicPage, Session, Snapshot
from aistrategyhub.prerender.snapshots import show_page

POST_TITLE = mark("Articolo")
_MEMBERS = frozenset({Audience.EVERYBODY, Audience.MEMBERS})


class PostState(rx.State):
    """The post at the tab's address; `is_missing` when there is none that the visitor may read."""

    post: PostView = PostView()
    is_missing: bool = False
    is_loaded: bool = False

    @rx.event
    @public("posts are for everybody; those for members are shown to whoever is signed in")
    async def load(self) -> AsyncIterator[None]:
        slug = self.post_slug
        if self.is_loaded and self.post.path != in_language(f"{ROOT}/{slug}", current_locale()):
            self.is_loaded = False
            yield
        principal = find_principal()
        audiences = _MEMBERS if principal is not None and principal.is_signed_in else EVERYBODY
        async with unit_of_work() as session:
            shown = await find_post(session, slug, audiences=audiences)
        await show_page(self, POST_PAGE, _snapshot(shown) if shown else _nothing())


async def _post_snapshot(session: Session, params: Mapping[str, str]) -> Snapshot | None:
    shown = await find_post(session, params["post_slug"])
    return _snapshot(shown) if shown else None


def _snapshot(shown: ShownPost) -> Snapshot:
    return Snapshot({PostState: {"post": shown.view, "is_missing": False, "is_loaded": True}}, shown.head, shown.things)


def _nothing() -> Snapshot:
    values = {"post": PostView(), "is_missing": True, "is_loaded": True}
    return Snapshot({PostState: values}, Head(title=_(POST_TITLE)))


POST_PAGE = PublicPage(f"{ROOT}/[post_slug]", _post_snapshot, list_post_paths)
