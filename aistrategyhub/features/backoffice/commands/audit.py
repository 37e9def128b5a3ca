"""`hub audit`: whether the trail is whole, and how far it goes."""

import asyncio
import json
from dataclasses import asdict
from typing import Annotated, Any

import typer

from aistrategyhub.core.access import Principal, acting_as
from aistrategyhub.features.audit import service
from aistrategyhub.features.tenants.models import Tenant
from aistrategyhub.features.tenants.queries import list_tenants
from aistrategyhub.infra.db import transaction, unit_of_work
from aistrategyhub.infra.installation import connected
from aistrategyhub.infra.migrations import check_state
from aistrategyhub.infra.problems import Problem
from aistrategyhub.infra.settings import load_settings_or_exit

commands = typer.Typer(name="audit", help="The trail of who did what.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="For programs: print JSON.")]


@commands.command("verify")
def verify(
    as_json: AsJson = False,
    anchor: Annotated[
        list[str] | None,
        typer.Option(metavar="SLUG:SEQUENCE:HASH", help="As `hub audit anchor` printed it; may be given again."),
    ] = None,
) -> None:
    """Read every line of every firm and say where a chain does not hold. Exit status 1 when one does not."""
    kept = _read_anchors(anchor or [])
    with connected(load_settings_or_exit()) as settings:
        check_state(settings)
        found = asyncio.run(_verify(kept))
    typer.echo(json.dumps(found, indent=2) if as_json else "\n".join(_line(item) for item in found))
    if any(item["broken_at"] is not None for item in found):
        raise typer.Exit(1)


@commands.command("anchor")
def anchor(as_json: AsJson = False) -> None:
    """Note how far each chain goes, and print it to be kept elsewhere."""
    with connected(load_settings_or_exit()) as settings:
        check_state(settings)
        made = asyncio.run(_anchor())
    lines = (f"{item['tenant']}:{item['sequence']}:{item['hash']}" for item in made)
    typer.echo(json.dumps(made, indent=2) if as_json else "\n".join(lines))


async def _verify(kept: dict[str, dict[int, str]]) -> list[dict[str, Any]]:
    tenants = await _tenants()
    if unknown := kept.keys() - {tenant.slug for tenant in tenants}:
        raise Problem(f"No firm is called {', '.join(sorted(unknown))}.")
    found = []
    for tenant in tenants:
        async with unit_of_work(tenant.id) as session:
            result = await service.verify(session, kept_outside=kept.get(tenant.slug))
        found.append({"tenant": tenant.slug, "holds": result.holds, **asdict(result)})
    return found


async def _anchor() -> list[dict[str, Any]]:
    made = []
    for tenant in await _tenants():
        async with unit_of_work(tenant.id) as session:
            with acting_as(Principal.system(tenant.id)):
                head = await service.anchor(session)
        if head is not None:
            made.append({"tenant": tenant.slug, "sequence": head[0], "hash": head[1]})
    return made


async def _tenants() -> list[Tenant]:
    async with transaction() as session:
        return await list_tenants(session, also_inactive=True)


def _read_anchors(given: list[str]) -> dict[str, dict[int, str]]:
    kept: dict[str, dict[int, str]] = {}
    for text in given:
        slug, _first, rest = text.partition(":")
        sequence, _second, hash = rest.partition(":")
        if not (slug and sequence.isdecimal() and len(hash) == 64):
            raise Problem(f"{text!r} is no anchor.", "hub audit anchor")
        kept.setdefault(slug, {})[int(sequence)] = hash
    return kept


def _line(item: dict[str, Any]) -> str:
    if item["holds"]:
        return f"{item['tenant']}: whole, {item['lines']} lines"
    return f"{item['tenant']}: BROKEN at line {item['broken_at']} ({item['reason']})"
