"""Links that show the draft to people without an account, and what they said."""

from typing import Any

import reflex as rx

from aistrategyhub.core.access import requires
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.cms.queries.editor import get_edited
from aistrategyhub.features.cms.queries.previews import list_answer_lines, list_preview_lines
from aistrategyhub.features.cms.schemas.editor import AnswerLine, PreviewLine
from aistrategyhub.features.publishing.permissions import PublishingPermission
from aistrategyhub.features.publishing.queries import PreviewNotFound
from aistrategyhub.features.publishing.service import issue_preview, revoke_preview
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.forms import FormMixin
from aistrategyhub.ui.parts.base import localized
from aistrategyhub.ui.parts.floating import toast_done
from aistrategyhub.ui.parts.passkeys import reveal

LINK_PLACE = "preview_link"
_REVOKED = mark("Il link non apre più l’anteprima.")


class PreviewLinksState(FormMixin, rx.State):
    """Links to the page with what became of them. The address of a new one is told once."""

    links: list[PreviewLine] = []
    answers: list[AnswerLine] = []
    is_told: bool = False

    @rx.event
    @requires(PublishingPermission.READ)
    async def load(self) -> None:
        async with unit_of_work() as session:
            edited = await get_edited(session, self.page_id)
            self.links = await list_preview_lines(session, edited.id)
            self.answers = await list_answer_lines(session, edited.id)
        self.is_told = False

    @rx.event
    @requires(PublishingPermission.EDIT)
    async def issue(self, data: dict[str, Any]) -> Any:
        self._start()
        yield
        async with self._filling():
            days = str(data.get("days", ""))
            async with unit_of_work() as session:
                edited = await get_edited(session, self.page_id, "edit")
                issued = await issue_preview(
                    session,
                    edited.id,
                    days=int(days) if days.isdecimal() else 0,
                    recipient=str(data.get("recipient", "")),
                )
            origin = self.router.url.origin
            yield PreviewLinksState.load
            yield PreviewLinksState.told
            yield reveal(LINK_PLACE, [f"{origin}{localized('/anteprima')}/{issued.token}"])

    @rx.event
    @requires(PublishingPermission.EDIT)
    async def told(self) -> None:
        self.is_told = True

    @rx.event
    @requires(PublishingPermission.EDIT)
    async def revoke(self, link_id: str) -> Any:
        known = read_id(link_id)
        if known is None:
            raise PreviewNotFound
        async with unit_of_work() as session:
            edited = await get_edited(session, self.page_id, "edit")
            await revoke_preview(session, known, of=edited.id)
        yield toast_done(_(_REVOKED))
        yield PreviewLinksState.load
