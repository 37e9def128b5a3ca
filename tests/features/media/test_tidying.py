"""What the night does: the trash, and what a kill left in the store."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.media import queries, rules, service
from aistrategyhub.features.media.schemas import LibraryFilter, Use
from aistrategyhub.infra import db
from aistrategyhub.infra.db import tenant_of
from aistrategyhub.infra.storage import LocalStorage
from tests.factories import pictures

OLD = now() - timedelta(days=31)


def version_made(days_ago: int) -> UUID:
    """The id of a version as it was made then."""
    moment = int((now() - timedelta(days=days_ago)).timestamp() * 1000)
    return UUID(int=moment << 80 | new_id().int & (1 << 80) - 1)


async def keys(session: AsyncSession, store: LocalStorage) -> set[str]:
    return {key async for key in store.keys(f"{tenant_of(session)}/media")}


async def test_what_nobody_knows_of_is_swept_once_it_is_old(session: AsyncSession, store: LocalStorage) -> None:
    file = (await service.take_in(session, store, pictures.PDF, "a.pdf")).file
    known = await keys(session, store)
    fresh = rules.master_key(tenant_of(session), new_id(), version_made(0), "pdf")
    old = rules.master_key(tenant_of(session), file.id, version_made(2), "pdf")
    foreign = rules.master_key(new_id(), new_id(), version_made(9), "pdf")
    for key in (fresh, old, foreign):
        await store.put(key, b"left by a kill", "application/pdf")
    assert await service.sweep(session, store) == 1
    assert await keys(session, store) == known | {fresh}
    assert await store.exists(foreign)


async def test_what_is_held_is_never_swept_however_old(session: AsyncSession, store: LocalStorage) -> None:
    file = (await service.take_in(session, store, pictures.PDF, "a.pdf")).file
    file.version_id = version_made(400)
    await store.put(rules.master_key(tenant_of(session), file.id, file.version_id, "pdf"), b"x", "application/pdf")
    await session.flush()
    await service.sweep(session, store)
    assert rules.master_key(tenant_of(session), file.id, file.version_id, "pdf") in await keys(session, store)


async def test_the_trash_is_emptied_of_what_is_old_and_unused(session, store, monkeypatch):
    files = [(await service.take_in(session, store, pictures.PDF + b"\n" * n, f"{n}.pdf")).file for n in range(3)]
    used, old, young = files
    used.trashed_at, old.trashed_at, young.trashed_at = OLD, OLD, now()

    async def find(_session: AsyncSession, media_id: UUID) -> list[Use]:
        return [Use("Chi siamo")] if media_id == used.id else []

    monkeypatch.setitem(queries.uses._finders, "prova", find)
    await session.flush()
    assert await service.empty_trash(session, store) == 1
    assert await queries.count_files(session, LibraryFilter(is_in_trash=True)) == 2


async def test_a_file_leaves_the_store_when_its_erasure_is_committed(tenant, session, store):
    async with db.unit_of_work(tenant.id) as making:
        file = (await service.take_in(making, store, pictures.PDF, "a.pdf")).file
    async with db.unit_of_work(tenant.id) as erasing:
        await service.erase(erasing, store, file.id)
        assert await keys(session, store)
    assert await keys(session, store) == set()


async def test_a_picture_replaced_while_its_sizes_are_made_keeps_none_of_the_old(session, store, monkeypatch):
    file = (await service.take_in(session, store, pictures.new_picture("PNG", size=(400, 300)), "a.png")).file
    await session.flush()
    make = service.sizes._make

    async def replaced_meanwhile(storage, tenant_id, media):
        made = await make(storage, tenant_id, media)
        async with service.received(pictures.new_picture("PNG", size=(90, 90)), "b.png") as arrival:
            stored = await service.store(storage, tenant_id, arrival, media_id=media.id)
        await service.replace(session, storage, media.id, stored)
        await session.flush()
        return made

    monkeypatch.setattr(service.sizes, "_make", replaced_meanwhile)
    await service.make_sizes(session, store, file.id)
    view = (await queries.image_views(session, [file.id]))[file.id]
    assert (view.width, view.srcset_webp) == (90, "")
    monkeypatch.undo()
    await service.make_sizes(session, store, file.id)
    view = (await queries.image_views(session, [file.id]))[file.id]
    assert view.srcset_webp.endswith("90w")
