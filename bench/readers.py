"""An address of the API, read by many at once."""

from bench.figures import Figure
from bench.load import press

READERS = 50
_LONGEST_MS = 50
HOW = (
    f"Over the API, {READERS} readers at once, each asking again as soon as it is answered, through the whole edge of"
    " two web workers, each request from another caller; answers are the same for everybody and kept by each worker"
    " until something that the site shows changes."
)


def read_at_once(label: str, url: str, seconds: float) -> list[Figure]:
    """Median and p95 of the answers after a moment of warming, and how many were none."""
    press(url, clients=2, seconds=1)
    load = press(url, clients=READERS, seconds=seconds)
    return [
        Figure(f"{label}, {READERS} readers", load.median_ms, "ms", load.p95_ms, load.requests, at_most=_LONGEST_MS),
        Figure(f"{label}: failed", load.failed, "requests", at_most=0),
    ]
