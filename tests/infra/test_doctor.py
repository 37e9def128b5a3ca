import ctypes
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from aistrategyhub.core.feature import Check
from aistrategyhub.infra import checks
from aistrategyhub.infra.checks import State
from aistrategyhub.infra.embedded.redis import EmbeddedRedis
from aistrategyhub.infra.running import the_only_one
from aistrategyhub.infra.settings import ROOT, Settings


def settings(**values: object) -> Settings:
    return Settings.model_construct(**(Settings.model_construct().model_dump() | values))


def states(found: list[Check]) -> dict[str, str]:
    return {check.name: check.state for check in found}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, {"Payments": State.STAND_IN, "Mail": State.STAND_IN, "Embeddings": State.OK, "Files": State.OK}),
        (
            {"stripe_secret_key": "sk_test_1", "smtp_host": "mail.example.it"},
            {"Payments": State.OK, "Mail": State.OK, "Embeddings": State.OK, "Files": State.OK},
        ),
        (
            {"environment": "production"},
            {"Payments": State.MISSING, "Mail": State.MISSING, "Embeddings": State.OK, "Files": State.OK},
        ),
    ],
)
def test_vendors_are_real_stood_in_for_or_missing(given, expected):
    assert states(checks.check_vendors(Settings(_env_file=None, **given))) == expected


def test_a_missing_library_comes_with_the_command_that_installs_it(monkeypatch, tmp_path):
    real = ctypes.CDLL

    def without_pango(name: str) -> ctypes.CDLL:
        if name.startswith("libpango-"):
            raise OSError
        return real(name)

    monkeypatch.setattr(checks.ctypes, "CDLL", without_pango)
    found = {check.name: check for check in checks.check_machine(settings(data_dir=tmp_path))}

    assert found["System libraries"] == Check(
        "System libraries", State.MISSING, "sudo apt-get install -y libpango-1.0-0"
    )
    assert found["Python"].state == found["Node"].state == found["Data folder"].state == State.OK


@pytest.mark.system
def test_a_healthy_database_passes_every_look(migrated):
    found = checks.check_postgres(settings(database_url=migrated.application, migration_database_url=migrated.owner))

    assert states(found) == dict.fromkeys(
        ["PostgreSQL", "PostgreSQL extensions", "Row-level security", "Database schema"], State.OK
    )


@pytest.mark.system
def test_a_role_that_could_bypass_the_tenants_wall_is_pointed_out(migrated):
    found = checks.check_postgres(settings(database_url=migrated.superuser))

    assert states(found)["Row-level security"] == State.WARNING


@pytest.mark.system
def test_a_database_without_schema_and_pgvector_says_what_is_missing(embedded_postgres):
    urls = embedded_postgres.fresh_database("bare")
    with embedded_postgres._administer("bare") as connection:
        connection.execute("DROP EXTENSION vector")

    found = {check.name: check for check in checks.check_postgres(settings(database_url=urls.owner))}

    assert found["PostgreSQL extensions"] == Check(
        "PostgreSQL extensions",
        State.MISSING,
        "search needs them; the database's owner runs: CREATE EXTENSION vector;",
    )
    assert found["Database schema"].state == State.MISSING
    assert "hub migrate" in found["Database schema"].detail
    embedded_postgres.drop_database("bare")


@pytest.mark.system
def test_a_database_that_cannot_search_says_what_its_owner_runs(embedded_postgres):
    urls = embedded_postgres.fresh_database("bare")
    with embedded_postgres._administer("bare") as connection:
        connection.execute("DROP EXTENSION unaccent")

    (found,) = [c for c in checks.check_postgres(settings(database_url=urls.owner)) if c.name.endswith("extensions")]

    assert found.state == State.MISSING
    assert found.detail == "search needs them; the database's owner runs: CREATE EXTENSION unaccent;"
    embedded_postgres.drop_database("bare")


@pytest.mark.system
def test_redis_answers_or_is_missing(tmp_path):
    with EmbeddedRedis(tmp_path) as server:
        assert checks.check_redis(settings(redis_url=server.url)) == Check("Redis", State.OK, "6.2.14")

    assert checks.check_redis(settings(redis_url=server.url)).state == State.MISSING


def hub(data_dir: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "aistrategyhub.cli", *words],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(data_dir), **variables},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.system
def test_the_doctor_answers_programs_with_an_array_and_an_exit_code(tmp_path, migrated):
    with EmbeddedRedis(tmp_path / "redis") as redis:
        variables = {
            "DATABASE_URL": migrated.application,
            "MIGRATION_DATABASE_URL": migrated.owner,
            "REDIS_URL": redis.url,
        }
        done = hub(tmp_path, "doctor", "--json", **variables)
        found = json.loads(done.stdout)
        assert done.returncode == 0, found
        assert {"name", "state", "detail"} == set(found[0])
        assert {check["name"] for check in found} >= {"Python", "PostgreSQL", "Redis", "Payments"}

        sick = hub(tmp_path, "doctor", **variables | {"DATABASE_URL": "postgresql://x@127.0.0.1:1/x"})
        assert sick.returncode == 1
        assert "Traceback" not in sick.stderr
        assert "PostgreSQL" in sick.stdout
        assert "missing" in sick.stdout


@pytest.mark.system
def test_reset_throws_away_the_data_of_a_stopped_product_only(tmp_path):
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    (data_dir / "something").touch()

    foreign = hub(data_dir, "reset", "--yes")
    assert foreign.returncode == 1
    assert "holds no installation" in foreign.stderr

    (data_dir / "users.lock").touch()
    with the_only_one(data_dir, port=3000):
        refused = hub(data_dir, "reset", "--yes")
        assert refused.returncode == 1
        assert f"kill {os.getpid()}" in refused.stderr
        assert (data_dir / "something").exists()

    assert hub(data_dir, "reset", "--yes").returncode == 0
    assert not data_dir.exists()
