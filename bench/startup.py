"""How long the product takes to start."""

from collections.abc import Sequence

from aistrategyhub.infra.frontend import web_dir
from bench.figures import Figure, Section, sampled
from bench.lab import FOLDER, Lab
from bench.product import Product

_WARM_AIM_SECONDS = 15
_HOW = (
    "`hub run` from its first process to the first `/health` that answers 200, asked every 20 ms; healthy when"
    " every part says so. Cold: an empty DATA_DIR, so PostgreSQL is unpacked, its data files are made, the schema"
    " is migrated and the demo firm is loaded; Python packages are installed and the pages are built. Warm: the"
    " same again in that folder. With the build: cold, and the pages are compiled too, with the browser packages of"
    " npm already there. The processor time is that of all processes until the first answer: it depends little on"
    " what else the machine does."
)


def measure(lab: Lab) -> Section:
    """Cold, warm, and cold with the build of the pages; the last one stays for the experiments that follow."""
    lab.prepare_pages()
    cold = [_start(lab, FOLDER), *(_start(lab, f"cold-{number}") for number in range(lab.times(1, 0)))]
    figures = _figures("Cold", cold)
    if not lab.quick:
        (web_dir() / "hub.stamp").unlink()
        figures += _figures("With the build", [_start(lab, "built")])
    warm = [_start(lab, FOLDER) for _ in range(lab.times(3, 0))]
    last = lab.start_product(FOLDER)
    lab.keep(last)
    figures += _figures("Warm", [*warm, last], at_most=_WARM_AIM_SECONDS)
    return Section("startup", "Start-up", _HOW, figures)


def _start(lab: Lab, folder: str) -> Product:
    with lab.start_product(folder) as product:
        return product


def _figures(kind: str, products: Sequence[Product], at_most: float | None = None) -> list[Figure]:
    return [
        sampled(f"{kind}: first answer", [product.seconds for product in products], "s", at_most=at_most),
        sampled(f"{kind}: healthy", [product.healthy_after_seconds for product in products], "s"),
        sampled(f"{kind}: processor time", [product.cpu_seconds for product in products], "s"),
    ]
