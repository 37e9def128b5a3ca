"""`python -m aistrategyhub.integrations.stripe.standin`: starts the stand-in. Options also come from variables."""

import argparse
import asyncio
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from aistrategyhub.integrations.stripe.standin.deliveries import RetryPace
from aistrategyhub.integrations.stripe.standin.journal import FolderInUse, JournalDamaged
from aistrategyhub.integrations.stripe.standin.server import StandInOptions, serve

PREFIX = "STRIPE_STANDIN_"


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs until stopped. Exit status 78 when it may not or cannot start, with one line saying why."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s", stream=sys.stderr)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    if os.environ.get("ENVIRONMENT", "").lower() == "production":
        return _cannot_start("ENVIRONMENT=production: the payment stand-in never runs there. Set STRIPE_SECRET_KEY.")
    try:
        asyncio.run(serve(_options(arguments)))
    except (FolderInUse, JournalDamaged, OSError, RuntimeError) as error:
        return _cannot_start(f"the payment stand-in cannot start: {error}")
    return os.EX_OK


def _cannot_start(why: str) -> int:
    sys.stderr.write(why + "\n")
    return os.EX_CONFIG


def _options(arguments: Sequence[str] | None) -> StandInOptions:
    asked = _parser().parse_args(arguments)
    host, _, port = asked.listen.rpartition(":")
    return StandInOptions(
        data_dir=asked.data_dir,
        host=host or "127.0.0.1",
        port=int(port),
        webhook_url=asked.webhook_url or None,
        public_url=asked.public_url.rstrip("/") or None,
        browser_path=asked.browser_path,
        pace=RetryPace(asked.retry_seconds, asked.longest_retry_seconds),
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="standin", description="A local stand-in of Stripe. It moves no money.", epilog=f"Variables: {PREFIX}*"
    )

    def option(name: str, meaning: str, default: str | None = None, kind: type = str) -> None:
        given = os.environ.get(PREFIX + name.upper().replace("-", "_"), default)
        parser.add_argument(f"--{name}", default=given, required=given is None, type=kind, help=meaning)

    option("data-dir", "folder of the ledger and of the keys", kind=Path)
    option("listen", "address and port", "127.0.0.1:12111")
    option("webhook-url", "where events are sent; empty for nowhere", "")
    option("public-url", "the product's address, the only one payers are sent back to", "")
    option("browser-path", "where the product shows the stand-in's pages", "/dev/stripe")
    option("retry-seconds", "wait before the second delivery of an event", "1", float)
    option("longest-retry-seconds", "longest wait between deliveries", "60", float)
    return parser


if __name__ == "__main__":
    sys.exit(main())
