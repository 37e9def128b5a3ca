"""The built pages, the web process that serves them, and a browser to look at them."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from aistrategyhub.infra import frontend
from aistrategyhub.infra.embedded.postgres import DatabaseUrls, EmbeddedPostgres
from aistrategyhub.infra.embedded.process import is_alive
from aistrategyhub.infra.settings import ROOT
from tests.harness.tabs import quiet_tab

# A browser on a busy machine may be slow; what these tests say does not depend on how slow.
expect.set_options(timeout=20_000)

CHROMIUM = Path("/usr/bin/chromium")
_TEST_BUILD = ".web.test"
_SERVE = (
    "from aistrategyhub.infra.settings import get_settings; from aistrategyhub.infra.web_server import serve;"
    " serve(get_settings())"
)
_FOUND_A_FIRM = """
import asyncio
from aistrategyhub.features.tenants.service import create_tenant
from aistrategyhub.infra import db

async def found():
    async with db.transaction() as session:
        await create_tenant(session, slug="prova", name="Ditta di prova", is_demo=True)

asyncio.run(found())
"""
_CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A page that a test answers itself may open sockets to this machine.
    "--disable-features=LocalNetworkAccessChecks",
)


class WebProcess:
    """`web_server.serve` in a process of its own, on a port of its own."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.port = int(environment.get("PORT") or free_port())
        self.url = f"http://localhost:{self.port}"
        self.log = folder / f"web-{self.port}.log"
        variables = {"HOST": "127.0.0.1", "PORT": str(self.port), "LOG_FORMAT": "text", **environment}
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-c", _SERVE],
                cwd=ROOT,
                env={**os.environ, **variables},
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        wait_for(self._answers, 180, lambda: self.log.read_text())

    def workers(self) -> list[int]:
        """The ids of the processes that answer."""
        tasks = Path(f"/proc/{self.process.pid}/task")
        return [int(pid) for task in tasks.iterdir() for pid in (task / "children").read_text().split()]

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Sends the signal and returns the exit status."""
        self.process.send_signal(how)
        return self.process.wait(30)

    def clean_up(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def _answers(self) -> bool:
        if self.process.poll() is not None:
            raise AssertionError(f"the web process ended by itself:\n{self.log.read_text()}")
        with suppress(httpx.TransportError):
            return httpx.get(f"{self.url}/ping").status_code == 200
        return False


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(condition: Callable[[], bool], seconds: float = 10, story: Callable[[], str] = str) -> None:
    """Waits until the condition holds; fails with the story when it does not in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s:\n{story()}")
        time.sleep(0.05)


def all_gone(pids: list[int]) -> bool:
    """Whether none of these processes lives."""
    return not any(is_alive(pid) for pid in pids)


@pytest.fixture(scope="session")
def built_site() -> Iterator[Path]:
    """The pages as they are now, built in a folder of the tests; the next run finds them there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REFLEX_WEB_WORKDIR", _TEST_BUILD)
        frontend.build_if_changed()
        yield frontend.site_dir().resolve()


@pytest.fixture(scope="session")
def site_database(embedded_postgres: EmbeddedPostgres, migrated: DatabaseUrls) -> DatabaseUrls:
    """A database for web processes, with one firm that has no data yet."""
    urls = embedded_postgres.fresh_database("site", template="migrated")
    variables = {**os.environ, "ENVIRONMENT": "test", "DATABASE_URL": urls.application}
    subprocess.run([sys.executable, "-c", _FOUND_A_FIRM], cwd=ROOT, env=variables, check=True)
    return urls


@pytest.fixture(scope="module")
def start_web(
    built_site: Path, site_database: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., WebProcess]]:
    """Starts web processes: `start_web(WEB_WORKERS="1")`. They are gone when the module's tests end."""
    folder = tmp_path_factory.mktemp("web")
    started: list[WebProcess] = []
    common = {
        "ENVIRONMENT": "test",
        "REFLEX_WEB_WORKDIR": _TEST_BUILD,
        "DATA_DIR": str(folder),
        "DATABASE_URL": site_database.application,
        "MIGRATION_DATABASE_URL": site_database.owner,
        "SECRET_KEY": "a secret for tests only, long enough to sign with",
    }

    def start(**environment: str) -> WebProcess:
        started.append(WebProcess(folder, common | environment))
        return started[-1]

    yield start
    for web in started:
        web.clean_up()


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Chromium, as Debian has it."""
    if not CHROMIUM.exists():
        pytest.skip(f"no browser at {CHROMIUM}: apt-get install chromium")
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=CHROMIUM, args=_CHROMIUM_FLAGS)
        yield opened
        await opened.close()


@asynccontextmanager
async def visit(browser: Browser, web: WebProcess, path: str, **options) -> AsyncIterator[Page]:
    """A page that is awake. Leaving it fails when the browser complained of anything."""
    async with quiet_tab(
        browser, web.url, is_complaint=lambda said: said.type in ("error", "warning"), **options
    ) as page:
        answer = await page.goto(path, wait_until="networkidle")
        assert answer is not None
        assert "unsafe" not in (await answer.all_headers())["content-security-policy"]
        yield page
