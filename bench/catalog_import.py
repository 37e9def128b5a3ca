"""How many rows of a file the catalogue takes in."""

import asyncio
import resource
import time

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Principal, acting_as
from aistrategyhub.features.catalog.models import BatchStatus
from aistrategyhub.features.catalog.queries.batches import get_batch
from aistrategyhub.features.catalog.service import check_file, create_category, run_import, start_import
from aistrategyhub.features.tenants.queries import first_tenant
from aistrategyhub.infra.db import close_engine, transaction, unit_of_work
from bench.figures import Figure, Section
from bench.lab import Lab

_HOW = (
    "A CSV file of new services with both languages and a price, one in two published, is read and previewed, then"
    " imported in one transaction, as a worker does; then a file that changes the price of each. Each transaction is"
    " rolled back at the end. One process, one connection; the database is the machine's own."
)
_HEADER = (
    "slug;kind;category;vat_class;status;name_it;short_description_it;name_en;short_description_en;price;billing_unit"
)


class _Enough(Exception):
    """Ends the transaction without keeping anything."""


def measure(lab: Lab) -> Section:
    """Rows previewed, imported and changed per second, and what the process grew by."""
    assert lab.database
    count = lab.times(5_000, 500)
    seconds, grown = asyncio.run(_run(count))
    figures = [Figure(f"{act}: rows", count / taken, "per second") for act, taken in seconds.items()]
    return Section("catalog_import", "Import of the catalogue", _HOW, [*figures, Figure("memory grown", grown, "MB")])


async def _run(count: int) -> tuple[dict[str, float], float]:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    async with transaction() as session:
        tenant = await first_tenant(session)
    assert tenant is not None
    seconds: dict[str, float] = {}
    try:
        with acting_as(Principal.system(tenant.id)):
            async with unit_of_work() as session:
                await create_category(session, slug="bench", name_it="Misura", name_en="Measure")
                seconds |= await _import(session, "new", _new_items(count))
                seconds |= await _import(session, "changed", _new_prices(count))
                raise _Enough
    except _Enough:
        pass
    finally:
        await close_engine()
    return seconds, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024


async def _import(session: AsyncSession, act: str, data: bytes) -> dict[str, float]:
    began = time.perf_counter()
    batch = await check_file(session, data, "bench.csv")
    checked = time.perf_counter()
    await start_import(session, batch.id)
    await run_import(session, batch.id)
    imported = time.perf_counter()
    done = await get_batch(session, batch.id)
    assert done.status is BatchStatus.DONE, done.problem
    return {f"{act}, previewed": checked - began, f"{act}, imported": imported - checked}


def _new_items(count: int) -> bytes:
    rows = [
        f"bench-{n};service_fixed;bench;standard;{'published' if n % 2 else 'draft'};Servizio {n};Misura {n}.;"
        f"Service {n};Measure {n}.;{1000 + n},50;once"
        for n in range(count)
    ]
    return "\n".join([_HEADER, *rows]).encode()


def _new_prices(count: int) -> bytes:
    return "\n".join(["slug;price", *(f"bench-{n};{2000 + n},00" for n in range(count))]).encode()
