"""A list of redirects that somebody has in a file: what may be added is, of each other line it is said why not."""

from fastapi import APIRouter, Query, Request

from aistrategyhub.core.access import requires
from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.cms.schemas.redirects import MOST_TOLD, ImportedBody, RefusedLineBody
from aistrategyhub.features.publishing.permissions import PublishingPermission
from aistrategyhub.features.publishing.rules import read_lines
from aistrategyhub.features.publishing.service import import_redirects
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, ok

router = APIRouter(tags=["editor"])

_FILE_BODY = {
    "requestBody": {
        "required": True,
        "description": "The lines: source, target, status (301 when left out), divided by comma, semicolon or tab.",
        "content": {"text/csv": {"schema": {"type": "string"}}},
    }
}
_NO_TEXT = mark("Il file non è un testo: salvalo come CSV.")
_NO_LINES = mark("Il file non contiene nessun reindirizzamento.")


@router.post("/admin/redirects/import", openapi_extra=_FILE_BODY, summary="Redirects from a file")
@requires(PublishingPermission.REDIRECT)
async def import_from_file(
    request: Request, name: str = Query(default="", max_length=300), rehearse: bool = False
) -> Envelope[ImportedBody]:
    """Adds the lines that may be added. With `rehearse` nothing is kept: the answer says what would be."""
    lines = read_lines(_text(await request.body()))
    if not lines:
        raise InvalidInput([FieldError("lines", "NO_LINES", _NO_LINES)])
    async with unit_of_work() as session:
        trial = await session.begin_nested()
        report = await import_redirects(session, lines)
        if rehearse:
            await trial.rollback()
    refused = [
        RefusedLineBody(line=number, message=_(error.sentence, **error.values))
        for number, error in report.refused[:MOST_TOLD]
    ]
    body = ImportedBody(added=report.added, refused=len(report.refused), is_rehearsal=rehearse, lines=refused)
    return ok(body)


def _text(body: bytes) -> str:
    """The file as text: UTF-8, else as spreadsheets of Windows write it."""
    if b"\x00" in body:
        raise InvalidInput([FieldError("lines", "NOT_A_TEXT", _NO_TEXT)])
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("cp1252", errors="replace")
