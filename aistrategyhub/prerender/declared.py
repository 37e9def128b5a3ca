"""What a room declares of a public page: its address, what it shows, and the names of the things it shows.

Types only: neither Reflex nor the renderer is imported here, so that every part of a room may read it.
"""

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

WAKE_COOKIE = "wake"
"""A cookie that makes pages wake at once (with the value 1; `wake.js` looks for it by this name).

An application sets it beside its session's, for pages show something else to whoever is signed in. It tells nothing of
anybody and opens nothing: scripts may read it.
"""

COUNT_COOKIE = "cart"
"""A cookie with how many things are in the visitor's cart, which every page shows before it is drawn. Scripts may read
it, and nothing believes it."""

_SEGMENT = re.compile(r"\[\[\.\.\.(?P<rest>\w+)\]\]|\[(?P<one>\w+)\]")


@dataclass(frozen=True)
class Head:
    """What a page says of itself to search engines and to those who share it.

    Addresses are full paths (`/en/servizi/dpia`): rendering makes them absolute. `alternates` are the addresses of the
    same page by language, this one included; without `canonical` the page's own address is. `data` are objects of
    schema.org, in which a value that starts with `/` and stands under `url`, `item`, `image`, `logo` or `@id` is an
    address too. `kind` is Open Graph's; `robots` such as `noindex` is left out when empty.

    `feeds` are the paths of feeds by their title. Of an article, `authors` are the paths of who wrote it, `section` and
    `tags` what it is about.
    """

    title: str = ""
    description: str = ""
    canonical: str = ""
    image: str = ""
    alternates: Mapping[str, str] = field(default_factory=dict)
    data: tuple[Mapping[str, Any], ...] = ()
    robots: str = ""
    site_name: str = ""
    kind: str = "website"
    published_at: datetime | None = None
    updated_at: datetime | None = None
    feeds: Mapping[str, str] = field(default_factory=dict)
    authors: Sequence[str] = ()
    section: str = ""
    tags: Sequence[str] = ()


@dataclass(frozen=True)
class Snapshot:
    """What a page shows at a moment: values of public vars by State, its head, and the names of what it shows.

    `states` is keyed by classes of `rx.State`. `things` are names such as `firm`, `menus`, `service:<id>`: whoever
    changes one of them has the page rendered again.
    """

    states: Mapping[type[Any], Mapping[str, Any]]
    head: Head = Head()
    things: frozenset[str] = frozenset()


Session = AsyncSession
"""What a snapshot function reads from, named here for screens: these import no SQL."""

Shared = Callable[[Session], Awaitable[Snapshot]]
"""What every page shows, such as the firm in the footer, in the language being spoken.

Of its head only `site_name` is taken, where a page's own has none, and `data` and `feeds`, beside those of the page.
"""


@dataclass(frozen=True)
class PublicPage:
    """A page of which HTML files are made, one per address.

    `route` is the page's route as its `Page` declares it. `snapshot(session, params)` is what it shows in the language
    being spoken, None where there is no such page; `paths(session)` the addresses that exist now in that language,
    without its prefix. A page opened with one of the `query` parameters wakes at once, because it shows something else
    then; with any other parameter it stays asleep.
    """

    route: str
    snapshot: Callable[[Session, Mapping[str, str]], Awaitable[Snapshot | None]]
    paths: Callable[[Session], Awaitable[Sequence[str]]]
    query: tuple[str, ...] = ()

    def match(self, path: str) -> dict[str, str] | None:
        """The route's parameters in a path without its language, None where the path is of another route.

        `/servizi/[slug]` finds one segment, `/[[...path]]` all that is left, which may be nothing.
        """
        found = self._pattern.fullmatch(path.rstrip("/") or "/")
        return None if found is None else {name: value or "" for name, value in found.groupdict().items()}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        pattern, end = "", 0
        for segment in _SEGMENT.finditer(self.route):
            before = self.route[end : segment.start()]
            if segment["rest"]:
                pattern += f"{re.escape(before.rstrip('/'))}(?:/(?P<{segment['rest']}>.*))?"
            else:
                pattern += f"{re.escape(before)}(?P<{segment['one']}>[^/]+)"
            end = segment.end()
        return re.compile(pattern + re.escape(self.route[end:]))


def page_at(pages: Iterable[PublicPage], path: str) -> tuple[PublicPage, dict[str, str]] | None:
    """The page that owns a path without its language, with the route's parameters. As in the browser's router, a route
    that names more of its segments comes first."""
    ordered = sorted(pages, key=lambda page: ("[[" in page.route, page.route.count("[")))
    matches = ((page, page.match(path)) for page in ordered)
    return next(((page, params) for page, params in matches if params is not None), None)


def breadcrumbs(*steps: tuple[str, str]) -> dict[str, Any]:
    """The way to a page as schema.org knows it, from its names and full paths, the page itself last."""
    elements = [
        {"@type": "ListItem", "position": position, "name": name, "item": path}
        for position, (name, path) in enumerate(steps, 1)
    ]
    return {"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": elements}
