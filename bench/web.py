"""How fast the API answers."""

import shutil

from bench.figures import Figure, Section
from bench.lab import Lab
from bench.load import press

_CLIENTS = 50
_ADDRESSES = {"Health": "/api/v1/health", "List of services": "/api/v1/services"}
_HOW = (
    "One client, then 50 at once, each asking again as soon as it is answered, through the whole edge (rate limits,"
    " headers, tenant) of two web workers, with {client} on the same machine. Health has no limit; the list has one"
    " per address, which stays on: the product believes one proxy and every request names another caller of"
    " 10.0.0.0/8, so each is counted in Redis and none refused. Failed means no answer, or any that is not 200."
)


def measure(lab: Lab) -> Section:
    """Health and a read of the catalogue."""
    section = Section("web", "API", _HOW.format(client="wrk" if shutil.which("wrk") else "a client in asyncio"))
    for label, path in _ADDRESSES.items():
        press(lab.product.url + path, clients=2, seconds=1)
        section.figures += _figures(f"{label}, 1 client", lab.product.url + path, 1, lab.times(4, 1))
        section.figures += _figures(f"{label}, {_CLIENTS} clients", lab.product.url + path, _CLIENTS, lab.times(8, 2))
    return section


def _figures(label: str, url: str, clients: int, seconds: int) -> list[Figure]:
    load = press(url, clients=clients, seconds=seconds)
    return [
        Figure(label, load.median_ms, "ms", load.p95_ms, load.requests),
        Figure(f"{label}: throughput", load.per_second, "requests/s"),
        Figure(f"{label}: failed", load.failed, "requests", at_most=0),
    ]
