"""F24: the web server replaces its processes and the job process is stopped, one after the other, while people pay."""

import asyncio
import signal

from faults.processes import Part, playing, send, web_workers
from faults.stage import Stage

_BUYERS = 6


async def run(stage: Stage) -> dict[str, int]:
    """Requests and work under way are finished, and no payment fails."""
    replaced = 0
    async with stage.customers(_BUYERS) as sold:
        for _ in range(stage.rounds):
            for part, number in ((Part.WEB, signal.SIGHUP), (Part.JOBS, signal.SIGTERM)):
                await asyncio.sleep(1)
                replaced += await _replace(stage, part, number)
    await stage.settle()
    return {"processes replaced": replaced, "sales meanwhile": len(sold)}


async def _replace(stage: Stage, part: Part, number: signal.Signals) -> int:
    """Sends the signal to whoever plays the part, and waits until all that worked for it are others."""

    def working() -> set[int]:
        return set(web_workers(stage.supervisor) if part is Part.WEB else playing(part, stage.supervisor))

    before = working()
    send(number, playing(part, stage.supervisor))
    await stage.until(lambda: len(working()) == len(before) and not working() & before, 60, f"{part} was replaced")
    return len(before)
