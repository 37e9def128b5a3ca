"""One batch of pages: looked at, rendered, compressed, and put in place under their rows' locks."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from html import escape
from typing import Any, Protocol

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.paths import split_language
from aistrategyhub.infra.db import DatabaseUnavailable, unit_of_work
from aistrategyhub.prerender import claims, tree
from aistrategyhub.prerender.claims import DuePage, Written
from aistrategyhub.prerender.compression import compressed
from aistrategyhub.prerender.declared import Head, PublicPage, page_at
from aistrategyhub.prerender.sites import Site
from aistrategyhub.prerender.styles import allowing_styles
from aistrategyhub.prerender.tree import Tree

log = structlog.get_logger(__name__)


class Rendered(Protocol):
    """A page to write: its HTML in UTF-8, the names of the things it shows, and its head."""

    html: bytes
    things: frozenset[str]
    head: Head


class Press(Protocol):
    """What makes a page's HTML (`render.Press`)."""

    def render(
        self, session: AsyncSession, page: PublicPage, params: Mapping[str, str], *, path: str, locale: str, origin: str
    ) -> Awaitable[Rendered | None]: ...


@dataclass(frozen=True)
class Printed:
    """What became of a page: its HTML in every encoding, nothing because there is no such page, or why not."""

    page: DuePage
    rendered: Rendered | None = None
    html: bytes = b""
    encodings: Mapping[str, bytes] | None = None
    error: str = ""


class Batches:
    """Writes pages of one tree. `threads` compress and write; nothing here decides what is due."""

    def __init__(
        self, files: Tree, press: Press, pages: Sequence[PublicPage], policy: str, threads: ThreadPoolExecutor
    ) -> None:
        self._tree = files
        self._policy = policy
        self._press = press
        self._pages = pages
        self._threads = threads

    async def print(self, site: Site, due: Sequence[DuePage]) -> list[Printed]:
        """The pages as they are now. A page that fails says why and spoils no other."""
        left, printed = deque(due), []
        while left:
            try:
                async with unit_of_work(site.tenant_id) as session:
                    while left:
                        printed.append(await self._print(session, site, left[0]))
                        left.popleft()
            except DatabaseUnavailable:
                raise
            except Exception as error:
                page = left.popleft()
                log.warning("page not rendered", path=page.path, error=_reason(error))
                printed.append(Printed(page, error=_reason(error)))
        return list(await asyncio.gather(*map(self._compress, printed)))

    async def put(self, site: Site, printed: Sequence[Printed], is_late: Callable[[frozenset[str]], bool]) -> None:
        """Puts the pages in place and marks their rows, unless something newer is there already.

        `is_late` says whether one of these things changed since the pages were looked at.
        """
        async with unit_of_work(site.tenant_id) as session:
            held = await claims.lock_pages(session, [one.page for one in printed])
            live = [one for one in printed if one.page.id in held]
            gone = [one for one in live if _has_gone(one, held[one.page.id])]
            kept = [one for one in live if (one.rendered or one.error) and not held[one.page.id].is_gone]
            outcomes = await asyncio.gather(*(self._in_thread(self._put_one, site, one) for one in kept))
            await asyncio.gather(*(self._in_thread(self._remove_one, site, one) for one in gone))
            await claims.forget(session, [one.page.id for one in gone])
            written = [
                Written(one.page, one.rendered.head, one.rendered.things, is_late(one.rendered.things))
                for one, error in zip(kept, outcomes, strict=True)
                if one.rendered and not error
            ]
            await claims.mark_written(session, written, self._tree.build)
            for one, error in zip(kept, outcomes, strict=True):
                if error:
                    await claims.mark_failed(session, one.page, error)

    async def _print(self, session: AsyncSession, site: Site, page: DuePage) -> Printed:
        path = split_language(page.path)[1]
        found = None if page.is_gone else page_at(self._pages, path)
        if found is None:
            return Printed(page)
        declared, params = found
        rendered = await self._press.render(
            session, declared, params, path=path, locale=page.locale, origin=site.origin
        )
        return Printed(page, rendered)

    async def _compress(self, one: Printed) -> Printed:
        if one.rendered is None:
            return one
        html = with_policy(one.rendered.html, self._policy)
        return replace(one, html=html, encodings=await self._in_thread(compressed, html))

    def _put_one(self, site: Site, one: Printed) -> str:
        """Why the page could not be put in place; empty when it is there."""
        if one.error:
            return one.error
        assert one.encodings is not None
        try:
            file = self._tree.page(site.tenant_id, one.page.path)
            self._tree.write(file, one.html, one.encodings)
        except OSError as error:
            log.error("page not written", path=one.page.path, error=_reason(error))
            return _reason(error)
        return ""

    def _remove_one(self, site: Site, one: Printed) -> None:
        tree.remove_everywhere(self._tree.root, site.tenant_id, one.page.path)

    async def _in_thread(self, do: Callable[..., Any], *arguments: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._threads, do, *arguments)


def with_policy(html: bytes, policy: str) -> bytes:
    """The page with its content policy in it, its own styles allowed, so that whoever serves the file need not know it.

    Who may frame a page is for a header to say: browsers ignore it here, and complain.
    """
    allowed = allowing_styles(policy, html.decode())
    directives = [part for part in allowed.split("; ") if not part.startswith("frame-ancestors")]
    tag = f'<meta http-equiv="Content-Security-Policy" content="{escape("; ".join(directives), quote=False)}"/>'
    return html.replace(b"<head>", b"<head>" + tag.encode(), 1) if policy else html


def _has_gone(one: Printed, now_held: DuePage) -> bool:
    """Whether there is no such page, as of the last time that somebody asked for it."""
    return not one.error and one.rendered is None and now_held.wanted == one.page.wanted


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror} ({error.errno})"
    return f"{type(error).__name__}: {error}"
