"""The building as planned: who imports whom, the order of the rooms, rights on every route, jobs without screens."""

import configparser
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from fastapi import APIRouter

from aistrategyhub import registry
from aistrategyhub.core.access import public
from aistrategyhub.infra.http.api import UnguardedRoute, build_api, guarded_routes
from aistrategyhub.infra.settings import ROOT

_JOBS_ALONE = """
import sys
from sqlalchemy.orm import configure_mappers
import jobs.__main__
from aistrategyhub import registry
assert registry.jobs() and registry.subscribers()
configure_mappers()
print(*sorted({name.partition(".")[0] for name in sys.modules} & {"reflex", "reflex_base", "fastapi", "granian"}))
"""


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
    return subprocess.run(
        [sys.executable, "-c", command, "--no-cache"], cwd=folder, capture_output=True, text=True, timeout=120
    )


def test_everybody_imports_only_what_the_plan_allows() -> None:
    linted = lint_imports(ROOT)
    assert linted.returncode == 0, linted.stdout
    assert "0 broken" in linted.stdout


@pytest.mark.parametrize(
    ("planted", "line", "contract"),
    [
        ("core/money.py", "import aistrategyhub.infra.db", "The building: floors stack downwards"),
        ("features/orders/rules.py", "import aistrategyhub.features.payments.rules", "Rooms call down"),
        ("features/invoicing/service/issuing.py", "import stripe", "Vendor SDKs are imported only in integrations"),
        ("features/mailing/service.py", "import reflex", "The domain does not know Reflex"),
        ("features/orders/helpers.py", "", "Inside a room, screens call down"),
    ],
)
def test_a_planted_import_is_caught(tmp_path: Path, planted: str, line: str, contract: str) -> None:
    for name in ("aistrategyhub", "jobs"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / ".importlinter", tmp_path)
    with (tmp_path / "aistrategyhub" / planted).open("a") as file:
        file.write(f"\n{line}\n")
    linted = lint_imports(tmp_path)
    assert linted.returncode == 1
    [broken] = [said for said in linted.stdout.splitlines() if said.endswith("BROKEN")]
    assert broken.startswith(contract)


def test_rooms_are_listed_from_the_lowest_up_as_in_the_plan() -> None:
    plan = configparser.ConfigParser()
    plan.read(ROOT / ".importlinter")
    floors = plan["importlinter:contract:rooms"]["layers"].split("\n")[::-1]
    floor_of = {room.strip(" ()"): number for number, floor in enumerate(floors) for room in floor.split("|")}
    listed = [floor_of[room] for room in registry.ROOMS]
    assert listed == sorted(listed)
    assert len(registry.ROOMS) == len(set(registry.ROOMS))
    built = {folder.parent.name for folder in (ROOT / "aistrategyhub" / "features").glob("*/__init__.py")}
    assert built == set(registry.ROOMS)


def test_every_route_of_every_room_says_who_may_call_it() -> None:
    routers = [router for feature in registry.features() for router in (*feature.routers, *feature.root_routers)]
    marks = {route.path: mark for route, mark in guarded_routes(routers)}
    assert len(marks) > 10
    assert None not in marks.values()


def test_a_route_that_does_not_say_it_stops_the_start() -> None:
    naked, outer = APIRouter(), APIRouter()

    @naked.get("/naked")
    async def anybody() -> None: ...

    @outer.get("/dressed")
    @public("for this test")
    async def everybody() -> None: ...

    outer.include_router(naked, prefix="/below")
    for routers, root_routers in (([naked], []), ([], [naked])):
        with pytest.raises(UnguardedRoute, match="/naked"):
            build_api(routers, root_routers)
    with pytest.raises(UnguardedRoute):
        build_api([outer], [])


def test_jobs_run_without_screens_and_web_servers() -> None:
    done = subprocess.run([sys.executable, "-c", _JOBS_ALONE], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []


def test_whoever_is_limited_is_counted_by_their_line() -> None:
    """One line has the 2^64 addresses of its /64: each would have a limit of its own."""
    lines = [
        f"{file.relative_to(ROOT)}: {line.strip()}"
        for file in sorted((ROOT / "aistrategyhub" / "features").rglob("*.py"))
        for line in file.read_text().splitlines()
        if "hit_or_refuse(" in line and "client_ip" in line
    ]
    assert lines
    assert [line for line in lines if "caller_at(" not in line] == []
