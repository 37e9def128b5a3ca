"""Posts, moments and shelves as the owner's screens show them. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from aistrategyhub.core.clock import ROME
from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.text import _, date_label, mark, moment_label, ngettext, number_label, short_date_label
from aistrategyhub.features.blog.schemas.drafts import PostFacts
from aistrategyhub.features.blog.schemas.rows import Act, AuthorRow, Moment, PostRow, ShelfRow
from aistrategyhub.features.blog.schemas.screens import (
    AuthorLine,
    CalendarDay,
    CalendarItem,
    DeskHead,
    PostLine,
    ShelfLine,
)
from aistrategyhub.features.blog.schemas.shelves import Shelf, ShelfKind
from aistrategyhub.features.publishing.models import PublicationStatus as Status

POST_FILTERS: dict[str, tuple[str, tuple[Status, ...], bool]] = {
    "tutti": (mark("Tutti"), (Status.DRAFT, Status.PUBLISHED), False),
    "pubblicati": (mark("Pubblicati"), (Status.PUBLISHED,), False),
    "bozze": (mark("Bozze"), (Status.DRAFT,), False),
    "in-programma": (mark("In programma"), (Status.DRAFT, Status.PUBLISHED), True),
    "archiviati": (mark("Archiviati"), (Status.ARCHIVED,), False),
}
"""By the word of the address: a label, the statuses, and whether only what is planned is shown."""

_TONES = {Status.PUBLISHED: "action", Status.DRAFT: "neutral", Status.ARCHIVED: "neutral", Status.TRASHED: "failed"}
_LABELS = {
    Status.DRAFT: mark("Bozza"),
    Status.PUBLISHED: mark("Pubblicato"),
    Status.ARCHIVED: mark("Archiviato"),
    Status.TRASHED: mark("Nel cestino"),
}
_NO_TITLE = mark("(senza titolo)")
_CHANGED = mark("Pubblicato, con modifiche")
_PLANNED = mark("In programma")
_ACTS = {
    Act.PUBLISH: (mark("va online"), "waiting"),
    Act.UNPUBLISH: (mark("va offline"), "failed"),
    Act.PUBLISHED: (mark("pubblicato"), "action"),
}
_WEEK = 7
_MOST_PARTS = 1_000
_WRONG_PART = mark("Scrivi il numero della parte, da 1 a {most}.")


def post_line(row: PostRow) -> PostLine:
    """A post in the list."""
    label, tone = _standing(row)
    return PostLine(
        id=str(row.id),
        title=row.title or _(_NO_TITLE),
        path=row.path,
        status_label=label,
        status_tone=tone,
        category=row.category_name,
        authors=", ".join(row.author_names),
        when=_when(row),
        plan=_plan(row),
        views=number_label(row.views),
    )


def desk_head(row: PostRow) -> DeskHead:
    """What stands above a post's facts."""
    label, tone = _standing(row)
    return DeskHead(
        str(row.id), row.title or _(_NO_TITLE), row.path, row.status.value, label, tone, _when(row), _plan(row)
    )


def _standing(row: PostRow) -> tuple[str, str]:
    if row.status is Status.PUBLISHED and row.has_changes:
        return _(_CHANGED), "waiting"
    if row.status is Status.DRAFT and row.publish_at:
        return _(_PLANNED), "waiting"
    return _(_LABELS[row.status]), _TONES[row.status]


def _when(row: PostRow) -> str:
    if row.live_at:
        return _("dal {day}", day=short_date_label(row.live_at.astimezone(ROME).date()))
    return _("modificato il {day}", day=short_date_label(row.updated_at.astimezone(ROME).date()))


def _plan(row: PostRow) -> str:
    plans = []
    if row.publish_at:
        plans.append(_("online il {moment} (ora di Roma)", moment=moment_label(row.publish_at)))
    if row.unpublish_at:
        plans.append(_("offline il {moment} (ora di Roma)", moment=moment_label(row.unpublish_at)))
    return "; ".join(plans)


def read_month(text: str, today: date) -> date:
    """The first day of the month that an address names (`2026-12`), or of this one."""
    try:
        month = datetime.strptime(text, "%Y-%m").date()
    except ValueError:
        return today.replace(day=1)
    return month if 2000 <= month.year < 2100 else today.replace(day=1)


def month_after(month: date, steps: int) -> date:
    """The first day of the month so many months later."""
    months = month.year * 12 + month.month - 1 + steps
    return date(months // 12, months % 12 + 1, 1)


def grid_of(month: date) -> tuple[date, date]:
    """The Monday on which the sheet of a month begins, and the Monday after its last day."""
    first = month - timedelta(days=month.weekday())
    last = month_after(month, 1) - timedelta(days=1)
    return first, last + timedelta(days=_WEEK - last.weekday())


def calendar_days(month: date, moments: Sequence[Moment], today: date) -> list[CalendarDay]:
    """The sheet of a month: whole weeks, each day with what happens on it in Rome."""
    first, end = grid_of(month)
    by_day: dict[date, list[CalendarItem]] = {}
    for moment in moments:
        by_day.setdefault(moment.at.astimezone(ROME).date(), []).append(_item(moment))
    days = [first + timedelta(days=step) for step in range((end - first).days)]
    return [
        CalendarDay(date_label(day), day.day, day == today, day.month != month.month, by_day.get(day, []))
        for day in days
    ]


def _item(moment: Moment) -> CalendarItem:
    label, tone = _ACTS[moment.act]
    time = moment.at.astimezone(ROME).strftime("%H:%M")
    return CalendarItem(str(moment.post_id), moment.title or _(_NO_TITLE), time, _(label), tone)


def shelf_line(kind: ShelfKind, row: ShelfRow) -> ShelfLine:
    """A category, a tag or a series in its list."""
    return ShelfLine(
        id=str(row.id),
        name_it=row.name_it,
        name_en=row.name_en,
        slug=row.slug,
        path=Shelf(kind, row.slug).path,
        description_it=row.description_it,
        description_en=row.description_en,
        position=str(row.position),
        posts=posts_label(row.post_count, row.live_count),
        post_count=row.post_count,
    )


def author_line(row: AuthorRow) -> AuthorLine:
    """An author in the list."""
    return AuthorLine(
        id=str(row.id),
        name=row.name,
        slug=row.slug,
        path=Shelf(ShelfKind.AUTHOR, row.slug).path,
        role_it=row.role_it,
        role_en=row.role_en,
        bio_it=row.bio_it,
        bio_en=row.bio_en,
        photo_id=str(row.photo_id or ""),
        links="\n".join(f"{link['label']} | {link['href']}" for link in row.links),
        posts=posts_label(row.post_count, row.live_count),
        post_count=row.post_count,
    )


def posts_label(count: int, live: int) -> str:
    """`3 articoli, 2 online`."""
    return ngettext("{count} articolo, {live} online", "{count} articoli, {live} online", count, live=live)


def read_facts(form: Mapping[str, Any], author_ids: Sequence[str]) -> PostFacts:
    """What was typed beside a post, but its tags. Raises InvalidInput (`series_position`)."""
    told = typed(form, "category", "series", "series_position")
    position = told["series_position"]
    number = int(position) if position.isascii() and position.isdigit() and len(position) < 5 else 0
    if position and not 1 <= number <= _MOST_PARTS:
        raise InvalidInput([FieldError("series_position", "OUT_OF_RANGE", _WRONG_PART, {"most": _MOST_PARTS})])
    return PostFacts(
        category_id=read_id(told["category"]),
        series_id=read_id(told["series"]),
        series_position=number or None,
        author_ids=tuple(filter(None, map(read_id, author_ids))),
    )


def read_links(text: str) -> list[dict[str, str]]:
    """The links of an author, typed a line each: words, a bar, the address. Checked by AuthorDraft."""
    lines = (line for line in text.splitlines() if line.strip())
    parted = (line.rpartition("|") for line in lines)
    return [{"label": (label or href).strip(), "href": href.strip()} for label, _bar, href in parted]


def typed(form: Mapping[str, Any], *names: str) -> dict[str, str]:
    """These controls of a form."""
    return {name: str(form.get(name, "")).strip() for name in names}
