"""What rooms ask of the prerenderer, in their own transaction: nothing happens before it commits, all of it after."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import new_id
from aistrategyhub.infra.db import tenant_of
from aistrategyhub.infra.shown import count_change
from aistrategyhub.prerender.models import PageStatus, PrerenderedPage, PrerenderRequest, Wish
from aistrategyhub.prerender.paths import clean_path

CHANNEL = "prerender"


async def want(session: AsyncSession, *paths: str) -> None:
    """Has these public pages written, or written again, as soon as the transaction is committed.

    A path is the whole one (`/en/...` where English) and decoded. A page that turns out not to exist is taken away.
    Raises UnservablePath.
    """
    await _ask(session, Wish.WANT, (clean_path(path) for path in paths))


async def drop(session: AsyncSession, *paths: str) -> None:
    """Takes the files of these public pages away as soon as the transaction is committed. Raises UnservablePath."""
    await _ask(session, Wish.DROP, (clean_path(path) for path in paths))


async def touch(session: AsyncSession, *things: str) -> None:
    """Has every page written again that shows one of these things, also one that is being written at this moment."""
    await _ask(session, Wish.TOUCH, things)


async def want_all(session: AsyncSession) -> None:
    """Looks for every page that exists now and has all of them written again."""
    await _ask(session, Wish.ALL, [""])


async def retry(session: AsyncSession, page_id: UUID) -> bool:
    """Has a failed page tried again at once; False when it has not failed."""
    result = await session.execute(
        update(PrerenderedPage)
        .where(PrerenderedPage.id == page_id, PrerenderedPage.status == PageStatus.FAILED)
        .values(attempts=0, next_attempt_at=now(), status=PageStatus.PENDING)
    )
    await _wake(session)
    return result.rowcount == 1


async def _ask(session: AsyncSession, wish: Wish, names: Iterable[str]) -> None:
    rows = [{"id": new_id(), "wish": wish, "name": name, "asked_at": now()} for name in dict.fromkeys(names)]
    if rows:
        await session.execute(insert(PrerenderRequest), rows)
        await _wake(session)
        count_change(session)


async def _wake(session: AsyncSession) -> None:
    await session.execute(select(func.pg_notify(CHANNEL, str(tenant_of(session)))))
