"""Pages, redirects and the trash as rows of their lists. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from aistrategyhub.core.text import LOCALES, _, mark, moment_label
from aistrategyhub.features.cms.rules.editor import STATUS_TONES
from aistrategyhub.features.cms.schemas.editor import ChoiceRow, PageRow
from aistrategyhub.features.publishing.models import PublicationStatus as Status
from aistrategyhub.features.publishing.rules import STATUS_LABELS
from aistrategyhub.features.publishing.schemas import PublicationRow

PAGE_FILTERS: dict[str, tuple[str, tuple[Status, ...]]] = {
    "tutte": (mark("Tutte"), (Status.DRAFT, Status.PUBLISHED)),
    "pubblicate": (mark("Pubblicate"), (Status.PUBLISHED,)),
    "bozze": (mark("Bozze"), (Status.DRAFT,)),
    "archiviate": (mark("Archiviate"), (Status.ARCHIVED,)),
}

_CHANGED = mark("Pubblicata, con modifiche")
_PLANNED = mark("In programma")
_BY = mark("{when}, {who}")
_NO_TITLE = mark("(senza titolo)")
_TOP = mark("Nessuna: sta in cima")
_INDENT = "\u2003"


def page_rows(
    rows: Sequence[PublicationRow], names: Mapping[UUID, str], locale: str, *, nested: bool = False
) -> list[PageRow]:
    """The pages as a list shows them; `nested` puts each under its parent."""
    placed = _nested(rows) if nested else ((row, 0) for row in rows)
    return [_page_row(row, names, locale, depth) for row, depth in placed]


def parent_choices(rows: Sequence[PublicationRow], without: UUID | None = None) -> list[ChoiceRow]:
    """The pages that another may stand under, the top first; `without` and all below it are left out."""
    below: set[UUID] = set()
    choices = [ChoiceRow("", _(_TOP))]
    for row, depth in _nested(rows):
        if row.id == without or row.parent_id in below:
            below.add(row.id)
            continue
        choices.append(ChoiceRow(str(row.id), _INDENT * depth + (row.title or _(_NO_TITLE))))
    return choices


def page_choices(rows: Sequence[PublicationRow]) -> list[ChoiceRow]:
    """Every page, each under its parent."""
    return [ChoiceRow(str(row.id), _INDENT * depth + (row.title or _(_NO_TITLE))) for row, depth in _nested(rows)]


def changed_label(at: datetime, by: UUID | None, names: Mapping[UUID, str]) -> str:
    """`21 nov 2026, 10:05, Anna Neri`; without a name where nobody is known."""
    name = names.get(by) if by else None
    return _(_BY, when=moment_label(at), who=name) if name else moment_label(at)


def _page_row(row: PublicationRow, names: Mapping[UUID, str], locale: str, depth: int) -> PageRow:
    label, tone = _(STATUS_LABELS[row.status]), STATUS_TONES[row.status]
    if row.has_changes:
        label, tone = _(_CHANGED), "waiting"
    elif row.publish_at is not None:
        label, tone = _(_PLANNED), "waiting"
    return PageRow(
        id=str(row.id),
        title=row.title or _(_NO_TITLE),
        path=row.paths.get(locale, ""),
        status_label=label,
        status_tone=tone,
        locales=" ".join(each.upper() for each in LOCALES if each in row.locales),
        changed_label=changed_label(row.updated_at, row.updated_by, names),
        depth=depth,
    )


def _nested(rows: Sequence[PublicationRow]) -> Iterator[tuple[PublicationRow, int]]:
    """Parents before their children, with their depth; what has lost its parent stands at the top."""
    known = {row.id for row in rows}
    children: dict[UUID | None, list[PublicationRow]] = {}
    for row in rows:
        children.setdefault(row.parent_id if row.parent_id in known else None, []).append(row)
    waiting = [(row, 0) for row in reversed(children.get(None, []))]
    while waiting:
        row, depth = waiting.pop()
        yield row, depth
        waiting += [(child, depth + 1) for child in reversed(children.get(row.id, []))]
