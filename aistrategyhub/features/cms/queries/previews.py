"""Preview links of a page and what was said of them, for its editor."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.text import _, mark, moment_label
from aistrategyhub.features.cms.schemas.editor import AnswerLine, PreviewLine
from aistrategyhub.features.publishing.models import Verdict
from aistrategyhub.features.publishing.queries import list_answers, list_previews
from aistrategyhub.features.publishing.schemas import PreviewRow

_OPEN = mark("Valido fino al {until}")
_EXPIRED = mark("Scaduto il {until}")
_REVOKED = mark("Revocato il {when}")
_DRAFT = mark("Bozza del momento, creato il {when}")
_VERSION = mark("Versione {number}, creato il {when}")
_ANYBODY = mark("Chi ha il link")
_VERDICTS = {
    Verdict.APPROVED: (mark("Va bene così"), "action"),
    Verdict.CHANGE_ASKED: (mark("Chiede una modifica"), "waiting"),
}


async def list_preview_lines(session: AsyncSession, page_id: UUID) -> list[PreviewLine]:
    """Every link to the page, the newest first."""
    return [_preview_line(row) for row in await list_previews(session, page_id)]


async def list_answer_lines(session: AsyncSession, page_id: UUID) -> list[AnswerLine]:
    """Everything that was said of the page's previews, the newest first."""
    return [
        AnswerLine(row.name, _(label), tone, row.words, moment_label(row.created_at))
        for row in await list_answers(session, page_id)
        for label, tone in [_VERDICTS[row.verdict]]
    ]


def _preview_line(row: PreviewRow) -> PreviewLine:
    made = moment_label(row.created_at)
    label, tone = _state(row)
    return PreviewLine(
        id=str(row.id),
        recipient=row.recipient or _(_ANYBODY),
        state_label=label,
        state_tone=tone,
        made_label=_(_VERSION, number=row.version, when=made) if row.version else _(_DRAFT, when=made),
        is_open=tone == "action",
    )


def _state(row: PreviewRow) -> tuple[str, str]:
    until = moment_label(row.expires_at)
    if row.revoked_at is not None:
        return _(_REVOKED, when=moment_label(row.revoked_at)), "failed"
    return (_(_OPEN, until=until), "action") if row.expires_at > now() else (_(_EXPIRED, until=until), "neutral")
