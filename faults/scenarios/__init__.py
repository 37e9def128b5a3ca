"""The faults, in the order in which they are driven: those that take their time by chance come last."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from faults.scenarios import (
    amounts_and_quantities,
    database_away,
    deadlocks,
    every_order_of_events,
    forged_events,
    killed_processes,
    lost_and_late_events,
    money_by_hand,
    one_event_fifty_times,
    one_use_coupon,
    provider_errors,
    refunds_at_once,
    rolling_restart,
    twenty_buyers_of_one_order,
)
from faults.stage import Stage


@dataclass(frozen=True)
class Scenario:
    """One kind of fault. `run` drives it, adds what is wrong to the stage's findings, waits until the auditor has
    nothing to say, and answers how often it did what."""

    name: str
    run: Callable[[Stage], Awaitable[dict[str, int]]]


SCENARIOS = tuple(
    Scenario(module.__name__.rpartition(".")[2], module.run)
    for module in (
        every_order_of_events,
        one_event_fifty_times,
        lost_and_late_events,
        forged_events,
        provider_errors,
        twenty_buyers_of_one_order,
        one_use_coupon,
        refunds_at_once,
        money_by_hand,
        amounts_and_quantities,
        deadlocks,
        database_away,
        rolling_restart,
        killed_processes,
    )
)
