"""`python -m bench`: measures what is asked for, or everything."""

import json
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from aistrategyhub.infra.problems import Problem
from aistrategyhub.infra.settings import ROOT
from bench import (
    audit,
    blog,
    catalog,
    catalog_import,
    checkout,
    fattura,
    footprint,
    invoices,
    machine,
    mail,
    orders,
    pages,
    passages,
    policy,
    prerender,
    queue,
    report,
    retrieval,
    rights,
    sale,
    sdi,
    sign_in,
    startup,
    tabs,
    waking,
    web,
    widget,
)
from bench.figures import Section
from bench.lab import Lab

DOCUMENT = ROOT / "docs" / "figures.md"
# In this order: first what needs the running product, then what has the machine for itself.
EXPERIMENTS: dict[str, Callable[[Lab], Section]] = {
    "startup": startup.measure,
    "memory": footprint.measure,
    "web": web.measure,
    "sale": sale.measure,
    "checkout": checkout.measure,
    "catalog": catalog.measure,
    "blog": blog.measure,
    "sign_in": sign_in.measure,
    "tabs": tabs.measure,
    "pages": pages.measure,
    "prerender": prerender.measure,
    "waking": waking.measure,
    "widget": widget.measure,
    "queue": queue.measure,
    "policy": policy.measure,
    "rights": rights.measure,
    "audit": audit.measure,
    "catalog_import": catalog_import.measure,
    "invoices": invoices.measure,
    "fattura": fattura.measure,
    "mail": mail.measure,
    "orders": orders.measure,
    "sdi": sdi.measure,
    "passages": passages.measure,
    "retrieval": retrieval.measure,
}


app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def bench(
    names: Annotated[list[str] | None, typer.Argument(help=f"Any of: {', '.join(EXPERIMENTS)}.")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the figures to this file.")] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Fewer repetitions: a look, not figures to quote.")] = False,
    chunks: Annotated[int, typer.Option("--chunks", help="For retrieval: how many chunks the bot has.", min=0)] = 0,
    simulated: Annotated[
        int, typer.Option("--orders", help=f"For orders: how many, {orders.USUAL:,} unless told.", min=0)
    ] = 0,
    write_docs: Annotated[bool, typer.Option("--write-docs", help=f"Write {DOCUMENT.relative_to(ROOT)}.")] = False,
) -> None:
    """Measure what the README promises, on this machine, with servers and folders of its own."""
    chosen = [name for name in EXPERIMENTS if not names or name in names]
    if unknown := set(names or ()) - set(EXPERIMENTS):
        raise typer.BadParameter(f"unknown: {', '.join(sorted(unknown))}")
    if write_docs and quick:
        raise typer.BadParameter("the document holds figures measured in full: leave --quick out")
    described = machine.describe()
    sections = list(_measure(chosen, quick=quick, chunks=chunks, simulated=simulated))
    if json_file:
        json_file.write_text(json.dumps(report.as_json(described, sections), indent=2) + "\n")
    if write_docs:
        DOCUMENT.write_text(report.as_markdown(described, sections, DOCUMENT.read_text() if names else ""))


def _measure(names: list[str], *, quick: bool, chunks: int, simulated: int) -> list[Section]:
    sections = []
    with Lab(quick=quick, chunks=chunks, orders=simulated) as lab:
        for name in names:
            sections.append(EXPERIMENTS[name](lab))
            report.print_section(sections[-1])
    return sections


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        app()
    except Problem as problem:
        sys.exit(str(problem))
