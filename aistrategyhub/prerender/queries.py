"""Reads of the prerenderer's tables."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.prerender.models import PageStatus, PrerenderedPage, PrerenderRequest, Wish


async def list_requests(session: AsyncSession) -> list[tuple[Wish, str]]:
    """What was asked for and is not taken up yet, oldest first."""
    query = select(PrerenderRequest.wish, PrerenderRequest.name).order_by(PrerenderRequest.id)
    return list((await session.execute(query)).tuples())


@dataclass(frozen=True)
class ListedPage:
    """A page as sitemaps and feeds name it. `alternates` are its addresses by language."""

    path: str
    locale: str
    title: str
    description: str
    kind: str
    alternates: Mapping[str, str]
    published_at: datetime | None
    changed_at: datetime | None


async def list_pages_for_readers(session: AsyncSession) -> list[ListedPage]:
    """Every page that was written and that search engines may list, by path."""
    page = PrerenderedPage
    changed_at = func.coalesce(page.updated_at, page.published_at)
    query = (
        select(
            page.path,
            page.locale,
            page.title,
            page.description,
            page.kind,
            page.alternates,
            page.published_at,
            changed_at,
        )
        .where(page.rendered > 0, page.is_listed, ~page.is_gone)
        .order_by(page.path)
    )
    return [ListedPage(*row) for row in await session.execute(query)]


async def list_failed_paths(session: AsyncSession) -> list[str]:
    """The paths of the pages that could not be written the last time."""
    query = select(PrerenderedPage.path).where(PrerenderedPage.status == PageStatus.FAILED)
    return list((await session.execute(query)).scalars())


async def written_among(session: AsyncSession, paths: Collection[str]) -> set[str]:
    """Which of these public paths a file answers, as far as the tables know."""
    query = select(PrerenderedPage.path).where(
        PrerenderedPage.path.in_(paths), PrerenderedPage.status == PageStatus.DONE, PrerenderedPage.is_gone.is_(False)
    )
    return set((await session.execute(query)).scalars())


@dataclass(frozen=True)
class PageCounts:
    """How many pages are in which status, how many requests nobody took up yet, and when a page was written last."""

    by_status: Mapping[PageStatus, int]
    requests: int
    last: datetime | None


async def count_pages(session: AsyncSession) -> PageCounts:
    """Where the tenant's pages stand."""
    page = PrerenderedPage
    rows = (await session.execute(select(page.status, func.count()).group_by(page.status))).tuples()
    requests = select(func.count()).select_from(PrerenderRequest).scalar_subquery()
    waiting, last = (await session.execute(select(requests, func.max(page.rendered_at)))).one()
    return PageCounts(dict(rows.all()), waiting, last)


@dataclass(frozen=True)
class WrittenPage:
    """What became of an address that should be written. It is pending until a file shows what was last asked for."""

    path: str
    status: PageStatus
    error: str = ""
    rendered_at: datetime | None = None


async def find_written_pages(session: AsyncSession, paths: Sequence[str]) -> list[WrittenPage]:
    """The state of each of these whole public paths, in their order."""
    asked = select(PrerenderRequest.name).where(PrerenderRequest.name.in_(paths), PrerenderRequest.wish == Wish.WANT)
    waiting = set((await session.execute(asked)).scalars())
    pages = (await session.execute(select(PrerenderedPage).where(PrerenderedPage.path.in_(paths)))).scalars()
    known = {page.path: page for page in pages}
    return [_written(path, known.get(path), path in waiting) for path in paths]


def _written(path: str, page: PrerenderedPage | None, is_asked_for: bool) -> WrittenPage:
    if page is None or is_asked_for:
        return WrittenPage(path, PageStatus.PENDING)
    return WrittenPage(path, page.status, page.error or "", page.rendered_at)
