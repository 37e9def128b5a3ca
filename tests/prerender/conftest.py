"""A small site whose pages are rows of the settings table, rendered by a press that needs no build."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import delete, select, text
from sqlalchemy.dialects.postgresql import insert

from aistrategyhub.core.ids import new_id
from aistrategyhub.features.site_settings.models import SiteSetting
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.prerender.declared import Head, PublicPage, Snapshot
from aistrategyhub.prerender.models import PrerenderedPage
from aistrategyhub.prerender.service import drop, touch, want
from aistrategyhub.prerender.sites import Site
from aistrategyhub.prerender.tree import serving
from aistrategyhub.prerender.workshop import Workshop


@dataclass(frozen=True)
class Sheet:
    html: bytes
    things: frozenset[str]
    head: Head


@dataclass
class TestPress:
    """Prints what the snapshot says. `broken` paths cannot be rendered, `poisoned` ones break their transaction, and
    those `on_the_way` wait there."""

    __test__ = False

    broken: set[str] = field(default_factory=set)
    poisoned: set[str] = field(default_factory=set)
    rendered: list[str] = field(default_factory=list)
    on_the_way: Mapping[str, asyncio.Event] = field(default_factory=dict)
    reached: asyncio.Event = field(default_factory=asyncio.Event)

    async def render(self, session, page, params, *, path, locale, origin):
        snapshot = await page.snapshot(session, params)
        if snapshot is None:
            return None
        self.rendered.append(path)
        if path in self.on_the_way:
            self.reached.set()
            await self.on_the_way[path].wait()
        if path in self.poisoned:
            await session.execute(text("SELECT 1 / 0"))
        if path in self.broken:
            raise ZeroDivisionError(path)
        return Sheet(f"<p>{snapshot.head.title}</p>".encode(), snapshot.things, snapshot.head)


async def _snapshot(session, params):
    row = (
        await session.execute(select(SiteSetting.setting_value).where(SiteSetting.setting_key == params["page"]))
    ).scalar_one_or_none()
    if row is None:
        return None
    return Snapshot({}, Head(title=row["text"], kind="article"), frozenset(row["things"]))


async def _paths(session):
    keys = (await session.execute(select(SiteSetting.setting_key))).scalars()
    return [f"/p/{key}" for key in keys]


PAGES = (PublicPage("/p/[page]", _snapshot, _paths),)


@dataclass
class Written:
    """The site under test: what it says and what lies in its tree."""

    root: Path
    built: Path
    tenant: object
    press: TestPress

    def workshop(self, built: str = "build-1") -> Workshop:
        site = self.built / built
        (site / "assets").mkdir(parents=True, exist_ok=True)
        return Workshop(self.root, site, self.press, PAGES, self.sites)

    async def sites(self):
        return [Site(self.tenant, "https://www.example.it", ("www.example.it",), name="Ditta")]

    async def work(self, built: str = "build-1") -> int:
        async with self.workshop(built) as workshop:
            return await workshop.work()

    async def say(self, key: str, words: str, *things: str, ask: bool = True) -> None:
        async with unit_of_work(self.tenant) as session:
            value = {"text": words, "things": list(things)}
            await session.execute(
                insert(SiteSetting)
                .values(id=new_id(), setting_key=key, setting_value=value)
                .on_conflict_do_update(index_elements=["tenant_id", "setting_key"], set_={"setting_value": value})
            )
            if ask:
                await want(session, f"/p/{key}")

    async def unsay(self, key: str) -> None:
        async with unit_of_work(self.tenant) as session:
            await session.execute(delete(SiteSetting).where(SiteSetting.setting_key == key))
            await drop(session, f"/p/{key}")

    async def touch(self, *things: str) -> None:
        async with unit_of_work(self.tenant) as session:
            await touch(session, *things)

    async def row(self, key: str) -> PrerenderedPage | None:
        async with unit_of_work(self.tenant) as session:
            query = select(PrerenderedPage).where(PrerenderedPage.path == f"/p/{key}")
            return (await session.execute(query)).scalar_one_or_none()

    def read(self, key: str) -> str | None:
        tree = serving(self.root)
        file = tree and tree.page(self.tenant, f"/p/{key}")
        return file.read_text() if file and file.exists() else None


@pytest.fixture
def written(tmp_path, committed_tenant) -> Written:
    return Written(tmp_path / "trees", tmp_path / "builds", committed_tenant, TestPress())
