"""`hub audit` as a script runs it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from aistrategyhub.features.audit.service import record
from aistrategyhub.infra import db


@pytest.fixture
def run(committed_tenant: UUID, tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    environment = {**os.environ, "DATA_DIR": str(tmp_path), "ENVIRONMENT": "test"}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "aistrategyhub.cli", "audit", *arguments]
        return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)

    return run


async def test_a_whole_chain_a_broken_one_and_an_anchor_kept_elsewhere(
    run: Any, superuser_sql: Callable[[str, str], list[Any]]
) -> None:
    for number in range(3):
        async with db.unit_of_work() as session:
            await record(session, "prova.fatta", "test", number=number)
    whole = run("verify")
    assert (whole.returncode, whole.stdout) == (0, "prova: whole, 3 lines\n"), whole.stderr
    kept = run("anchor").stdout.strip()
    assert run("verify", "--anchor", kept).returncode == 0
    assert run("verify", "--anchor", "prova:3:zz").returncode == 1

    superuser_sql("committed", "UPDATE audit_logs SET action = 'x' WHERE changes ->> 'number' = '1'")
    broken = run("verify", "--json")
    assert broken.returncode == 1
    [found] = json.loads(broken.stdout)
    assert (found["tenant"], found["holds"], found["broken_at"], found["reason"]) == ("prova", False, 2, "altered")
