"""`hub run`, which `make run` ends in: started again, killed, stopped, and refused when it cannot run."""

import os
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from aistrategyhub.infra.embedded.postgres import EmbeddedPostgres
from aistrategyhub.infra.external import libpq_url
from tests.factories.sales import COMPANY
from tests.harness.auditor import audit
from tests.harness.installation import Installation, has_documents
from tests.harness.product import Product, clean_environment, command_of, new_product
from tests.harness.site import free_port, wait_for

pytestmark = pytest.mark.system

_QUICK_SECONDS = 15


@pytest.fixture(scope="module")
def product(built_site: Path) -> Iterator[Product]:
    """One of this module's own: a start that fails here is nobody else's failure."""
    with new_product() as running:
        running.start()
        yield running


def how_busy_the_machine_is() -> float:
    """How many processes want each core, at least one: times are promised for a machine with nothing else to do."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def left_over(product: Product) -> list[str]:
    return [command_of(pid) for pid in product.processes()]


def test_a_product_killed_in_the_middle_of_a_sale_ends_whole_and_goes_on_at_the_next_start(product: Product) -> None:
    customer = product.customer()
    order = customer.order(COMPANY)
    assert customer.confirm(customer.start_payment(order)).status_code == 200
    product.process.kill()
    product.process.wait()
    wait_for(lambda: left_over(product) == [], 45, lambda: "\n".join(left_over(product)))

    start_again(product)

    product.customer().follow(order, has_documents)
    wait_for(lambda: audit(product, [order]) == [], 30, lambda: "\n".join(audit(product, [order])))


def test_ctrl_c_leaves_nothing_running_and_the_next_start_is_quick_on_another_port(product: Product) -> None:
    first, said_before = product.url, len(product.log.read_text())
    assert product.stop(signal.SIGINT) == 0, product.story()
    assert left_over(product) == []
    assert "Traceback" not in product.log.read_text()[said_before:], product.story()

    start_again(product)

    assert product.url != first


def start_again(product: Product) -> None:
    """Starts it on what an earlier life left: nothing is built or loaded anew, and it serves within its time."""
    said_before = len(product.log.read_text())
    seconds = product.start()
    assert seconds < _QUICK_SECONDS * how_busy_the_machine_is()
    said = product.log.read_text()[said_before:]
    assert "Building the pages" not in said
    assert "demo data" not in said


def test_while_it_runs_a_second_one_is_refused(product: Product) -> None:
    assert_refused(product.hub("run"), "already runs in", f"kill {product.process.pid}")
    assert_refused(product.hub("reset", "--yes"), "is running in", f"kill {product.process.pid}")


@pytest.fixture
def installation(tmp_path: Path) -> Callable[..., Installation]:
    """Installations that name servers of their own."""

    def make(**variables: str) -> Installation:
        given = {"HOST": "127.0.0.1", "PORT": str(free_port()), "DATA_DIR": str(tmp_path), **variables}
        return Installation(tmp_path, "", "", clean_environment(**given))

    return make


def test_a_schema_that_does_not_fit_stops_every_start(
    installation: Callable[..., Installation],
    embedded_postgres: EmbeddedPostgres,
    embedded_redis: object,
    superuser_sql: Callable[[str, str], object],
) -> None:
    urls = embedded_postgres.fresh_database("untouched")
    theirs = installation(DATABASE_URL=libpq_url(urls.owner), REDIS_URL=embedded_redis.url)
    assert_refused(theirs.hub("serve"), "The database is at revision none", "hub migrate")
    assert theirs.hub("migrate").returncode == 0
    superuser_sql("untouched", "UPDATE alembic_version SET version_num = 'from_next_year'")
    for command in ("run", "serve"):
        assert_refused(theirs.hub(command), "revision from_next_year, which this version of the program does not know")
    embedded_postgres.drop_database("untouched")


def test_pages_that_were_never_built_are_named(
    installation: Callable[..., Installation], migrated: object, embedded_redis: object, tmp_path: Path
) -> None:
    without_pages = installation(
        DATABASE_URL=libpq_url(migrated.application),
        REDIS_URL=embedded_redis.url,
        REFLEX_WEB_WORKDIR=str(tmp_path / "web"),
    )
    assert_refused(without_pages.hub("serve"), "The pages are not built", ".venv/bin/hub build")


def test_a_taken_port_stops_the_web_process_too(
    installation: Callable[..., Installation], migrated: object, embedded_redis: object, built_site: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        late = installation(DATABASE_URL=libpq_url(migrated.application), REDIS_URL=embedded_redis.url, PORT=port)
        assert_refused(late.hub("serve"), f"Port {port} is taken")


def assert_refused(done: object, *parts: str) -> None:
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    for part in parts:
        assert part in done.stdout + done.stderr
