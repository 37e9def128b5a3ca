"""The rows of the prerenderer's work: requests become pages that are due, rendered pages become rows that are done."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, literal_column, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import new_id
from aistrategyhub.core.paths import split_language
from aistrategyhub.infra.work import retry_delay
from aistrategyhub.prerender.declared import Head
from aistrategyhub.prerender.models import (
    LONGEST_DESCRIPTION,
    LONGEST_ERROR,
    LONGEST_TITLE,
    PageStatus,
    PrerenderedPage,
    PrerenderedThing,
    PrerenderRequest,
    Wish,
)

_PAGES = PrerenderedPage.__table__


@dataclass(frozen=True)
class DuePage:
    """A page to write, or to take away where it `is_gone`. `wanted` is what the file will be true up to."""

    id: UUID
    path: str
    locale: str
    wanted: int
    is_gone: bool
    attempts: int


@dataclass(frozen=True)
class Taken:
    """What the requests said that were taken up: the things that changed, and whether all pages are to be found."""

    things: frozenset[str] = frozenset()
    everything: bool = False


async def take_up(session: AsyncSession) -> Taken:
    """Turns the requests that are committed by now into due pages. The last wish for a path stands."""
    rows = (await session.execute(delete(PrerenderRequest).returning(PrerenderRequest))).scalars().all()
    wishes = [(row.wish, row.name) for row in sorted(rows, key=lambda row: row.id)]
    paths = {name: wish for wish, name in wishes if wish in (Wish.WANT, Wish.DROP)}
    things = frozenset(name for wish, name in wishes if wish is Wish.TOUCH)
    await mark_due(session, [path for path, wish in paths.items() if wish is Wish.WANT])
    await mark_due(session, [path for path, wish in paths.items() if wish is Wish.DROP], is_gone=True)
    if things:
        shown = select(PrerenderedThing.page_id).where(PrerenderedThing.thing.in_(things))
        await session.execute(
            update(PrerenderedPage)
            .where(PrerenderedPage.id.in_(shown), ~PrerenderedPage.is_gone)
            .values(wanted=PrerenderedPage.wanted + 1, **_due_now())
        )
    return Taken(things, any(wish is Wish.ALL for wish, _name in wishes))


async def mark_due(session: AsyncSession, paths: Sequence[str], *, is_gone: bool = False) -> None:
    """Has the pages of these paths written, also new ones; or taken away."""
    rows = [
        {"id": new_id(), "path": path, "locale": split_language(path)[0], "is_gone": is_gone, **_new_row()}
        for path in paths
    ]
    if not rows:
        return
    changes = {"wanted": _PAGES.c.wanted + 1, "is_gone": is_gone, **_due_now()}
    statement = insert(PrerenderedPage).on_conflict_do_update(index_elements=["tenant_id", "path"], set_=changes)
    await session.execute(statement, rows)


async def mark_all_due(session: AsyncSession, *, but_of_build: str = "") -> None:
    """Has every known page written again; with a build, those that were not written for it."""
    await session.execute(
        update(PrerenderedPage)
        .where(PrerenderedPage.build != but_of_build if but_of_build else literal_column("true"))
        .values(wanted=PrerenderedPage.wanted + 1, **_due_now())
    )


async def list_due(session: AsyncSession, limit: int, *, but: Collection[UUID] = ()) -> list[DuePage]:
    """Pages that are due now, those first that were asked for last, without those in work."""
    page = PrerenderedPage
    query = (
        select(page.id, page.path, page.locale, page.wanted, page.is_gone, page.attempts)
        .where(page.status != PageStatus.DONE, page.next_attempt_at <= now(), page.id.notin_(but))
        .order_by(page.wanted_at.desc(), page.path)
        .limit(limit)
    )
    return [DuePage(*row) for row in await session.execute(query)]


async def lock_pages(session: AsyncSession, pages: Iterable[DuePage]) -> dict[UUID, DuePage]:
    """Locks these pages as they are by now, without those of which something newer is written already.

    Until the transaction ends nobody else writes their files.
    """
    taken = {page.id: page for page in pages}
    page = PrerenderedPage
    query = (
        select(page.id, page.path, page.locale, page.wanted, page.is_gone, page.attempts, page.rendered)
        .where(page.id.in_(taken))
        .order_by(page.id)
        .with_for_update()
    )
    return {row.id: DuePage(*row[:6]) for row in await session.execute(query) if row.rendered < taken[row.id].wanted}


@dataclass(frozen=True)
class Written:
    """A page whose file is in place, true up to `page.wanted`. `is_late` when something it shows changed meanwhile."""

    page: DuePage
    head: Head
    things: frozenset[str]
    is_late: bool = False


_MARK_WRITTEN = text(
    """
    UPDATE prerendered_pages SET
        rendered = :up_to, build = :build, wanted = wanted + :again, rendered_at = :at, error = NULL, attempts = 0,
        status = CASE WHEN wanted + :again > :up_to THEN 'pending' ELSE 'done' END,
        title = :title, description = :description, kind = :kind, is_listed = :is_listed,
        alternates = CAST(:alternates AS jsonb), published_at = :published_at, updated_at = :updated_at
    WHERE id = :id
    """
)


async def mark_written(session: AsyncSession, written: Sequence[Written], build: str) -> None:
    """The pages are true up to what was wanted when they were taken, and show these things."""
    if not written:
        return
    at = now()
    await session.execute(
        _MARK_WRITTEN,
        [
            {
                "id": page.page.id,
                "up_to": page.page.wanted,
                "again": int(page.is_late),
                "build": build,
                "at": at,
                **_of_head(page.head),
            }
            for page in written
        ],
    )
    await _remember_things(session, {page.page.id: page.things for page in written})


async def mark_failed(session: AsyncSession, page: DuePage, reason: str) -> None:
    """The page could not be written: it keeps its last file and its reason, and is tried again later and later."""
    attempts = page.attempts + 1
    await session.execute(
        update(PrerenderedPage)
        .where(PrerenderedPage.id == page.id, PrerenderedPage.wanted == page.wanted)
        .values(
            status=PageStatus.FAILED,
            error=reason[:LONGEST_ERROR],
            attempts=attempts,
            next_attempt_at=now() + retry_delay(attempts),
        )
    )


async def forget(session: AsyncSession, pages: Collection[UUID]) -> None:
    """The pages are known no more."""
    await session.execute(delete(PrerenderedPage).where(PrerenderedPage.id.in_(pages)))


async def _remember_things(session: AsyncSession, shown: Mapping[UUID, frozenset[str]]) -> None:
    query = select(PrerenderedThing.id, PrerenderedThing.page_id, PrerenderedThing.thing)
    known = {
        (page, thing): row
        for row, page, thing in await session.execute(query.where(PrerenderedThing.page_id.in_(shown)))
    }
    now_shown = {(page, thing) for page, things in shown.items() for thing in things}
    if old := [known[pair] for pair in known.keys() - now_shown]:
        await session.execute(delete(PrerenderedThing).where(PrerenderedThing.id.in_(old)))
    if new := now_shown - known.keys():
        rows = [{"id": new_id(), "page_id": page, "thing": thing} for page, thing in sorted(new)]
        await session.execute(insert(PrerenderedThing), rows)


def _of_head(head: Head) -> dict[str, Any]:
    return {
        "title": head.title[:LONGEST_TITLE],
        "description": head.description[:LONGEST_DESCRIPTION],
        "kind": head.kind,
        "is_listed": "noindex" not in head.robots,
        "alternates": json.dumps(dict(head.alternates)),
        "published_at": head.published_at,
        "updated_at": head.updated_at,
    }


def _new_row() -> dict[str, Any]:
    return {
        "wanted": 1,
        "rendered": 0,
        "build": "",
        "title": "",
        "description": "",
        "kind": "",
        "is_listed": True,
        "alternates": {},
        **_due_now(),
    }


def _due_now() -> dict[str, Any]:
    return {"status": PageStatus.PENDING, "attempts": 0, "next_attempt_at": now(), "wanted_at": now()}
