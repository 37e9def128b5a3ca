"""The build of the pages: once, only when needed, and never trusted when it was cut short."""

import gzip
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from aistrategyhub.infra import csp, frontend
from aistrategyhub.infra.problems import Problem
from aistrategyhub.infra.settings import ROOT
from tests.harness.site import WebProcess, all_gone, wait_for

MOST_CSS_BYTES = 60_000
MOST_SCRIPT_BYTES = 165_000  # compressed; React, its router and the websocket are 138,000 of them
BUILD = "from aistrategyhub.infra.frontend import build_if_changed; build_if_changed()"


@pytest.fixture
def made_up_product(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a few sources, taken for the product's."""
    for name in ("rxconfig.py", "aistrategyhub/ui/site.py", "assets/fonts/one.woff2", "reflex.lock/package.json"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("as it was")
    monkeypatch.setattr(frontend, "ROOT", tmp_path)
    monkeypatch.setenv("REFLEX_WEB_WORKDIR", ".web")
    return tmp_path


def pretend_to_export(monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Replaces Reflex by a script of Python."""
    real = frontend.spawn
    monkeypatch.setattr(frontend, "spawn", lambda _, **options: real([sys.executable, "-c", script], **options))
    monkeypatch.setattr(frontend, "_npm_registry", lambda env: "http://localhost")


EXPORTS = (
    "import os, pathlib; build = pathlib.Path(os.environ['REFLEX_WEB_WORKDIR']) / 'build'; site = build / 'client';"
    "site.mkdir(parents=True); (site / 'index.html').write_text(str(os.times())); (build / 'server').mkdir()"
)


@pytest.mark.parametrize(
    "changed",
    ["rxconfig.py", "aistrategyhub/ui/site.py", "assets/fonts/one.woff2", "reflex.lock/package.json", "assets/new.svg"],
)
def test_a_build_is_made_again_when_a_source_changes(
    made_up_product: Path, monkeypatch: pytest.MonkeyPatch, changed: str
) -> None:
    pretend_to_export(monkeypatch, EXPORTS)
    assert frontend.build_if_changed(str)
    assert not frontend.build_if_changed(str)
    (made_up_product / changed).write_text("different")
    assert not frontend.is_current()


def test_a_package_that_the_build_locks_is_part_of_that_build(
    made_up_product: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend_to_export(monkeypatch, f"{EXPORTS}; pathlib.Path('reflex.lock/package.json').write_text('one more')")
    frontend.build_if_changed(str)
    assert frontend.is_current()


def test_a_lock_that_says_the_same_in_other_bytes_changes_nothing(
    made_up_product: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend_to_export(monkeypatch, EXPORTS)
    lock = made_up_product / "reflex.lock" / "package.json"
    lock.write_text('{"name":"reflex","type":"module"}')
    frontend.build_if_changed(str)
    lock.write_text('{"type": "module",\n "name": "reflex"}\n')
    assert frontend.is_current()
    lock.write_text('{"name":"reflex","type":"commonjs"}')
    assert not frontend.is_current()


def test_what_no_page_is_made_of_changes_nothing(made_up_product: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend_to_export(monkeypatch, EXPORTS)
    frontend.build_if_changed(str)
    (made_up_product / "README.md").write_text("words")
    assert frontend.is_current()


def test_production_has_a_build_of_its_own(made_up_product: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = frontend.fingerprint()
    monkeypatch.setattr(frontend, "get_settings", lambda: type("Settings", (), {"is_production": True}))
    assert frontend.fingerprint() != before


def test_a_server_keeps_the_files_it_started_with(made_up_product: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend_to_export(monkeypatch, EXPORTS.replace("import os, pathlib;", "import os, pathlib, shutil;"
        "shutil.rmtree(pathlib.Path(os.environ['REFLEX_WEB_WORKDIR']) / 'build', ignore_errors=True);"))  # fmt: skip
    frontend.build_if_changed(str)
    serving = frontend.site_dir().resolve()
    (made_up_product / "rxconfig.py").write_text("different")
    frontend.build_if_changed(str)
    assert (serving / "index.html").exists()
    assert frontend.site_dir().resolve() != serving


@pytest.mark.parametrize(
    ("script", "said", "mended"),
    [
        (
            "raise SystemExit('SyntaxError: invalid syntax in pages.py')",
            "SyntaxError: invalid syntax",
            "correct what it names",
        ),
        ("raise SystemExit('npm error code ENOTFOUND')", "could not be fetched from npm", "check the network"),
        ("pass", "Building the pages failed", "make run"),
    ],
)
def test_a_build_that_fails_says_why_and_leaves_nothing_to_trust(
    made_up_product: Path, monkeypatch: pytest.MonkeyPatch, script: str, said: str, mended: str
) -> None:
    pretend_to_export(monkeypatch, script)
    with pytest.raises(Problem) as failed:
        frontend.build_if_changed(str)
    assert said in failed.value.sentence
    assert mended in failed.value.mend
    assert not frontend.is_current()


def test_a_build_that_hangs_is_stopped(made_up_product: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend_to_export(monkeypatch, "import time; time.sleep(60)")
    monkeypatch.setattr(frontend, "_LONGEST_BUILD_SECONDS", 0.5)
    with pytest.raises(Problem, match="more than"):
        frontend.build_if_changed(str)


@pytest.fixture
def lock_as_it_was() -> Iterator[None]:
    """What a killed build leaves of the lock is put right by the next one, which is not made here."""
    before = {path: path.read_bytes() for path in (ROOT / "reflex.lock").iterdir()}
    yield
    for path, content in before.items():
        path.write_bytes(content)


@pytest.mark.system
@pytest.mark.usefixtures("lock_as_it_was")
def test_a_killed_build_is_not_trusted(built_site: Path, tmp_path: Path) -> None:
    web = tmp_path / "web"
    environment = {**os.environ, "REFLEX_WEB_WORKDIR": str(web)}
    building = subprocess.Popen([sys.executable, "-c", BUILD], cwd=ROOT, env=environment, start_new_session=True)
    try:
        wait_for((web / "reflex.json").exists, 60)
    finally:
        building.send_signal(signal.SIGKILL)
        building.wait()
    asked = "from aistrategyhub.infra.frontend import is_current; raise SystemExit(is_current())"
    assert subprocess.run([sys.executable, "-c", asked], cwd=ROOT, env=environment, check=False).returncode == 0
    assert frontend.is_current(), "what one killed build left makes no other one out of date"


def test_a_finished_build_is_not_made_again(built_site: Path) -> None:
    frontend.build_if_changed()
    assert not frontend.build_if_changed()


def test_the_lock_of_the_browser_packages_names_no_address() -> None:
    lock = (ROOT / "reflex.lock" / "package-lock.json").read_text()
    assert '"integrity"' in lock
    assert '"resolved"' not in lock
    assert "registry" not in lock + (ROOT / ".npmrc").read_text().replace("omit-lockfile-registry-resolved", "")
    assert not (ROOT / "reflex.lock" / "bun.lock").exists()


def test_the_styles_are_small_and_our_own(built_site: Path) -> None:
    styles = list(built_site.glob("assets/*.css"))
    assert sum(sheet.stat().st_size for sheet in styles) < MOST_CSS_BYTES
    text = "".join(sheet.read_text() for sheet in styles)
    assert "radix" not in text
    assert "--paper:" in text
    assert not re.search(r"(?:url\(|@import )[\"']?(?:https?:)?//", text), "a style fetches something from elsewhere"


def test_a_page_loads_its_own_script_and_not_the_others(built_site: Path) -> None:
    scripts = scripts_of(built_site, "dev/ui/vuota/index.html")
    assert sum(len(gzip.compress(script.read_bytes())) for script in scripts) < MOST_SCRIPT_BYTES
    text = "".join(script.read_text() for script in scripts)
    assert "Una pagina vuota" in text
    assert "Le parti della casa" not in text


def scripts_of(site: Path, page: str) -> set[Path]:
    """Every script that the browser fetches before the page is awake."""
    waiting = set(re.findall(r'"/(assets/[^"]+\.js)"', (site / page).read_text()))
    found: set[Path] = set()
    while waiting:
        script = site / waiting.pop()
        if script not in found:
            found.add(script)
            waiting |= {f"assets/{name}" for name in re.findall(r'(?:from|import)"\./([^"]+\.js)"', script.read_text())}
    return found


def test_no_page_asks_another_site_for_anything(built_site: Path) -> None:
    for page in built_site.rglob("*.html"):
        foreign = re.findall(r'(?:src|href)="(https?://[^"]+)"', page.read_text())
        assert foreign == [], page


def test_nothing_of_reflex_is_advertised(built_site: Path) -> None:
    for page in built_site.rglob("*.html"):
        assert "reflex.dev" not in page.read_text(), page


def test_every_page_is_written_in_both_languages(built_site: Path) -> None:
    written = {page.relative_to(built_site).as_posix() for page in built_site.rglob("index.html")}
    english = {page.removeprefix("en/") for page in written if page.startswith("en/")}
    italian = {page for page in written if not page.startswith("en/")}
    assert english == italian
    for page in written:
        html = (built_site / page).read_text()
        assert html.startswith(f'<!DOCTYPE html><html lang="{"en" if page.startswith("en/") else "it"}"'), page


def test_every_page_has_a_policy(built_site: Path) -> None:
    hashes = csp.read_hashes(built_site)
    for page in built_site.rglob("*.html"):
        if page.name != "404.html":
            assert hashes[page.relative_to(built_site).as_posix()] == csp.hashes_of(page.read_text())
    assert csp.hashes_of((built_site / "404.html").read_text()) == hashes[csp.FALLBACK]


@pytest.mark.system
def test_one_build_serves_on_any_port_and_stops_when_asked(start_web: Callable[..., WebProcess]) -> None:
    one, other = start_web(), start_web(WEB_WORKERS="1")
    page = httpx.get(f"{one.url}/en/dev/ui")
    assert page.status_code == 200
    assert page.text == httpx.get(f"{other.url}/en/dev/ui").text
    workers = one.workers() + other.workers()
    assert len(workers) == 3
    assert one.stop(signal.SIGTERM) == 0
    assert other.stop(signal.SIGINT) == 0
    assert all_gone(workers)


@pytest.mark.system
def test_a_dead_worker_is_replaced(start_web: Callable[..., WebProcess]) -> None:
    web = start_web(WEB_WORKERS="1")
    [first] = web.workers()
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: web.workers() not in ([], [first]), 30, web.log.read_text)
    wait_for(web._answers, 30, web.log.read_text)


@pytest.mark.system
def test_workers_do_not_outlive_a_killed_server(start_web: Callable[..., WebProcess]) -> None:
    web = start_web()
    workers = web.workers()
    web.stop(signal.SIGKILL)
    wait_for(lambda: all_gone(workers), 10)


@pytest.mark.system
def test_the_access_log_keeps_no_query(start_web: Callable[..., WebProcess]) -> None:
    web = start_web(WEB_WORKERS="1")
    httpx.get(f"{web.url}/dev/ui?token=a-secret-of-the-tab")
    wait_for(lambda: "path=/dev/ui" in web.log.read_text(), 5, web.log.read_text)
    assert "a-secret-of-the-tab" not in web.log.read_text()
