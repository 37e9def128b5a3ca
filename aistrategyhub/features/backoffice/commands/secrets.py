"""`hub secrets`: the keys of what is stored sealed."""

import asyncio
import json
from typing import Annotated, Any

import typer

from aistrategyhub.core.access import Principal, acting_as
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.tenants.queries import list_tenants
from aistrategyhub.infra.db import transaction, unit_of_work
from aistrategyhub.infra.encryption import newest_key_id
from aistrategyhub.infra.installation import connected
from aistrategyhub.infra.migrations import check_state
from aistrategyhub.infra.resealing import count_left, reseal_tenant
from aistrategyhub.infra.settings import load_settings_or_exit

commands = typer.Typer(name="secrets", help="The keys of what is stored sealed.", no_args_is_help=True)


@commands.command("rotate")
def rotate(as_json: Annotated[bool, typer.Option("--json", help="For programs: print JSON.")] = False) -> None:
    """Seal everything with the newest key of FIELD_KEYS. May run while the product does, and again after a crash.

    Exit status 1 when something is sealed with a key that is gone.
    """
    with connected(load_settings_or_exit()) as settings:
        check_state(settings)
        done = asyncio.run(_rotate())
    typer.echo(json.dumps(done, indent=2) if as_json else _summary(done))
    if done["unreadable"] or done["left"]:
        raise typer.Exit(1)


async def _rotate() -> dict[str, Any]:
    async with transaction() as session:
        tenants = await list_tenants(session, also_inactive=True)
    done: dict[str, Any] = {"key": newest_key_id(), "moved": 0, "unreadable": 0, "left": 0}
    for tenant in tenants:
        with acting_as(Principal.system(tenant.id)):
            columns = await reseal_tenant(tenant.id)
            moved, unreadable = (sum(getattr(item, name) for item in columns) for name in ("moved", "unreadable"))
            async with unit_of_work(tenant.id) as session:
                # The line also has the head of the audit chain sealed with the newest key.
                await record(session, "secrets.rotated", "key", key_name=done["key"], moved=moved)
                done["left"] += await count_left(session)
        done["moved"] += moved
        done["unreadable"] += unreadable
    return done


def _summary(done: dict[str, Any]) -> str:
    said = f"{done['moved']} secrets sealed with key {done['key']}."
    if done["unreadable"]:
        said += f" {done['unreadable']} cannot be opened: the key that sealed them is not in FIELD_KEYS."
    return said
