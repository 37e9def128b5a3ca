"""`hub`, the command line. Each command imports what it needs, so that asking for help is quick."""

import asyncio
import json
import multiprocessing
import os
import shutil
import signal
import sys
from dataclasses import asdict
from functools import cache
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from aistrategyhub.core.feature import Check, Feature, SeedPlan
from aistrategyhub.infra.problems import Problem
from aistrategyhub.infra.settings import ROOT, Settings, load_settings_or_exit


class Commands(TyperGroup):
    """The house's own commands, then those of the rooms, which are loaded only when one of them is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        return [*super().list_commands(ctx), *_room_commands()]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        return super().get_command(ctx, cmd_name) or _room_commands().get(cmd_name)


app = typer.Typer(
    name="hub",
    cls=Commands,
    help="Runs and looks after an AIStrategyHub installation.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

privacy = typer.Typer(name="privacy", help="What the product knows about people.", no_args_is_help=True)
app.add_typer(privacy)

AsJson = Annotated[bool, typer.Option("--json", help="For programs: print JSON.")]


@app.command()
def run(dev: Annotated[bool, typer.Option(help="Hot reload of the pages.")] = False) -> None:
    """Start everything: database, Redis, stand-ins, web and jobs. Ctrl-C stops it."""
    from aistrategyhub.infra import start
    from aistrategyhub.infra.logging import configure_logging

    settings = load_settings_or_exit()
    configure_logging(settings, role="supervisor")
    start.run(settings, dev=dev)


@app.command()
def serve(dev: Annotated[bool, typer.Option(help="Hot reload of the pages.")] = False) -> None:
    """Serve pages and API (one of the two processes of an installation)."""
    from aistrategyhub.infra import web_server
    from aistrategyhub.infra.installation import connected
    from aistrategyhub.infra.logging import configure_logging

    settings = load_settings_or_exit()
    configure_logging(settings, role="web")
    with connected(settings, check=False) as settings:
        _refuse_wrong_schema(settings)
        if dev:
            raise typer.Exit(web_server.dev(settings))
        web_server.serve(settings)


@app.command()
def jobs() -> None:
    """Do the work that waits in the database (the other process; any number of them may run)."""
    from aistrategyhub.infra.embedded.process import run_in_foreground
    from aistrategyhub.infra.installation import connected

    command = [sys.executable, "-m", "jobs"]
    settings = load_settings_or_exit()
    needs_servers = settings.uses_embedded_postgres or settings.uses_embedded_redis
    with connected(settings, check=False) as settings:
        _refuse_wrong_schema(settings)
        os.chdir(ROOT)
        if not needs_servers:
            os.execv(sys.executable, command)
        raise typer.Exit(run_in_foreground(command))


@app.command()
def migrate(
    to: Annotated[str, typer.Option(help="The older revision to go back to.")] = "head",
) -> None:
    """Bring the database to the newest schema."""
    from alembic.util import CommandError

    from aistrategyhub.infra import migrations
    from aistrategyhub.infra.installation import connected

    with connected(load_settings_or_exit()) as settings:
        try:
            if to == "head":
                migrations.upgrade(settings)
            else:
                migrations.downgrade(settings, to)
        except CommandError as error:
            migrations.check_state(settings)
            raise Problem(f"The schema cannot reach {to}: {error}.", "hub migrate") from None


@app.command()
def seed(
    scale: Annotated[int, typer.Option(min=1, help="N times the volume, for measurements.")] = 1,
    if_empty: Annotated[bool, typer.Option("--if-empty", help="Only when there is no firm yet.")] = False,
) -> None:
    """Load the demo firm."""
    from aistrategyhub.infra.installation import connected

    with connected(load_settings_or_exit()):
        asyncio.run(_seed(scale, if_empty=if_empty))


@app.command()
def build() -> None:
    """Build the pages for the browser, if their sources changed."""
    from aistrategyhub.infra.frontend import build_if_changed

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    build_if_changed(typer.echo)


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Say of every dependency and key: ok, local stand-in, or what is missing."""
    from aistrategyhub.infra import checks
    from aistrategyhub.infra.installation import connected

    with connected(load_settings_or_exit(), check=False) as settings:
        found: list[Check] = [
            *checks.check_machine(settings),
            *checks.check_postgres(settings),
            checks.check_redis(settings),
            *checks.check_vendors(settings),
            *asyncio.run(_room_checks()),
        ]
    typer.echo(json.dumps([asdict(check) for check in found], indent=2) if as_json else _table(found))
    if any(check.state == checks.State.MISSING for check in found):
        raise typer.Exit(1)


@privacy.command("map")
def privacy_map(
    as_json: AsJson = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="As docs/personal-data.md.")] = False,
) -> None:
    """Say of every table which columns hold personal data, why, and for how long."""
    from aistrategyhub import registry
    from aistrategyhub.infra import data_map

    found = registry.personal_data()
    if as_json:
        typer.echo(json.dumps(data_map.for_programs(found), indent=2))
    else:
        typer.echo(data_map.as_page(found) if markdown else data_map.as_lines(found), nl=not markdown)


@app.command()
def shell() -> None:
    """A Python prompt with the settings and the database at hand."""
    import code

    from aistrategyhub.infra.db import transaction, unit_of_work
    from aistrategyhub.infra.installation import connected

    with connected(load_settings_or_exit()) as settings:
        code.interact(
            banner="settings, transaction(), unit_of_work(tenant_id) and asyncio are here.",
            local={
                "settings": settings,
                "transaction": transaction,
                "unit_of_work": unit_of_work,
                "asyncio": asyncio,
            },
            exitmsg="",
        )


@app.command()
def reset(yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> None:
    """Throw away the local data: database, files, mailbox, stand-ins."""
    from aistrategyhub.infra.running import running_product

    settings = load_settings_or_exit()
    if running := running_product(settings.data_dir):
        raise Problem(f"AIStrategyHub is running in {settings.data_dir}.", f"kill {running['pid']}")
    if settings.data_dir.exists() and not (settings.data_dir / "users.lock").exists():
        raise Problem(f"{settings.data_dir} holds no installation: nothing in it is touched.", "DATA_DIR=... hub reset")
    if not yes:
        typer.confirm(f"Delete everything in {settings.data_dir}?", abort=True)
    shutil.rmtree(settings.data_dir, ignore_errors=True)
    typer.echo(f"{settings.data_dir} is empty: the next start makes a new installation.")


def main() -> None:
    """The `hub` program: a Problem is said in one sentence with the command that mends it, without a traceback."""
    from aistrategyhub.infra.logging import configure_logging

    configure_logging(load_settings_or_exit(), role="cli")
    try:
        app()
    except Problem as problem:
        sys.stderr.write(f"{problem}\n")
        raise SystemExit(problem.exit_status) from None


def _refuse_wrong_schema(settings: Settings) -> None:
    """Ends this process when the program does not fit the database; one that is away may come back later.

    Looks from a process of its own: the migration tool would stay in the memory of a server for ever.
    """
    look = multiprocessing.get_context("fork").Process(target=_look_at_schema, args=(settings,))
    look.start()
    look.join()
    if look.exitcode:
        raise typer.Exit(1)


def _look_at_schema(settings: Settings) -> None:
    from sqlalchemy.exc import OperationalError

    from aistrategyhub.infra.migrations import check_state

    try:
        check_state(settings)
    except OperationalError:
        return
    except Problem as problem:
        sys.exit(str(problem))


async def _seed(scale: int, *, if_empty: bool) -> None:
    """All in one transaction: a first start that is killed halfway leaves no half firm behind."""
    from aistrategyhub.core.access import Principal, acting_as
    from aistrategyhub.features.tenants.queries import first_tenant
    from aistrategyhub.features.tenants.service import create_tenant
    from aistrategyhub.infra.db import enter_tenant, transaction

    async with transaction() as session:
        tenant = await first_tenant(session)
        if tenant is not None and if_empty:
            return
        if tenant is not None and not tenant.is_demo:
            raise Problem(f"{tenant.name} is set up here: demo data would mix with its own.", "DATA_DIR=... hub seed")
        if tenant is None:
            tenant = await create_tenant(session, slug="demo", name="AIStrategyHub Demo", is_demo=True)
        await enter_tenant(session, tenant.id)
        with acting_as(Principal.system(tenant.id)):
            for feature in _features():
                if feature.seed is not None:
                    typer.echo(f"  demo data: {feature.name}")
                    await feature.seed(session, SeedPlan(tenant.id, scale))


def _features() -> tuple[Feature, ...]:
    from aistrategyhub import registry

    return registry.features()


@cache
def _room_commands() -> dict[str, Any]:
    rooms = typer.Typer()
    for feature in _features():
        if feature.commands is not None:
            rooms.add_typer(feature.commands)
    return typer.main.get_group(rooms).commands


async def _room_checks() -> list[Check]:
    return [check for feature in _features() if feature.checks for check in await feature.checks()]


def _table(checks: list[Check]) -> str:
    widths = [max(len(getattr(check, part)) for check in checks) for part in ("name", "state")]
    return "\n".join(
        f"{check.name:{widths[0]}}  {check.state:{widths[1]}}  {check.detail}".rstrip() for check in checks
    )


if __name__ == "__main__":
    main()
