"""The stand-in put together and served by one process."""

import asyncio
import contextlib
import logging
import signal
import socket
from dataclasses import dataclass, field
from pathlib import Path

from granian.constants import HTTPModes, Interfaces
from granian.server.embed import Server
from starlette.applications import Starlette
from starlette.routing import Route

from aistrategyhub.integrations.stripe.standin.api import Api
from aistrategyhub.integrations.stripe.standin.browser import PAYING, SAVING, Pages
from aistrategyhub.integrations.stripe.standin.control import Control
from aistrategyhub.integrations.stripe.standin.deliveries import Deliveries, RetryPace
from aistrategyhub.integrations.stripe.standin.faults import Faults
from aistrategyhub.integrations.stripe.standin.journal import Journal
from aistrategyhub.integrations.stripe.standin.keys import StandInKeys
from aistrategyhub.integrations.stripe.standin.ledger import Ledger
from aistrategyhub.integrations.stripe.standin.places import Places

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class StandInOptions:
    """How one stand-in is started."""

    data_dir: Path
    host: str
    port: int
    webhook_url: str | None = None
    public_url: str | None = None
    browser_path: str = "/dev/stripe"
    pace: RetryPace = field(default_factory=RetryPace)


async def serve(options: StandInOptions) -> None:
    """Serves until SIGTERM or SIGINT. Raises OSError, FolderInUse or JournalDamaged before it listens."""
    _refuse_taken_port(options)
    keys = StandInKeys.load_or_create(options.data_dir)
    journal = Journal(options.data_dir)
    ledger = Ledger(journal, delivers=options.webhook_url is not None)
    faults = Faults()
    deliveries = Deliveries(ledger, faults, options.webhook_url, keys.webhook_secret, options.pace)
    places = Places(f"http://{options.host}:{options.port}", options.public_url, options.browser_path)
    app = _application(ledger, keys, places, faults, deliveries)
    deliveries.start()
    try:
        await _listen(app, options)
    finally:
        await deliveries.stop()
        journal.close()


def _application(
    ledger: Ledger, keys: StandInKeys, places: Places, faults: Faults, deliveries: Deliveries
) -> Starlette:
    api = Api(ledger, keys, places, faults)
    methods = ["GET", "POST", "PUT", "PATCH", "DELETE"]
    return Starlette(
        routes=[
            Route("/v1/{path:path}", api.answer, methods=methods),
            *Pages(ledger, places, PAYING).routes(),
            *Pages(ledger, places, SAVING).routes(),
            *Control(ledger, keys, faults, deliveries).routes(),
        ]
    )


def _refuse_taken_port(options: StandInOptions) -> None:
    """Raises OSError when somebody listens there: the server would share the port without a word."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((options.host, options.port))


async def _listen(app: Starlette, options: StandInOptions) -> None:
    server = Server(
        app,
        options.host,
        options.port,
        interface=Interfaces.ASGINL,
        http=HTTPModes.http1,
        websockets=False,
        log_enabled=False,
    )
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, server.stop)
    logger.info("payment stand-in at http://%s:%s, data in %s", options.host, options.port, options.data_dir)
    with contextlib.suppress(asyncio.CancelledError):
        await server.serve()
