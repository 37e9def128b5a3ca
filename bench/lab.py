"""Where the measuring happens: folders, databases and products that nobody else uses, gone afterwards."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path
from subprocess import DEVNULL, run
from types import TracebackType
from typing import Self

import psycopg

from aistrategyhub.infra import frontend
from aistrategyhub.infra.embedded.postgres import EmbeddedPostgres
from aistrategyhub.infra.external import libpq_url
from aistrategyhub.infra.installation import apply, secret_environment
from aistrategyhub.infra.problems import Problem
from aistrategyhub.infra.settings import ROOT, Settings
from bench.product import Product

# Pages are built here, beside those of a product that may be running.
_WEB_FOLDER = ".web.bench"
# The data folder that is used again after its first start.
FOLDER = "product"
_OUTSIDE = (
    "database_url",
    "redis_url",
    "stripe_secret_key",
    "smtp_host",
    "ms_graph_client_id",
    "s3_bucket",
    "embeddings_api_key",
    "sentry_dsn",
)


class Lab:
    """One run of the bench. `quick` asks for fewer repetitions; `chunks` for another size of a bot than the usual,
    `orders` for so many simulated ones."""

    def __init__(self, *, quick: bool, chunks: int = 0, orders: int = 0) -> None:
        self.quick = quick
        self.chunks = chunks
        self.orders = orders
        self.folder = Path(tempfile.mkdtemp(prefix="hub-bench-"))
        self._running = ExitStack()
        self._product: Product | None = None

    def __enter__(self) -> Self:
        _forget_environment()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._running.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def times(self, full: int, quick: int) -> int:
        """How often to measure."""
        return quick if self.quick else full

    @contextmanager
    def inside(self, folder: Path, server: EmbeddedPostgres) -> Iterator[None]:
        """Within the block this process's settings are those of the product on that folder."""
        before = dict(os.environ)
        secrets = secret_environment(Settings(data_dir=folder))
        apply({"DATA_DIR": str(folder), "DATABASE_URL": server.application_url, **secrets})
        try:
            yield
        finally:
            os.environ.clear()
            apply(before)

    def prepare_pages(self) -> None:
        """Builds the pages, if they are not as the sources are now."""
        os.environ["REFLEX_WEB_WORKDIR"] = _WEB_FOLDER
        frontend.build_if_changed()

    def start_product(self, folder: str) -> Product:
        """A product on the data folder of this name: cold the first time, warm on a folder used before."""
        return Product(self.folder / folder, os.environ)

    def keep(self, product: Product) -> None:
        """Lets a product run on, for the experiments that need one."""
        self._product = self._running.enter_context(product)

    @property
    def product(self) -> Product:
        """A running product with the demo firm."""
        if self._product is None:
            self.prepare_pages()
            self.keep(self.start_product(FOLDER))
        assert self._product is not None
        return self._product

    @cached_property
    def database(self) -> EmbeddedPostgres:
        """The product's PostgreSQL with the demo firm, without the product; this process's settings name it."""
        if self._product is not None:
            self._product.stop()
            self._product = None
        folder = self.folder / FOLDER
        folder.mkdir(exist_ok=True)
        server = self._running.enter_context(EmbeddedPostgres(folder))
        apply(
            {
                "DATA_DIR": str(folder),
                "DATABASE_URL": server.application_url,
                "MIGRATION_DATABASE_URL": server.owner_url,
                # Nothing that is measured on the database alone needs Redis; `hub` would start one.
                "REDIS_URL": f"unix://{folder}/nobody.sock",
                **secret_environment(Settings(data_dir=folder)),
            }
        )
        hub("migrate")
        hub("seed", "--scale", str(self.times(40, 5)))
        return server


def hub(*command: str) -> None:
    """Runs a command of `hub` in this process's environment; raises when it fails."""
    run([sys.executable, "-m", "aistrategyhub.cli", *command], cwd=ROOT, check=True, stdout=DEVNULL)


def settle(server: EmbeddedPostgres) -> None:
    """Gives PostgreSQL at once, after many rows, what its autovacuum would within a minute or two."""
    with psycopg.connect(libpq_url(server.superuser_url), autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE)")


def _forget_environment() -> None:
    """From here on this process knows no server and no vendor outside the lab. Raises Problem when `.env` names one."""
    for name in Settings.model_fields:
        os.environ.pop(name.upper(), None)
    settings = Settings()
    named = [name.upper() for name in _OUTSIDE if getattr(settings, name)]
    if settings.is_production or named:
        raise Problem(
            f"This works on servers of its own, and .env names {', '.join(named) or 'production'}.",
            "mv .env .env.away  # and back when it is done",
        )
