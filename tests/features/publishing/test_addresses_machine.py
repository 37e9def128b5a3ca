"""Whatever editors do, in whatever order: no circle, no chain, no two publications on one path, nothing half done."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Principal, acting_as
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.publishing import service
from aistrategyhub.features.publishing.models import Address, Publication, PublicationStatus, Redirect
from aistrategyhub.features.publishing.queries import find_published, find_where_it_went, slugs_above
from aistrategyhub.features.publishing.rules import ALLOWED_NEXT, RedirectLine, public_path
from aistrategyhub.features.publishing.schemas import Redirected
from aistrategyhub.features.tenants.service import create_tenant
from aistrategyhub.infra import db
from aistrategyhub.infra.embedded.postgres import DatabaseUrls, EmbeddedPostgres
from tests.factories.publications import create_note
from tests.harness.database import use_database

SLUGS = st.sampled_from(["a", "b", "c", "À"])
PATHS = st.sampled_from(["/a", "/b", "/a/b", "/b/a", "/c", "/x", "/y", "/en/a", "/en/x"])


class Editors(RuleBasedStateMachine):
    """Editors at work on one firm's site, each act in a transaction of its own."""

    notes = Bundle("notes")
    runner: asyncio.Runner

    @initialize()
    def found(self) -> None:
        self.paths: set[str] = set()
        self.statuses: dict[UUID, PublicationStatus] = {}
        self.tenant = self.runner.run(self._found())

    async def _found(self) -> UUID:
        async with db.transaction() as session:
            return (await create_tenant(session, slug=f"prova-{new_id()}", name="Ditta di prova", is_demo=True)).id

    def do(self, act: Callable[[AsyncSession], Awaitable[Any]]) -> Any:
        """Does something, or is refused; None then."""

        async def attempt() -> Any:
            with acting_as(Principal.system(self.tenant)):
                async with db.unit_of_work() as session:
                    return await act(session)

        try:
            return self.runner.run(attempt())
        except DomainError:
            return None

    @rule(target=notes, slug=SLUGS, parent=st.none() | notes)
    def create(self, slug: str, parent: UUID | None) -> Any:
        made = self.do(lambda session: create_note(session, slug=slug, parent_id=parent))
        return made.id if made else multiple()

    @rule(note=notes)
    def publish(self, note: UUID) -> None:
        self.do(lambda session: service.publish(session, note))

    @rule(note=notes, forward=st.none() | notes | PATHS, act=st.sampled_from(["unpublish", "archive", "trash"]))
    def withdraw(self, note: UUID, forward: UUID | str | None, act: str) -> None:
        if isinstance(forward, UUID):
            where: service.Forward | None = service.Forward(forward)
        else:
            where = service.Forward(path=forward) if forward else None
        self.do(lambda session: getattr(service, act)(session, note, forward=where))

    @rule(note=notes, act=st.sampled_from(["reopen", "restore"]))
    def bring_back(self, note: UUID, act: str) -> None:
        self.do(lambda session: getattr(service, act)(session, note))

    @rule(note=notes, it=SLUGS, en=SLUGS)
    def rename(self, note: UUID, it: str, en: str) -> None:
        self.do(lambda session: service.move(session, note, slugs={"it": it, "en": en}))

    @rule(note=notes, parent=st.none() | notes)
    def move_below(self, note: UUID, parent: UUID | None) -> None:
        self.do(lambda session: service.move(session, note, parent_id=parent))

    @rule(note=consumes(notes))
    def erase(self, note: UUID) -> None:
        self.do(lambda session: service.erase(session, note))

    @rule(source=PATHS, to=PATHS | notes, status=st.sampled_from([301, 302, 410]))
    def redirect(self, source: str, to: UUID | str, status: int) -> None:
        target: dict[str, Any] = {"publication_id": to} if isinstance(to, UUID) else {"target": to}
        self.do(lambda session: service.add_redirect(session, source=source, status=status, **target))

    @rule(lines=st.lists(st.tuples(PATHS, PATHS, st.sampled_from([301, 410])), max_size=4))
    def take_in_a_list(self, lines: list[tuple[str, str, int]]) -> None:
        listed = [RedirectLine(number, *line) for number, line in enumerate(lines, start=1)]
        self.do(lambda session: service.import_redirects(session, listed))

    @rule(source=PATHS)
    def remove_redirect(self, source: str) -> None:
        async def remove(session: AsyncSession) -> None:
            redirect = (
                await session.execute(select(Redirect).where(Redirect.source_key == source))
            ).scalar_one_or_none()
            if redirect is not None:
                await service.remove_redirect(session, redirect.id)

        self.do(remove)

    @invariant()
    def the_site_is_sound(self) -> None:
        if hasattr(self, "tenant"):
            self.do(self._check)

    async def _check(self, session: AsyncSession) -> None:
        publications = {one.id: one for one in (await session.execute(select(Publication))).scalars()}
        addresses = list((await session.execute(select(Address))).scalars())
        sources = set((await session.execute(select(Redirect.source_key))).scalars())
        self._check_statuses(publications)
        current = {address.path for address in addresses if address.is_current}
        assert not current & sources
        for address in addresses:
            if address.is_current:
                await self._check_current(session, address, publications[address.publication_id])
        held = [one for one in publications.values() if one.status is not PublicationStatus.TRASHED]
        assert len(current) == 2 * len(held)
        self.paths |= {address.path for address in addresses} | sources
        for path in self.paths:
            await self._check_no_chain(session, path)

    def _check_statuses(self, publications: dict[UUID, Publication]) -> None:
        for publication in publications.values():
            before = self.statuses.get(publication.id, PublicationStatus.DRAFT)
            assert publication.status is before or publication.status in ALLOWED_NEXT[before]
            self.statuses[publication.id] = publication.status

    async def _check_current(self, session: AsyncSession, address: Address, owner: Publication) -> None:
        slugs = [each[address.locale] for each in await slugs_above(session, owner.id)]
        assert address.path == public_path(address.locale, "", slugs)
        assert owner.status is not PublicationStatus.TRASHED
        bare = address.path.removeprefix("/en") if address.locale == "en" else address.path
        found = await find_published(session, "note", bare, address.locale)
        assert (found is not None and found.publication_id == owner.id) == (owner.status is PublicationStatus.PUBLISHED)

    async def _check_no_chain(self, session: AsyncSession, path: str) -> None:
        found = await find_where_it_went(session, path)
        if isinstance(found, Redirected):
            assert found.to != path
            assert await find_where_it_went(session, found.to) is None


@pytest.fixture
def runner(embedded_postgres: EmbeddedPostgres, migrated: DatabaseUrls) -> Iterator[asyncio.Runner]:
    """A loop on a database of its own, to which everything is committed."""
    use_database(embedded_postgres.fresh_database("editors", template="migrated"))
    with asyncio.Runner() as runner:
        runner.run(db.close_engine())
        yield runner
        runner.run(db.close_engine())


def test_editors_at_work_never_break_an_address(runner: asyncio.Runner) -> None:
    class OnThisDatabase(Editors):
        pass

    OnThisDatabase.runner = runner
    run_state_machine_as_test(
        OnThisDatabase,
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
            derandomize=True,
        ),
    )
