"""The development server is gone when whoever started it is told to stop."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress

from tests.harness.product import clean_environment
from tests.harness.site import wait_for

# Reflex's server in small: it leaves a child behind, and neither hears an interrupt.
_STUBBORN = "trap '' INT; sleep 300 & echo $$; wait"
_SERVE = f"""
from aistrategyhub.infra import web_server
from aistrategyhub.infra.embedded.process import spawn
from aistrategyhub.infra.settings import get_settings
web_server.spawn = lambda *_, **__: spawn(["sh", "-c", {_STUBBORN!r}])
web_server.dev(get_settings())
"""


def test_asked_twice_it_still_leaves_nothing_running() -> None:
    served = subprocess.Popen([sys.executable, "-c", _SERVE], stdout=subprocess.PIPE, env=clean_environment())
    assert served.stdout is not None
    group = int(served.stdout.readline())
    try:
        served.terminate()
        time.sleep(0.5)  # by now it waits for its child, which it gives three seconds
        served.terminate()
        assert served.wait(20) == 0
        wait_for(lambda: not _runs(group), 5, lambda: "the group still runs")
    finally:
        with suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)


def _runs(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
