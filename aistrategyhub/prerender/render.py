"""Makes the HTML of one public page, as of now, for one language and one site."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.paths import in_language
from aistrategyhub.core.text import current_locale, speaking
from aistrategyhub.prerender.building import Built
from aistrategyhub.prerender.declared import Head, PublicPage, Shared, Snapshot
from aistrategyhub.prerender.page import check_scripts, finish
from aistrategyhub.prerender.renderer import Renderer
from aistrategyhub.prerender.snapshots import merged, state_of, with_head
from aistrategyhub.prerender.styles import inline_styles


@dataclass(frozen=True)
class Rendered:
    """A page to write: its HTML in UTF-8, the names of the things it shows, and its head for sitemaps and feeds."""

    html: bytes
    things: frozenset[str]
    head: Head


class Press:
    """`async with Press(shared) as press:` renders pages of the last finished build, with one warm Node.

    `shared` is what every page shows.
    """

    def __init__(self, shared: Sequence[Shared] = ()) -> None:
        self._built = Built.last()
        self._renderer = Renderer(self._built.program)
        self._shared = shared

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._renderer.close()

    async def render(
        self, session: AsyncSession, page: PublicPage, params: Mapping[str, str], *, path: str, locale: str, origin: str
    ) -> Rendered | None:
        """The page at `path` (without its language) of the site at `origin`; None when there is no such page.

        Raises RenderingFailed when Node cannot make it, MovedSeam when what it made is not known, ForbiddenScript or
        csp.UnsafePage when the policy of all pages would break it.
        """
        with speaking(locale):
            snapshot = await page.snapshot(session, params)
            if snapshot is None:
                return None
            shown = merged(with_head(page, snapshot), await self._shown_everywhere(session))
            state = state_of(shown, params)
        address = in_language(path, locale)
        html = await self._renderer.html(address, state)
        html = finish(
            html,
            state,
            shown.head,
            path=address,
            origin=origin,
            locale=locale,
            wakes_on=page.query,
            wake=self._built.wake,
        )
        check_scripts(html, self._built.scripts)
        html = inline_styles(html, self._built.sheets)
        return Rendered(html.encode(), shown.things, shown.head)

    async def _shown_everywhere(self, session: AsyncSession) -> list[Snapshot]:
        """What every page shows in the language being spoken, asked for once in a session: pages come in batches."""
        kept: dict[str, list[Snapshot]] = session.info.setdefault("shown_everywhere", {})
        locale = current_locale()
        if locale not in kept:
            kept[locale] = [await shared(session) for shared in self._shared]
        return kept[locale]
