"""Makes a fresh machine ready: system libraries, `.venv` with pinned packages, and the `hub` program.

Runs with whatever Python the machine has, before anything is installed, so it uses the standard library only.
`make run` and `make test` call it; when nothing changed since the last time it does nothing but look.
"""

import ctypes
import fcntl
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
HUB = VENV / "bin" / "hub"
RUNTIME = ("requirements/runtime.txt", "requirements/schema.txt")
DEVELOPMENT = ("requirements/dev.txt", "requirements/schema.txt")
OLDEST_PYTHON = (3, 11)
NEWEST_PYTHON = (3, 14)

# What a fresh Debian or Ubuntu may lack: a library to load or a file to find, and the package that brings it.
LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "liblz4.so.1": "liblz4-1",
    "libzstd.so.1": "libzstd1",
    "libssl.so.3": "libssl3",
}
TIME_ZONE = Path("/usr/share/zoneinfo/Europe/Rome")
TEST_PROGRAMS = {
    "chromium": ("chromium", "chromium-browser", "google-chrome"),
    "caddy": ("caddy",),
    "poppler-utils": ("pdftotext",),
}


class Problem(Exception):
    """A step that cannot succeed: what is wrong, and the one command that mends it."""

    def __init__(self, sentence, mend):
        super().__init__(sentence)
        self.sentence = sentence
        self.mend = mend


def main(words):
    """`run [--dev]`, `test [paths]`, `setup [--dev]`: see the Makefile."""
    action, rest = (words[0], words[1:]) if words else ("setup", [])
    development = action == "test" or ("--dev" in rest and action == "setup")
    # When `make` is killed without a chance to say so, what it started stops too; `exec` below keeps this.
    die_with_parent()
    with one_at_a_time():
        install_system_packages(missing_packages(development))
        install_python_packages(DEVELOPMENT if development else RUNTIME)
    if action == "run":
        os.execv(HUB, [str(HUB), "run", *rest])
    if action == "test":
        return run_tests(rest)
    return 0


class one_at_a_time:
    """Two commands started together prepare the machine one after the other."""

    def __enter__(self):
        if not os.access(ROOT, os.W_OK) or (VENV.exists() and not os.access(VENV, os.W_OK)):
            raise Problem(f"You may not write in {ROOT}.", f'sudo chown -R "$(id -u):$(id -g)" {ROOT}')
        self._folder = os.open(ROOT, os.O_RDONLY)
        fcntl.flock(self._folder, fcntl.LOCK_EX)

    def __exit__(self, *_):
        os.close(self._folder)


def die_with_parent():
    """Asks Linux for SIGTERM when the parent of this process ends."""
    ctypes.CDLL(None).prctl(1, int(signal.SIGTERM))


def missing_packages(development):
    """The Debian packages that this machine still needs."""
    missing = [package for library, package in LIBRARIES.items() if not loads(library)]
    if not TIME_ZONE.exists():
        missing.append("tzdata")
    if development:
        missing += [package for package, names in TEST_PROGRAMS.items() if not any(map(shutil.which, names))]
    return missing


def loads(library):
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def install_system_packages(packages):
    """Installs with apt-get when this user may; otherwise raises Problem with the command for one who may."""
    if not packages:
        return
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if shutil.which("apt-get") is None:
        raise Problem(
            "This machine lacks " + ", ".join(packages) + " (Debian's names), and it has no apt-get.",
            "install them with this system's own package manager",
        )
    prefix = root_prefix()
    if prefix is None:
        raise Problem(
            "This machine lacks system packages, and only its administrator may install them.",
            "sudo apt-get update && sudo " + " ".join(command),
        )
    say("Installing system packages: " + " ".join(packages))
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    if not succeeds([*prefix, *command], environment):
        succeeds([*prefix, "apt-get", "update"], environment)
        if not succeeds([*prefix, *command], environment):
            raise Problem("apt-get could not install " + " ".join(packages) + ".", " ".join([*prefix, *command]))


def root_prefix():
    """What to put before a command that needs root: nothing for root, sudo where it asks no password, else None."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and succeeds(["sudo", "-n", "true"]):
        return ["sudo", "-n", "--preserve-env=DEBIAN_FRONTEND"]
    return None


def succeeds(command, environment=None):
    done = subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return done.returncode == 0


def install_python_packages(requirements):
    """Brings `.venv` to the pinned packages, and leaves a stamp when all is there.

    The stamp is the only thing that the next start trusts: a first run that was killed left a mark instead, and
    its folder is thrown away.
    """
    stamp = VENV / "hub.stamp"
    wanted = fingerprint(requirements)
    if stamp.exists() and wanted in stamp.read_text().split():
        return
    unfinished = VENV / "hub.unfinished"
    if unfinished.exists() or not is_usable():
        make_venv(unfinished)
    unfinished.touch()
    stamp.unlink(missing_ok=True)
    for name in requirements:
        extra = ["--no-deps"] if name.endswith("schema.txt") else []
        pip("Python packages of " + name, ["--require-hashes", *extra, "-r", str(ROOT / name)])
    pip("hub", ["--no-deps", "--no-build-isolation", "--editable", str(ROOT)])
    unfinished.unlink()
    done = [wanted] + ([fingerprint(RUNTIME)] if requirements == DEVELOPMENT else [])
    stamp.write_text("\n".join(done))


def fingerprint(requirements):
    """What the packages in `.venv` depend on: the pinned files, the Python, and where the project lies."""
    digest = hashlib.sha256(str((sys.version_info[:2], str(ROOT))).encode())
    for name in (*requirements, "pyproject.toml"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def is_usable():
    """Whether `.venv` is an environment of the running Python, with pip, that was made in this very folder."""
    code = "import sys, pip; print(sys.version_info[:2])"
    try:
        said = subprocess.run([str(VENV_PYTHON), "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        made_here = str(VENV) in (VENV / "bin" / "activate").read_text()
    except OSError:
        return False
    return made_here and said.stdout.decode().strip() == str(tuple(sys.version_info[:2]))


def make_venv(unfinished):
    say("Creating .venv with Python " + ".".join(map(str, sys.version_info[:3])))
    shutil.rmtree(VENV, ignore_errors=True)
    VENV.mkdir()
    unfinished.touch()
    if not loads_module("ensurepip"):
        install_system_packages(["python{}.{}-venv".format(*sys.version_info[:2])])
    command = [sys.executable, "-m", "venv", str(VENV)]
    made = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if made.returncode != 0:
        raise Problem("Python could not make .venv: " + made.stdout.decode().strip()[-300:], " ".join(command))


def loads_module(name):
    return succeeds([sys.executable, "-c", "import " + name])


def pip(what, words):
    """Runs pip with a line of progress; raises Problem with the end of what it said."""
    total = count_pins(words)
    command = [str(VENV_PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", *words]
    began = time.monotonic()
    said = []
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        universal_newlines=True,
        cwd=str(ROOT),
        preexec_fn=die_with_parent,
    )
    found = 0
    for line in process.stdout:
        said.append(line)
        if line.startswith(("Collecting ", "Requirement already satisfied: ")):
            found += 1
            progress(f"Installing {what}: {found} of {max(total, found)}", found)
        elif line.startswith("Installing collected packages"):
            progress(f"Installing {what}: unpacking, almost there", 0)
    if process.wait() != 0:
        raise Problem(
            "pip could not install {}:\n{}".format(what, "".join(said[-8:]).strip()),
            "make run  # once the network answers",
        )
    progress(f"Installing {what}: done in {time.monotonic() - began:.0f} s", 0, end="\n")


def count_pins(words):
    files = [Path(word) for word in words if word.endswith(".txt")]
    return sum(len(re.findall(r"^[^\s#].*==", file.read_text(), re.MULTILINE)) for file in files)


def progress(text, step, end=""):
    """One line that grows on a terminal; every tenth step on a line of its own elsewhere."""
    if sys.stdout.isatty():
        sys.stdout.write("\r\033[K" + text + end)
    elif step % 20 == 0:
        sys.stdout.write(text + "\n")
    sys.stdout.flush()


def run_tests(paths):
    """Everything, on two workers: first the many quick tests, then those that start and kill whole products, a file
    at a time."""
    pytest = [str(VENV_PYTHON), "-m", "pytest"]
    environment = dict(os.environ, CHROMIUM=next(filter(None, map(shutil.which, TEST_PROGRAMS["chromium"])), ""))
    quick = ["-n", "2", "--dist", "loadgroup", "-m", "not system and not journey"]
    # A product that does not come up fails whatever follows: the first few say why.
    whole = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", "-m", "system or journey", "--maxfail", "8"]
    codes = []
    for title, choice in (("Tests of parts", quick), ("Tests of whole processes", whole)):
        say(title)
        command = [*pytest, *choice, *paths]
        codes.append(subprocess.run(command, cwd=ROOT, env=environment, preexec_fn=die_with_parent).returncode)
    # pytest answers 5 when nothing was selected, which is fine for one half of a choice of paths.
    failed = [code for code in codes if code not in (0, 5)]
    if codes == [5, 5]:
        failed = [5]
    say("All tests passed." if not failed else "Some tests failed: see above.")
    return failed[0] if failed else 0


def use_new_enough_python():
    """Goes on with a newer Python of this machine when the one that was called is too old."""
    if sys.version_info >= OLDEST_PYTHON:
        return
    for minor in range(NEWEST_PYTHON[1], OLDEST_PYTHON[1] - 1, -1):
        python = shutil.which(f"python3.{minor}")
        if python:
            os.execv(python, [python, *sys.argv])
    raise Problem(
        "AIStrategyHub needs Python 3.11 or newer; this is {}.{}.".format(*sys.version_info[:2]),
        "sudo apt-get install -y python3.11 python3.11-venv && make run",
    )


def say(text):
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        use_new_enough_python()
        sys.exit(main(sys.argv[1:]))
    except Problem as problem:
        sys.stderr.write(f"{problem.sentence}\n  To mend it: {problem.mend}\n")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
