"""The public pages in words that editors understand. Pure."""

from collections.abc import Mapping
from datetime import datetime

from aistrategyhub.core.text import _, ago_label, mark
from aistrategyhub.features.backoffice.schemas import PublicPageRow, WorkChoice, WritingProgress
from aistrategyhub.prerender.models import PageStatus, PrerenderedPage
from aistrategyhub.prerender.queries import PageCounts

WAITING = "in-attesa"
# The parts of the list, by the word in the address.
PAGE_PARTS: Mapping[str, PageStatus] = {
    WAITING: PageStatus.PENDING,
    "non-riuscite": PageStatus.FAILED,
    "scritte": PageStatus.DONE,
}
_PART_LABELS = {
    WAITING: mark("In attesa"),
    "non-riuscite": mark("Non riuscite"),
    "scritte": mark("Pubblicate"),
}
_STATUSES = {
    PageStatus.PENDING: (mark("In attesa"), "waiting"),
    PageStatus.FAILED: (mark("Non riuscita"), "failed"),
    PageStatus.DONE: (mark("Pubblicata"), "action"),
}


def page_row(page: PrerenderedPage, *, now: datetime) -> PublicPageRow:
    """The page as editors read it."""
    label, tone = _STATUSES[page.status]
    is_failed = page.status is PageStatus.FAILED
    return PublicPageRow(
        page_id=str(page.id),
        path=page.path,
        title=page.title,
        status_label=_(label),
        status_tone=tone,
        written_label=ago_label(now - page.rendered_at) if page.rendered_at else _("Mai"),
        error=(page.error or "") if is_failed else "",
        attempts_label=str(page.attempts) if page.attempts else "",
        can_retry=is_failed,
    )


def page_choices(counts: Mapping[PageStatus, int], *, chosen: str) -> list[WorkChoice]:
    """The parts of the list, with how much is in each."""
    return [
        WorkChoice(value=part, label=_(_PART_LABELS[part]), count=counts.get(status, 0), is_chosen=part == chosen)
        for part, status in PAGE_PARTS.items()
    ]


def progress(counts: PageCounts, *, now: datetime) -> WritingProgress:
    """Where the writing stands: one sentence."""
    pages = sum(counts.by_status.values())
    waiting = counts.by_status.get(PageStatus.PENDING, 0) + counts.requests
    if waiting:
        sentence = _("{count} pagine aspettano di essere scritte.", count=waiting)
    elif pages:
        sentence = _("Tutte le {count} pagine sono scritte.", count=pages)
    else:
        sentence = _("Nessuna pagina è ancora stata scritta.")
    last = _("Ultima pagina scritta: {when}.", when=ago_label(now - counts.last)) if counts.last else ""
    return WritingProgress(sentence=sentence, last=last, is_waiting=waiting > 0, counts=dict(counts.by_status))
