"""axe-core, which finds by itself about half of what WCAG forbids. A tool of the tests: the product never loads it."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page

from aistrategyhub.infra import frontend

_HERE = Path(__file__).parent
_STANDARDS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
# No criterion of its own, and how many find their way: a heading that skips a level.
_BESIDE = ("heading-order",)
_RUN = """([standards, beside]) => axe.run({
  runOnly: { type: "tag", values: standards },
  rules: Object.fromEntries(beside.map((rule) => [rule, { enabled: true }])),
  resultTypes: ["violations"],
})"""


@pytest.fixture(scope="session")
def axe_source(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The script, of the version that the lock file names, fetched as the browser packages of the product are."""
    folder = tmp_path_factory.mktemp("axe")
    for name in ("package.json", "package-lock.json"):
        shutil.copy(_HERE / name, folder)
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    fetched = subprocess.run(command, cwd=folder, env=frontend.reflex_environment(), capture_output=True, text=True)
    if fetched.returncode != 0:
        pytest.skip(f"axe-core could not be fetched: {fetched.stderr.strip()[-300:]}")
    return (folder / "node_modules" / "axe-core" / "axe.min.js").read_text()


async def violations(page: Page, source: str) -> list[str]:
    """What a page breaks of WCAG 2.2 A and AA, or of the order of headings: one sentence for each rule and element."""
    await page.evaluate(source)
    found: dict[str, Any] = await page.evaluate(_RUN, [list(_STANDARDS), list(_BESIDE)])
    return [
        f"{rule['id']}: {node['html'][:160]} ({(node['failureSummary'] or '').splitlines()[-1].strip()})"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
