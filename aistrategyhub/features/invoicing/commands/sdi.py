"""`hub sdi`: brings receipts that people fetched, and tells the rehearsal how to behave."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated, Any, TypeVar
from uuid import UUID

import typer

from aistrategyhub.core import clock
from aistrategyhub.features.invoicing.service import channel_of, take_receipt
from aistrategyhub.features.tenants.queries import first_tenant
from aistrategyhub.infra.db import transaction, unit_of_work
from aistrategyhub.infra.installation import connected
from aistrategyhub.infra.problems import Problem
from aistrategyhub.infra.settings import load_settings_or_exit
from aistrategyhub.integrations.sdi.receipts import LARGEST_ARCHIVE
from aistrategyhub.integrations.sdi.rehearsal import Rehearsal, Switches

Outcome = TypeVar("Outcome")

sdi = typer.Typer(name="sdi", help="Files on their way through the Sistema di Interscambio.", no_args_is_help=True)


@sdi.command("receive")
def receive(files: Annotated[list[Path], typer.Argument(help="Receipts as SdI wrote them: XML, or a zip.")]) -> None:
    """Keep receipts that were fetched by hand, for instance from Fatture e Corrispettivi, and do what they say."""
    contents = [(path.name, _read(path)) for path in files]
    with connected(load_settings_or_exit()):
        kept = asyncio.run(_for_first_firm(lambda tenant_id: _take(tenant_id, contents)))
    typer.echo(f"{kept} new, {len(contents) - kept} known already")


@sdi.command("rehearse")
def rehearse(
    delay: Annotated[float | None, typer.Option(help="Seconds before the first receipt.")] = None,
    step: Annotated[float | None, typer.Option(help="Seconds between two receipts.")] = None,
    day: Annotated[float | None, typer.Option(help="How many seconds a day of its deadlines lasts.")] = None,
    duplicate: Annotated[bool | None, typer.Option(help="Every receipt comes twice.")] = None,
    reorder: Annotated[bool | None, typer.Option(help="The last receipt comes first.")] = None,
    lose: Annotated[bool | None, typer.Option(help="No receipt comes.")] = None,
    corrupt: Annotated[bool | None, typer.Option(help="A broken copy comes before each receipt.")] = None,
    down: Annotated[bool | None, typer.Option(help="It takes no file.")] = None,
    reset: Annotated[bool, typer.Option("--reset", help="Behave well again first.")] = False,
) -> None:
    """Say how the local SdI behaves with the files it gets from now on, and print it."""
    asked = {
        "delay": delay,
        "step": step,
        "day": day,
        "duplicate": duplicate,
        "reorder": reorder,
        "lose": lose,
        "corrupt": corrupt,
        "is_down": down,
    }
    changes = {name: value for name, value in asked.items() if value is not None}
    with connected(load_settings_or_exit()):
        switches = asyncio.run(_for_first_firm(lambda tenant_id: _switch(tenant_id, changes, reset=reset)))
    typer.echo(json.dumps(asdict(switches), indent=2))


async def _for_first_firm(act: Callable[[UUID], Awaitable[Outcome]]) -> Outcome:
    async with transaction() as session:
        tenant = await first_tenant(session)
    if tenant is None:
        raise Problem("No firm is set up here.", "hub setup")
    return await act(tenant.id)


async def _take(tenant_id: UUID, contents: Sequence[tuple[str, bytes]]) -> int:
    async with unit_of_work(tenant_id) as session:
        return sum([await take_receipt(session, name, content, clock.now()) for name, content in contents])


async def _switch(tenant_id: UUID, changes: dict[str, Any], *, reset: bool) -> Switches:
    async with unit_of_work(tenant_id) as session:
        channel = await channel_of(session)
    if not isinstance(channel, Rehearsal):
        raise Problem("The files of this firm do not go to the rehearsal.", "SDI_CHANNEL=rehearsal")
    switches = replace(Switches() if reset else channel.switches(), **changes)
    channel.switch(switches)
    return switches


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_ARCHIVE:
            raise Problem(f"{path} is too large for a receipt.")
        return path.read_bytes()
    except OSError as error:
        raise Problem(f"{path} cannot be read: {error.strerror}.") from None
