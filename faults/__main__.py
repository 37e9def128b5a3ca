"""`python -m faults`: drives every fault, or those that are named, and says in one line what came of it."""

import asyncio
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated

import typer

from aistrategyhub.infra.frontend import build_if_changed
from aistrategyhub.infra.problems import Problem
from faults.books import Books
from faults.scenarios import SCENARIOS, Scenario
from faults.stage import Stage, open_stage

# The default run is over within ten minutes: what is left after the last kill is needed to come to rest.
_MINUTES = 10
_TO_COME_TO_REST_SECONDS = 90

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def faults(
    names: Annotated[
        list[str] | None, typer.Argument(help=f"Any of: {', '.join(one.name for one in SCENARIOS)}.")
    ] = None,
    seed: Annotated[int, typer.Option(envvar="SEED", help="Another seed, another run.")] = 1,
    rounds: Annotated[int, typer.Option(envvar="ROUNDS", min=1, help="So many times more of each fault.")] = 1,
) -> None:
    """Break a product that was started for it, audit its books after each fault, and exit with 1 on any finding."""
    chosen = [one for one in SCENARIOS if not names or one.name in names]
    if unknown := set(names or ()) - {one.name for one in SCENARIOS}:
        raise typer.BadParameter(f"unknown: {', '.join(sorted(unknown))}")
    build_if_changed()
    sys.exit(asyncio.run(_drive(chosen, seed, rounds)))


async def _drive(scenarios: Sequence[Scenario], seed: int, rounds: int) -> int:
    began = time.monotonic()
    counts: Counter[str] = Counter()
    ends_at = began + _MINUTES * 60 * rounds - _TO_COME_TO_REST_SECONDS
    async with open_stage(seed, rounds, ends_at) as stage:
        print(f"The product runs after {time.monotonic() - began:.0f} s: {stage.shop.url}")
        for scenario in scenarios:
            counts.update(await _one(scenario, stage))
        books = stage.books()
    print(_summary(len(scenarios), seed, counts, books, stage.findings, time.monotonic() - began))
    return 1 if stage.findings else 0


async def _one(scenario: Scenario, stage: Stage) -> dict[str, int]:
    began, known = time.monotonic(), len(stage.findings)
    try:
        counts = await scenario.run(stage)
    except Exception as error:
        traceback.print_exc()
        stage.findings.append(f"the scenario broke off: {type(error).__name__}: {error}")
        counts = {}
    told = ", ".join(f"{count:,} {what}" for what, count in counts.items()) or "nothing"
    new = stage.findings[known:]
    print(f"{scenario.name.replace('_', ' ')}: {told}; {len(new)} findings; {time.monotonic() - began:.0f} s")
    for finding in new:
        print(f"  ! {finding}")
    return counts


def _summary(
    driven: int, seed: int, counts: Counter[str], books: Books, findings: Sequence[str], seconds: float
) -> str:
    charged = [Decimal(one["amount_captured"]) / 100 for one in books.charges if one["status"] == "succeeded"]
    kills = sum(count for what, count in counts.items() if what.startswith("kills"))
    return (
        f"{driven} scenarios, seed {seed}: {len(books.orders):,} orders, {len(charged):,} charges of"
        f" {sum(charged):,.2f} EUR, {len(books.refunds):,} refunds, {len(books.received):,} webhooks,"
        f" {counts['forged webhooks']:,} forged, {kills:,} kills of web, jobs and provider,"
        f" {counts['PostgreSQL stopped or killed']} of PostgreSQL; {len(findings)} findings; {seconds:.0f} s"
    )


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        app()
    except Problem as problem:
        sys.exit(str(problem))
