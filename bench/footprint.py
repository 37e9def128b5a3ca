"""How much memory the product takes."""

import time
from itertools import groupby

from bench.figures import Figure, Section
from bench.lab import Lab
from bench.load import press
from bench.processes import Memory, memory

_AIM_MB = 900
_HOW = (
    "RSS and PSS of /proc/PID/smaps_rollup for every process of the embedded product, {rest} s after its start. PSS"
    " divides a page that several processes share among them, so the PSS add up to what the product really takes."
    " Two web workers and one job process, as the settings have it. Then once more after {pressed} s of 50 clients"
    " reading the list of services and {rest} s of rest."
)
_ROLES = (
    ("hub_web", "PostgreSQL connection"),
    ("postgres", "PostgreSQL"),
    ("redis-server", "Redis"),
    ("integrations.stripe.standin", "Stripe stand-in"),
    ("cli serve", "Web"),
    ("-m jobs", "Jobs"),
    ("cli run", "Supervisor"),
    ("trap ''", "Supervisor's last will"),
)


def measure(lab: Lab) -> Section:
    """Per kind of process, and in all."""
    rest, pressed = lab.times(10, 4), lab.times(5, 2)
    section, product = Section("memory", "Memory", _HOW.format(rest=rest, pressed=pressed)), lab.product
    time.sleep(rest)
    found = sorted(memory(product.pid), key=_role)
    for role, group in groupby(found, key=_role):
        section.figures += _figures(role, list(group))
    section.figures.append(_total("All processes at rest, PSS", found))
    press(f"{product.url}/api/v1/services", clients=50, seconds=pressed)
    time.sleep(rest)
    section.figures.append(_total("All processes after load, PSS", memory(product.pid)))
    return section


def _role(process: Memory) -> str:
    return next((role for sign, role in _ROLES if sign in process.command), "Other")


def _figures(role: str, group: list[Memory]) -> list[Figure]:
    name = role if len(group) == 1 else f"{role} ({len(group)} processes)"
    return [
        Figure(f"{name}, RSS", sum(process.rss for process in group), "MB"),
        Figure(f"{name}, PSS", sum(process.pss for process in group), "MB"),
    ]


def _total(label: str, found: list[Memory]) -> Figure:
    return Figure(label, sum(process.pss for process in found), "MB", at_most=_AIM_MB)
