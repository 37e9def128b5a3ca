"""What a room declares about itself. Types only: core knows neither Reflex nor FastAPI nor typer."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from aistrategyhub.core.access import Permission
from aistrategyhub.core.events import Fact
from aistrategyhub.core.text import mark


class Shell(StrEnum):
    """The frame a page stands in."""

    PUBLIC = "public"
    PORTAL = "portal"
    ADMIN = "admin"
    AUTH = "auth"
    BARE = "bare"


@dataclass(frozen=True)
class Page:
    """One screen. `content` returns only what stands inside the shell; titles are Italian message ids."""

    route: str
    title: str
    content: Callable[[], Any]
    shell: Shell = Shell.PUBLIC
    description: str = ""
    on_load: Sequence[Any] = ()
    permission: Permission | None = None
    outside_production_only: bool = False


class NavGroup(StrEnum):
    """The headings of the owner's navigation, from top to bottom. The value is an Italian message id.

    OVERVIEW, without a heading, is what a day begins with. SALES is what customers ask for and buy, OFFER what is
    sold, SITE every page and picture, BLOG what is written, PEOPLE who may come in and what is theirs, SYSTEM what
    runs and how it is set.
    """

    OVERVIEW = ""
    SALES = mark("Vendite")
    OFFER = mark("Catalogo")
    SITE = mark("Sito")
    BLOG = mark("Blog")
    PEOPLE = mark("Persone e accessi")
    SYSTEM = mark("Sistema")


@dataclass(frozen=True)
class NavEntry:
    """A line of a shell's navigation. `label` is an Italian message id; `icon` a lucide name.

    `group` is the heading it stands under in the admin shell; `order` counts within the group.
    """

    shell: Shell
    label: str
    route: str
    order: int = 100
    icon: str = ""
    permission: Permission | None = None
    group: NavGroup = NavGroup.OVERVIEW


@dataclass(frozen=True)
class Job:
    """Work that a row asks for. `run(session, payload)` is one transaction: done is committed with its effects.

    `every` (seconds) or `cron` (five fields, Europe/Rome) makes the clock insert a row per tenant when due.
    `lease` is how long a run may take before another process may begin it too.
    `give_up(session, payload)` tells whoever waits for a row that its last attempt failed too: it is committed with
    the row's burial, and undone alone when it fails itself.
    One that `gives_way` is long or comes in crowds, and nobody waits for it: its rows are taken when nothing else is
    due, and never fill every place of a process.
    An effect outside the database must carry an idempotency key derived from its own row.
    """

    name: str
    run: Callable[[Any, Mapping[str, Any]], Awaitable[None]]
    every: timedelta | None = None
    cron: str | None = None
    max_attempts: int = 12
    lease: timedelta = timedelta(minutes=2)
    gives_way: bool = False
    give_up: Callable[[Any, Mapping[str, Any]], Awaitable[None]] | None = None


@dataclass(frozen=True)
class Subscriber:
    """A room's reaction to a fact of a lower room. `name` is stable: deliveries are remembered by it."""

    name: str
    fact: type[Fact]
    react: Callable[[Any, Any], Awaitable[None]]


@dataclass(frozen=True)
class Found:
    """A thing that a search found: its name, a word about it, and the page that shows it."""

    label: str
    route: str
    note: str = ""


@dataclass(frozen=True)
class Finder:
    """What the command palette looks for in a room. `kind` is an Italian message id: "Ordini".

    `find(session, q)` runs in the person's name and only for whoever has `permission`; it returns a handful, the best
    first. Without a permission it is for everybody signed in, and finds only what is theirs.
    """

    kind: str
    find: Callable[[Any, str], Awaitable[Sequence[Found]]]
    permission: Permission | None = None


@dataclass(frozen=True)
class Check:
    """A line of `hub doctor`: what a dependency is, and whether it works."""

    name: str
    state: str
    detail: str = ""


@dataclass(frozen=True)
class Feature:
    """A room's declaration: its screens, routes and commands.

    `routers` hang under `/api/v1`, `root_routers` at the root. `prerendered` are the room's pages that are written as
    HTML files (`prerender.declared.PublicPage`), `shared` what it shows on every such page (`Shared`).

    `finders` are what the command palette looks for.

    What runs without screens is found by name in the room's own modules: `jobs.JOBS`,
    `subscribers.SUBSCRIBERS`, `permissions.GRANTS` and the tables of `models`.
    """

    name: str
    pages: Sequence[Page] = ()
    navigation: Sequence[NavEntry] = ()
    routers: Sequence[Any] = ()
    root_routers: Sequence[Any] = ()
    finders: Sequence[Finder] = ()
    prerendered: Sequence[Any] = ()
    shared: Sequence[Any] = ()
    commands: Any = None
    seed: Callable[[Any, "SeedPlan"], Awaitable[None]] | None = None
    checks: Callable[[], Awaitable[Sequence[Check]]] | None = None


@dataclass(frozen=True)
class SeedPlan:
    """How much demo data to make, for which tenant. `scale` 1 is the demo firm, N is N times its volume."""

    tenant_id: UUID
    scale: int = 1
