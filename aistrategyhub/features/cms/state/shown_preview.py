"""A page that is not published, as it would be: for whoever holds a link, and beside the editor."""

from typing import Any

import reflex as rx

from aistrategyhub.core.access import public, requires
from aistrategyhub.core.text import _, mark, moment_label
from aistrategyhub.features.cms.queries.drawing import draw
from aistrategyhub.features.cms.queries.editor import get_edited
from aistrategyhub.features.cms.schemas.views import DrawnView
from aistrategyhub.features.publishing.models import Verdict
from aistrategyhub.features.publishing.permissions import PublishingPermission
from aistrategyhub.features.publishing.queries import find_preview
from aistrategyhub.features.publishing.service import answer_preview
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.forms import FormMixin

_HOLDERS = "whoever holds the link may look; its token is checked each time"
_UNTIL = mark("Questa anteprima si può vedere fino al {when}.")
_APPROVED = mark("Grazie: chi ha scritto la pagina saprà che va bene così.")
_ASKED = mark("Grazie: chi ha scritto la pagina leggerà la tua richiesta.")


class DraftViewState(rx.State):
    """The draft in the language of the page, for the frame beside the editor."""

    drawn: DrawnView = DrawnView()
    is_loaded: bool = False

    @rx.event
    @requires(PublishingPermission.READ)
    async def load(self) -> None:
        async with unit_of_work() as session:
            edited = await get_edited(session, self.page_id)
            self.drawn = await draw(session, edited.kind, edited.id, edited.draft)
        self.is_loaded = True


class PreviewState(FormMixin, rx.State):
    """What the holder of a link sees, and may say of it."""

    drawn: DrawnView = DrawnView()
    until_label: str = ""
    is_loaded: bool = False
    is_gone: bool = False
    thanks: str = ""

    @rx.event
    @public(_HOLDERS)
    async def load(self) -> None:
        async with unit_of_work() as session:
            found = await find_preview(session, self.preview_token)
            if found is not None:
                self.drawn = await draw(session, found.kind, found.publication_id, found.content)
                self.until_label = _(_UNTIL, when=moment_label(found.expires_at))
        self.is_gone, self.is_loaded = found is None, True

    @rx.event
    @public(_HOLDERS)
    async def approve(self, data: dict[str, Any]) -> Any:
        yield
        await self._answer(Verdict.APPROVED, data, _APPROVED)

    @rx.event
    @public(_HOLDERS)
    async def ask_change(self, data: dict[str, Any]) -> Any:
        yield
        await self._answer(Verdict.CHANGE_ASKED, data, _ASKED)

    async def _answer(self, verdict: Verdict, data: dict[str, Any], thanks: str) -> None:
        async with self._filling():
            async with unit_of_work() as session:
                await answer_preview(
                    session,
                    self.preview_token,
                    verdict=verdict,
                    name=str(data.get("name", "")),
                    words=str(data.get("words", "")),
                )
            self.thanks = _(thanks)
