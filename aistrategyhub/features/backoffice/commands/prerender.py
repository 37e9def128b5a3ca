"""`hub prerender`: has public pages written again by the job processes, and shows how far they are."""

import asyncio
from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from aistrategyhub.core.access import Principal, acting_as
from aistrategyhub.core.feature import Check
from aistrategyhub.features.backoffice.service import write_all_pages
from aistrategyhub.features.tenants.queries import list_tenants
from aistrategyhub.infra import heartbeat
from aistrategyhub.infra.checks import State
from aistrategyhub.infra.db import DatabaseUnavailable, transaction, unit_of_work
from aistrategyhub.infra.installation import connected
from aistrategyhub.infra.migrations import check_state
from aistrategyhub.infra.problems import Problem
from aistrategyhub.infra.settings import get_settings, load_settings_or_exit
from aistrategyhub.prerender import tree
from aistrategyhub.prerender.models import PageStatus
from aistrategyhub.prerender.paths import UnservablePath
from aistrategyhub.prerender.queries import PageCounts, count_pages
from aistrategyhub.prerender.service import want

commands = typer.Typer()

_LOOK_EVERY_SECONDS = 0.2


@commands.command("prerender")
def prerender(
    paths: Annotated[list[str] | None, typer.Argument(metavar="[PATH]...", help="Public paths: /en/servizi.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every public page of every firm.")] = False,
) -> None:
    """Write public pages again, and wait until they are. Exit status 1 when some could not be written."""
    if bool(paths) == everything:
        raise Problem("Which pages: some paths, or all of them?", "hub prerender --all")
    with connected(load_settings_or_exit()) as settings:
        check_state(settings)
        failed = asyncio.run(_write_and_wait(paths or []))
    if failed:
        raise typer.Exit(1)


async def check_public_pages() -> Sequence[Check]:
    """The doctor's line: whether public pages are served as files, and whether all of them could be written."""
    try:
        counts = [await _count(tenant) for tenant in await _tenants()]
    except DatabaseUnavailable:
        return [Check("Public pages", State.WARNING, "unknown: the database does not answer")]
    pages = sum(sum(one.by_status.values()) for one in counts)
    failed, waiting = _failed(counts), _waiting(counts)
    served = tree.serving(get_settings().trees_dir)
    if served is None:
        return [Check("Public pages", State.WARNING, "none is served as a file yet (hub jobs writes them)")]
    state = State.WARNING if failed else State.OK
    said = f"{pages} as files, {waiting} waiting, {failed} failed"
    return [Check("Public pages", state, said + (" (/admin/pubblicazione says why)" if failed else ""))]


async def _write_and_wait(paths: Sequence[str]) -> int:
    """How many pages could not be written."""
    if not await heartbeat.count_alive():
        raise Problem("No job process is running to write the pages.", "hub jobs")
    tenants = await _tenants()
    for tenant in tenants if not paths else tenants[:1]:
        await _ask(tenant, paths)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("Public pages", total=None)
        while True:
            counts = [await _count(tenant) for tenant in tenants]
            total, waiting = sum(sum(one.by_status.values()) for one in counts), _waiting(counts)
            progress.update(task, total=total, completed=max(total - waiting, 0))
            if not waiting:
                break
            await asyncio.sleep(_LOOK_EVERY_SECONDS)
    failed = _failed(counts)
    typer.echo(
        f"{total} public pages" + (f", {failed} could not be written: see /admin/pubblicazione" if failed else "")
    )
    return failed


async def _ask(tenant: UUID, paths: Sequence[str]) -> None:
    with acting_as(Principal.system(tenant)):
        async with unit_of_work(tenant) as session:
            try:
                await (want(session, *paths) if paths else write_all_pages(session))
            except UnservablePath:
                raise Problem(f"Not all of these can be public pages: {' '.join(paths)}") from None


async def _tenants() -> list[UUID]:
    async with transaction() as session:
        return [tenant.id for tenant in await list_tenants(session)]


async def _count(tenant: UUID) -> PageCounts:
    async with unit_of_work(tenant) as session:
        return await count_pages(session)


def _waiting(counts: Sequence[PageCounts]) -> int:
    return sum(one.by_status.get(PageStatus.PENDING, 0) + one.requests for one in counts)


def _failed(counts: Sequence[PageCounts]) -> int:
    return sum(one.by_status.get(PageStatus.FAILED, 0) for one in counts)
