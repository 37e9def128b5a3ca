"""Where the editor saves: over HTTP and not over the page's socket, so that a lost one loses no words."""

from uuid import UUID

from fastapi import APIRouter

from aistrategyhub.core.access import requires
from aistrategyhub.core.clock import ROME
from aistrategyhub.features.cms.rules.changes import place_of
from aistrategyhub.features.cms.rules.edits import Applied
from aistrategyhub.features.cms.rules.forms import removed_label
from aistrategyhub.features.cms.schemas.edits import (
    ChangeBody,
    CompareBody,
    ComparedBody,
    EditedBody,
    EditsBody,
    UndoBody,
)
from aistrategyhub.features.cms.service.editing import edit_page, edited_content
from aistrategyhub.features.publishing.permissions import PublishingPermission
from aistrategyhub.features.publishing.rules.difference import difference
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, ok

router = APIRouter(tags=["pages"])


@router.post("/admin/pages/{page_id}/edits")
@requires(PublishingPermission.EDIT)
async def save_edits(page_id: UUID, body: EditsBody) -> Envelope[EditedBody]:
    """Saves edits of a draft of any kind. 409 EDITED_MEANWHILE when somebody else has saved it since;
    CHANGED_BY_BOTH among its `details` are the parts that both have changed."""
    async with unit_of_work() as session:
        page, applied = await edit_page(session, page_id, body)
    at = f"{page.draft_saved_at.astimezone(ROME):%H:%M}"
    return ok(EditedBody(revision=page.draft_revision, at=at, opened=applied.opened, undo=_undo(applied)))


@router.post("/admin/pages/{page_id}/edits/compare")
@requires(PublishingPermission.EDIT)
async def compare_edits(page_id: UUID, body: CompareBody) -> Envelope[ComparedBody]:
    """What unsaved edits would change in the draft as it is now. Nothing is saved."""
    async with unit_of_work() as session:
        compared = await edited_content(session, page_id, body)
    model = compared.kind.content
    changes = [
        ChangeBody(where=place_of(one, model), before=one.before, after=one.after)
        for one in difference(compared.present, compared.edited)
    ]
    return ok(ComparedBody(changes=changes))


def _undo(applied: Applied) -> UndoBody | None:
    if not applied.undo:
        return None
    return UndoBody(label=removed_label(applied.removed), edits=applied.undo)
