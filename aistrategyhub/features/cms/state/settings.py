"""Where the page stands and who reads it."""

from typing import Any
from uuid import UUID

import reflex as rx

from aistrategyhub.core.access import requires
from aistrategyhub.core.text import LOCALES, _, mark
from aistrategyhub.features.cms.queries.editor import get_edited
from aistrategyhub.features.cms.queries.moves import foresee_move
from aistrategyhub.features.cms.rules.lists import parent_choices
from aistrategyhub.features.cms.schemas.editor import ChoiceRow, MovedRow
from aistrategyhub.features.cms.state.editor import EditorState
from aistrategyhub.features.publishing.models import Audience
from aistrategyhub.features.publishing.permissions import PublishingPermission
from aistrategyhub.features.publishing.queries import list_tree
from aistrategyhub.features.publishing.rules import get_kind
from aistrategyhub.features.publishing.service import KEEP, move, set_audience
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.forms import FormMixin
from aistrategyhub.ui.parts.floating import toast_done

_MOVED = mark("Indirizzo cambiato.")


class PageSettingsState(FormMixin, rx.State):
    """Addresses, parent and audience of the page; which addresses visitors know would lead on to new ones."""

    slug_it: str = ""
    slug_en: str = ""
    parent: str = ""
    parents: list[ChoiceRow] = []
    audience: str = Audience.EVERYBODY
    moved: list[MovedRow] = []
    epoch: int = 0
    _wanted: dict[str, str] = {}

    @rx.event
    @requires(PublishingPermission.READ)
    async def load(self) -> None:
        async with unit_of_work() as session:
            page = await get_edited(session, self.page_id)
            may_nest = get_kind(page.kind).may_nest
            tree = await list_tree(session, page.kind) if may_nest else []
        self.slug_it, self.slug_en = page.slugs["it"], page.slugs["en"]
        self.parent, self.audience = str(page.parent_id or ""), page.audience
        self.parents = parent_choices(tree, without=page.id) if may_nest else []
        self.moved, self.errors, self.form_error = [], {}, ""
        self._wanted = {"slugs.it": self.slug_it, "slugs.en": self.slug_en, "parent": self.parent}
        self.epoch += 1

    @rx.event(supersedes=True)
    @requires(PublishingPermission.READ)
    async def foresee(self, field: str, value: str) -> None:
        """Says which addresses would lead on to new ones if this field were saved; nothing changes yet."""
        if field in self._wanted:
            self._wanted[field] = value
        async with self._filling(), unit_of_work() as session:
            wanted = self._wanted
            page = await get_edited(session, self.page_id)
            pairs = await foresee_move(session, page, _slugs(wanted), self._parent(wanted))
            self.moved = [MovedRow(before, after) for before, after in pairs]

    @rx.event
    @requires(PublishingPermission.PUBLISH)
    async def save(self, data: dict[str, Any]) -> Any:
        self._start()
        yield
        async with self._filling():
            async with unit_of_work() as session:
                page = await get_edited(session, self.page_id, "publish")
                parent_id = self._parent(data) if get_kind(page.kind).may_nest else KEEP
                await move(session, page.id, slugs=_slugs(data), parent_id=parent_id)
            yield toast_done(_(_MOVED))
            yield PageSettingsState.load
            yield EditorState.refresh

    @rx.event
    @requires(PublishingPermission.PUBLISH)
    async def admit(self, audience: str) -> Any:
        """Who reads the page from now on."""
        async with unit_of_work() as session:
            edited = await get_edited(session, self.page_id, "publish")
            page = await set_audience(session, edited.id, Audience(audience))
        self.audience = page.audience

    def _parent(self, data: dict[str, Any]) -> UUID | None:
        chosen = str(data.get("parent", ""))
        return UUID(chosen) if chosen and chosen in {choice.value for choice in self.parents} else None


def _slugs(data: dict[str, Any]) -> dict[str, str]:
    return {locale: str(data.get(f"slugs.{locale}", "")) for locale in LOCALES}
