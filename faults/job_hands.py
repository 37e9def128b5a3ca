"""`python -m faults.job_hands COUNT`: job processes that can be killed twice a second.

Each is the product's own job process. It is forked from one that has loaded all the code, so that the next one stands
in its place a moment later: `python -m jobs` needs seconds to load, and the supervisor waits longer each time.
"""

import asyncio
import gc
import os
import signal
import sys
from types import FrameType

from aistrategyhub import registry
from aistrategyhub.infra.embedded.process import die_with_parent
from aistrategyhub.infra.logging import configure_logging
from aistrategyhub.infra.settings import Settings, load_settings_or_exit
from jobs.__main__ import JobProcess


def main(count: int) -> None:
    """Keeps so many hands at work until SIGTERM."""
    settings = load_settings_or_exit()
    configure_logging(settings, role="jobs")
    registry.features()
    registry.jobs()
    gc.freeze()
    hands = {_fork(settings) for _ in range(count)}

    def stop(number: int, frame: FrameType | None) -> None:
        for hand in hands:
            os.kill(hand, signal.SIGKILL)
        os._exit(0)

    signal.signal(signal.SIGTERM, stop)
    while True:
        dead, _status = os.wait()
        hands.discard(dead)
        hands.add(_fork(settings))


def _fork(settings: Settings) -> int:
    pid = os.fork()
    if pid:
        return pid
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    die_with_parent(signal.SIGKILL)
    os._exit(asyncio.run(JobProcess(settings).run()))


if __name__ == "__main__":
    main(int(sys.argv[1]))
