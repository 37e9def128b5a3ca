import importlib.util
import os
import signal
import subprocess
import textwrap
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from aistrategyhub.infra.settings import ROOT

# What stands in for pip: writes down what it was asked, and does what the test says.
_FAKE_PIP = """
import pathlib, sys, time
root = pathlib.Path({root!r})
with (root / "pip.log").open("a") as log:
    log.write(" ".join(sys.argv[1:]) + "\\n")
{act}
"""
_FAKE_PROGRAM = """#!/bin/sh
echo "$(basename "$0") $*" >> "{log}"
{act}
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A folder that looks like a fresh clone, with nothing to install."""
    (tmp_path / "requirements").mkdir()
    for name in ("runtime", "dev", "schema"):
        (tmp_path / "requirements" / f"{name}.txt").write_text(f"# {name}\n")
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "bootstrap.py").write_text((ROOT / "bootstrap.py").read_text())
    return tmp_path


@pytest.fixture
def bootstrap(tree: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The tree's own bootstrap, as a module. Its virtual environments are real but carry a fake pip."""
    spec = importlib.util.spec_from_file_location("bootstrap_under_test", tree / "bootstrap.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    use_fake_pip(module, tree, monkeypatch)
    return module


def use_fake_pip(module: ModuleType, tree: Path, monkeypatch: pytest.MonkeyPatch, act: str = "") -> None:
    real_make_venv = getattr(module, "_real_make_venv", module.make_venv)
    module._real_make_venv = real_make_venv

    def make_venv(unfinished: Path) -> None:
        real_run = subprocess.run

        def without_pip(command, **options):
            words = [*command, "--without-pip"] if "venv" in command else command
            return real_run(words, **options)

        with monkeypatch.context() as patched:
            patched.setattr(module.subprocess, "run", without_pip)
            real_make_venv(unfinished)
        site = next((tree / ".venv" / "lib").glob("python*")) / "site-packages"
        (site / "pip").mkdir()
        (site / "pip" / "__main__.py").write_text(textwrap.dedent(_FAKE_PIP).format(root=str(tree), act=act))

    monkeypatch.setattr(module, "make_venv", make_venv)


def pip_calls(tree: Path) -> list[str]:
    log = tree / "pip.log"
    calls = [line.replace(str(tree), "TREE") for line in log.read_text().splitlines()] if log.exists() else []
    log.unlink(missing_ok=True)
    return [call.removeprefix("install --disable-pip-version-check --no-input ") for call in calls]


RUNTIME_CALLS = [
    "--require-hashes -r TREE/requirements/runtime.txt",
    "--require-hashes --no-deps -r TREE/requirements/schema.txt",
    "--no-deps --no-build-isolation --editable TREE",
]


def test_a_fresh_clone_gets_pinned_packages_and_a_second_start_asks_pip_nothing(bootstrap, tree):
    bootstrap.install_python_packages(bootstrap.RUNTIME)
    assert pip_calls(tree) == RUNTIME_CALLS

    bootstrap.install_python_packages(bootstrap.RUNTIME)
    assert pip_calls(tree) == []


def test_what_tests_need_includes_what_the_product_needs(bootstrap, tree):
    bootstrap.install_python_packages(bootstrap.DEVELOPMENT)
    assert pip_calls(tree)[0] == "--require-hashes -r TREE/requirements/dev.txt"

    bootstrap.install_python_packages(bootstrap.RUNTIME)
    assert pip_calls(tree) == []


@pytest.mark.parametrize("changed", ["requirements/runtime.txt", "requirements/schema.txt", "pyproject.toml"])
def test_a_changed_pin_is_installed_into_the_same_environment(bootstrap, tree, changed):
    bootstrap.install_python_packages(bootstrap.RUNTIME)
    pip_calls(tree)
    kept = tree / ".venv" / "kept"
    kept.touch()

    (tree / changed).write_text("# changed\n")
    bootstrap.install_python_packages(bootstrap.RUNTIME)

    assert pip_calls(tree) == RUNTIME_CALLS
    assert kept.exists()


def test_a_moved_clone_is_not_trusted(bootstrap, tree, monkeypatch):
    bootstrap.install_python_packages(bootstrap.RUNTIME)
    moved = tree.with_name(tree.name + "-moved")
    tree.rename(moved)
    for name, value in {"ROOT": moved, "VENV": moved / ".venv", "VENV_PYTHON": moved / ".venv/bin/python"}.items():
        monkeypatch.setattr(bootstrap, name, value)
    use_fake_pip(bootstrap, moved, monkeypatch)
    (moved / "pip.log").unlink()

    bootstrap.install_python_packages(bootstrap.RUNTIME)

    assert len(pip_calls(moved)) == 3


def test_a_failed_installation_says_so_and_leaves_nothing_that_is_trusted(bootstrap, tree, monkeypatch):
    use_fake_pip(bootstrap, tree, monkeypatch, act="print('no network'); sys.exit(1)")
    with pytest.raises(bootstrap.Problem, match="no network"):
        bootstrap.install_python_packages(bootstrap.RUNTIME)
    assert not (tree / ".venv" / "hub.stamp").exists()
    half_made = tree / ".venv" / "half-made"
    half_made.touch()

    use_fake_pip(bootstrap, tree, monkeypatch)
    bootstrap.install_python_packages(bootstrap.RUNTIME)

    assert not half_made.exists()
    assert (tree / ".venv" / "hub.stamp").exists()


def test_a_first_run_that_was_killed_is_begun_again(bootstrap, tree, monkeypatch):
    use_fake_pip(bootstrap, tree, monkeypatch, act="time.sleep(60)")
    child = os.fork()
    if child == 0:
        bootstrap.install_python_packages(bootstrap.RUNTIME)
        os._exit(0)
    deadline = time.monotonic() + 20
    while not (tree / "pip.log").exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    half_made = tree / ".venv" / "half-made"
    half_made.touch()
    pip_calls(tree)

    use_fake_pip(bootstrap, tree, monkeypatch)
    bootstrap.install_python_packages(bootstrap.RUNTIME)

    assert pip_calls(tree) == RUNTIME_CALLS
    assert not half_made.exists()


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """A PATH of fake programs that write down how they were called."""
    folder = tmp_path / "bin"
    folder.mkdir()
    log = tmp_path / "called"
    log.touch()

    def make(**programs: str) -> Path:
        for name, act in programs.items():
            path = folder / name.replace("_", "-")
            path.write_text(_FAKE_PROGRAM.format(log=log, act=act))
            path.chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin" if "apt_get" in programs else str(folder))
        return log

    return make


def test_nothing_missing_calls_nothing(bootstrap, machine):
    called = machine(apt_get="exit 1")

    bootstrap.install_system_packages([])

    assert called.read_text() == ""


def test_root_installs_what_is_missing_and_refreshes_the_lists_only_when_needed(bootstrap, machine, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    called = machine(apt_get='case "$1" in update) touch "$0.fresh";; *) test -e "$0.fresh";; esac')

    bootstrap.install_system_packages(["libpango-1.0-0", "caddy"])

    install = "apt-get install -y --no-install-recommends libpango-1.0-0 caddy"
    assert called.read_text().splitlines() == [install, "apt-get update", install]


def test_a_user_with_passwordless_sudo_installs_through_it(bootstrap, machine, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    called = machine(apt_get="", sudo="")

    bootstrap.install_system_packages(["caddy"])

    assert called.read_text().splitlines()[-1].startswith("sudo -n --preserve-env=DEBIAN_FRONTEND apt-get install")


def test_a_user_without_rights_is_told_the_one_command(bootstrap, machine, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    machine(apt_get="", sudo="exit 1")

    with pytest.raises(bootstrap.Problem) as refusal:
        bootstrap.install_system_packages(["libpango-1.0-0"])

    assert refusal.value.mend == (
        "sudo apt-get update && sudo apt-get install -y --no-install-recommends libpango-1.0-0"
    )


def test_another_system_is_told_the_names(bootstrap, machine):
    machine(true="")

    with pytest.raises(bootstrap.Problem, match=r"libpango-1\.0-0.*no apt-get"):
        bootstrap.install_system_packages(["libpango-1.0-0"])


def test_libraries_and_programs_that_are_not_there_are_missed(bootstrap, monkeypatch):
    monkeypatch.setattr(bootstrap, "LIBRARIES", {"libc.so.6": "libc6", "libnothing.so.9": "libnothing9"})
    monkeypatch.setattr(bootstrap, "TEST_PROGRAMS", {"dash": ("sh",), "caddy": ("no-such-caddy",)})

    assert bootstrap.missing_packages(development=False) == ["libnothing9"]
    assert bootstrap.missing_packages(development=True) == ["libnothing9", "caddy"]


@pytest.mark.parametrize(
    ("together", "alone", "answer"), [(0, 0, 0), (1, 0, 1), (0, 2, 2), (5, 0, 0), (0, 5, 0), (5, 5, 5)]
)
def test_either_half_of_the_tests_can_fail_the_whole(bootstrap, tree, monkeypatch, together, alone, answer):
    fake = tree / "python"
    fake.write_text(f'#!/bin/sh\ncase "$*" in *"not system"*) exit {together};; *) exit {alone};; esac\n')
    fake.chmod(0o755)
    monkeypatch.setattr(bootstrap, "VENV_PYTHON", fake)

    assert bootstrap.run_tests([]) == answer


def test_a_folder_that_one_may_not_write_in_is_said_in_one_sentence(bootstrap, tree, monkeypatch):
    # Root may write anywhere, so what the operating system would answer to others is given here.
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != tree)

    with (
        pytest.raises(bootstrap.Problem, match=f"You may not write in {tree}") as refusal,
        bootstrap.one_at_a_time(),
    ):
        pytest.fail("it went on")

    assert refusal.value.mend == f'sudo chown -R "$(id -u):$(id -g)" {tree}'
