"""Where pages are written: takes up what was asked for, a few batches at a time, until nothing is due."""

import asyncio
import os
import threading
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import UUID

import structlog

from aistrategyhub.core.access import Principal, acting_as
from aistrategyhub.core.clock import now
from aistrategyhub.core.paths import in_language
from aistrategyhub.core.text import LOCALES, speaking
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.prerender import claims, queries, tree
from aistrategyhub.prerender.batches import Batches, Press
from aistrategyhub.prerender.changes import Changes
from aistrategyhub.prerender.claims import DuePage
from aistrategyhub.prerender.compression import packed
from aistrategyhub.prerender.declared import PublicPage
from aistrategyhub.prerender.feeds import write_feeds
from aistrategyhub.prerender.paths import UnservablePath, clean_path
from aistrategyhub.prerender.sites import FindSites, Site
from aistrategyhub.prerender.tree import Tree

log = structlog.get_logger(__name__)

# While one batch is in Node, another asks the database and a third is compressed and written.
_LANES = 3
_BATCH = 64
_THREADS = 8


@dataclass(frozen=True)
class Batch:
    """Pages of one site that are in work, and how many changes had been noted when they were taken."""

    site: Site
    due: Sequence[DuePage]
    tick: int


class Workshop:
    """Writes the pages of every site, each with its `policy`, into the tree of the build that lies in `built`.

    `async with Workshop(...) as workshop: await workshop.work()` does all that is due. Only one may be at work in an
    installation: whoever starts it sees to that.
    """

    def __init__(
        self,
        root: Path,
        built: Path,
        press: Press,
        pages: Sequence[PublicPage],
        find_sites: FindSites,
        *,
        policy: str = "",
    ) -> None:
        self._tree = Tree(root, built.name)
        self._built = built
        self._pages = pages
        self._find_sites = find_sites
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="prerender")
        self._batches = Batches(self._tree, press, pages, policy, self._threads)
        # Taking up requests and marking pages never overlap: a change is either seen by both or by the later.
        self._turn = asyncio.Lock()
        self._in_work: set[UUID] = set()
        self._changes = Changes()
        self._known: dict[UUID, Site] = {}
        self._to_tell: set[UUID] = set()
        self._told_on: dict[UUID, date] = {}
        self._is_tidy = False
        self._to_pack: deque[Path] = deque()
        self._idle_thread = ThreadPoolExecutor(1, initializer=_give_way)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for threads in (self._threads, self._idle_thread):
            threads.shutdown(wait=True, cancel_futures=True)

    async def work(self) -> int:
        """Writes what is due in every site, then what is read about all its pages; how many pages were written.

        The tree is served once it is whole. A page that fails does not hold the others up.
        """
        sites = await self._find_sites()
        for site in sites:
            await self._begin(site)
        async with asyncio.TaskGroup() as lanes:
            working = [lanes.create_task(self._lane(sites)) for _ in range(_LANES)]
        for site in sites:
            await self._tell(site)
        await self._serve(sites)
        return sum(lane.result() for lane in working)

    async def pack(self) -> bool:
        """Makes the next of the pages that were written smaller still, with processor time that nobody else wants;
        False when there is none. One that was written again meanwhile has its turn later."""
        if not self._to_pack:
            return False
        file = self._to_pack.popleft()
        try:
            written_at = file.stat().st_mtime_ns
            part = await asyncio.get_running_loop().run_in_executor(self._idle_thread, _packed_file, file)
            async with self._turn:
                await asyncio.to_thread(self._tree.repack, file, part, written_at=written_at)
        except OSError as error:
            log.info("a page stays as it was written", file=str(file), error=str(error))
        return True

    async def _begin(self, site: Site) -> None:
        """Looks, the first time, whether the tree has the site's pages: one that is new needs all of them."""
        known = self._known.get(site.tenant_id)
        if known != site:
            self._to_tell.add(site.tenant_id)
        if known is None:
            is_new = not self._tree.has(site.tenant_id)
            async with unit_of_work(site.tenant_id) as session:
                await claims.mark_all_due(session, but_of_build="" if is_new else self._tree.build)
            if is_new:
                await asyncio.to_thread(self._tree.keep_assets, self._built)
                await self._discover(site)
                await asyncio.to_thread(self._tree.begin, site.tenant_id)
        self._known[site.tenant_id] = site

    async def _discover(self, site: Site) -> None:
        """Has every page written that exists now, whether it was known or not."""
        found: set[str] = set()
        with acting_as(Principal.system(site.tenant_id)):
            async with unit_of_work(site.tenant_id) as session:
                for page in self._pages:
                    for locale in LOCALES:
                        with speaking(locale):
                            found |= {in_language(path, locale) for path in await page.paths(session)}
                await claims.mark_due(session, _servable(found))

    async def _lane(self, sites: Sequence[Site]) -> int:
        """Batch after batch until nothing is due."""
        written = 0
        while batch := await self._take(sites):
            try:
                with acting_as(Principal.system(batch.site.tenant_id)):
                    await self._write(batch)
            finally:
                self._in_work -= {page.id for page in batch.due}
            written += len(batch.due)
        return written

    async def _take(self, sites: Sequence[Site]) -> Batch | None:
        """Takes up what is asked for by now, and the next pages that are due in any site."""
        async with self._turn:
            for site in sites:
                await self._take_up(site)
                async with unit_of_work(site.tenant_id) as session:
                    due = await claims.list_due(session, _BATCH, but=self._in_work)
                if due:
                    self._in_work |= {page.id for page in due}
                    return Batch(site, due, self._changes.tick)
        return None

    async def _take_up(self, site: Site) -> None:
        async with unit_of_work(site.tenant_id) as session:
            taken = await claims.take_up(session)
        self._changes.note(site.tenant_id, taken.things)
        if taken.everything:
            async with unit_of_work(site.tenant_id) as session:
                await claims.mark_all_due(session)
            await self._discover(site)
            self._to_tell.add(site.tenant_id)

    async def _write(self, batch: Batch) -> None:
        printed = await self._batches.print(batch.site, batch.due)
        tenant = batch.site.tenant_id
        async with self._turn:
            await self._batches.put(batch.site, printed, lambda things: self._changes.since(batch.tick, tenant, things))
        self._to_pack += [self._tree.page(tenant, one.page.path) for one in printed if one.rendered]
        self._to_tell.add(tenant)

    async def _tell(self, site: Site) -> None:
        """Writes what is read about all pages, where one of them changed, and once a day for the dates in it."""
        today = now().date()
        if site.tenant_id not in self._to_tell and self._told_on.get(site.tenant_id) == today:
            return
        async with unit_of_work(site.tenant_id) as session:
            listed = await queries.list_pages_for_readers(session)
        await asyncio.to_thread(write_feeds, self._tree, site, listed)
        self._to_tell.discard(site.tenant_id)
        self._told_on[site.tenant_id] = today

    async def _serve(self, sites: Sequence[Site]) -> None:
        hosts = {host: site.tenant_id for site in sites for host in site.hosts}
        await asyncio.to_thread(self._tree.name_hosts, hosts)
        if not self._is_tidy:
            await asyncio.to_thread(self._tree.clear_away)
            self._is_tidy = True
        if self._tree.is_served:
            return
        before = tree.serving(self._tree.root)
        for site in sites if before else ():
            async with unit_of_work(site.tenant_id) as session:
                for path in await queries.list_failed_paths(session):
                    await asyncio.to_thread(self._tree.carry_over, site.tenant_id, path, before)
        await asyncio.to_thread(self._tree.serve)
        await asyncio.to_thread(self._tree.clear_away)
        log.info("the pages of this build are served", build=self._tree.build, sites=len(sites))


def _servable(paths: set[str]) -> list[str]:
    """The paths that a file can answer; the application answers the others by itself."""
    servable = []
    for path in sorted(paths):
        try:
            servable.append(clean_path(path))
        except UnservablePath:
            log.warning("no file can answer this path", path=path)
    return servable


def _packed_file(file: Path) -> bytes:
    return packed(file.read_bytes())


def _give_way() -> None:
    """Linux counts threads as processes here: everybody else comes first."""
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 19)
