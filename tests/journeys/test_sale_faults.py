"""Whatever is killed while people buy: nothing is lost, nothing happens twice, and the product mends itself."""

import random
from concurrent.futures import ThreadPoolExecutor
from itertools import product as pairs
from threading import Timer
from typing import Any

import pytest

from tests.factories.sales import COMPANY, PERSON
from tests.harness.auditor import audit, read_ledger
from tests.harness.installation import Moment, has_documents
from tests.harness.product import Product, Role
from tests.harness.site import wait_for

pytestmark = pytest.mark.system

SEED = 20261121
AT_ONCE = 12
# A person who gets no answer tries again for this long.
PATIENCE_SECONDS = 90
OURS = (Role.WEB_MASTER, Role.WEB_WORKERS, Role.JOBS)


def settle(product: Product, *acknowledged: dict[str, Any], seconds: float = 60) -> None:
    """The auditor finds nothing to say, by itself and within the time."""

    def findings() -> list[str]:
        try:
            return audit(product, acknowledged)
        except Exception as error:
            return [repr(error)]

    wait_for(lambda: findings() == [], seconds, lambda: "\n".join([*findings(), product.story()]))


def test_any_process_killed_at_any_moment_of_a_sale(product: Product) -> None:
    """Each process is killed once around each moment of a sale, while other sales are under way."""
    chance = random.Random(SEED)
    plan = [(role, moment, chance.uniform(0, 0.5)) for role, moment in pairs(Role, Moment)]
    chance.shuffle(plan)
    print(f"seed {SEED}: {len(plan)} sales, each with a kill")

    with ThreadPoolExecutor(AT_ONCE) as shoppers:
        sales = list(shoppers.map(lambda fault: buy_with_a_kill(product, *fault), plan))

    settle(product, *sales)
    product.wait_healthy()
    log = product.log.read_text()
    for name in ("web", "jobs", "PostgreSQL", "Redis", "Stripe stand-in"):
        assert f"{name} ended (killed by SIGKILL); it starts again" in log, name
    assert "Traceback" not in log


def buy_with_a_kill(product: Product, victim: Role, when: Moment, delay: float) -> dict[str, Any]:
    killer = Timer(delay, product.kill, [victim])
    buyer = PERSON if victim in OURS else COMPANY
    sale = product.customer(PATIENCE_SECONDS).buy(buyer, at=lambda moment: killer.start() if moment is when else None)
    killer.join()
    return sale


def test_a_kill_between_the_providers_answer_and_our_commit_asks_for_one_payment(product: Product) -> None:
    customer = product.customer(PATIENCE_SECONDS)
    order = customer.order(COMPANY)

    def intents() -> list[dict[str, Any]]:
        records = read_ledger(product.data_dir / "stripe" / "ledger.jsonl").values()
        made = [record for record in records if record["object"] == "payment_intent"]
        return [intent for intent in made if intent["metadata"]["order_id"] == order["order_id"]]

    with (
        ThreadPoolExecutor() as other,
        product.provider_that("api", fault="silence_after_effect", seconds=5, path="/v1/payment_intents"),
    ):
        starting = other.submit(customer.start_payment, order)
        wait_for(lambda: intents() != [], 20, product.story)
        product.kill(Role.WEB_WORKERS)
        payment = starting.result()

    assert [intent["id"] for intent in intents()] == [payment["payment_intent_id"]]
    assert customer.confirm(payment).status_code == 200
    settle(product, customer.follow(order, has_documents))


def test_without_redis_pages_api_and_sales_go_on(product: Product) -> None:
    before = [product.pids(role) for role in OURS]
    customer = product.customer()
    with product.away(Role.REDIS):
        product.wait_until("degraded")
        assert product.health() == {
            "status": "degraded",
            "database": "ok",
            "redis": "down",
            "jobs": "ok",
            "stripe": "ok",
        }
        for path in ("/", "/en/servizi/", "/api/v1/services"):
            assert customer.ask("GET", path).status_code == 200, path
        sale = customer.buy(PERSON)
    settle(product, sale)
    product.wait_healthy(10)
    assert [product.pids(role) for role in OURS] == before


def test_without_postgresql_the_answer_is_a_sentence_and_all_goes_on_when_it_is_back(product: Product) -> None:
    before = [product.pids(role) for role in OURS]
    customer = product.customer()
    order = customer.order(COMPANY)
    asked = [
        ("GET", "/api/v1/services", {}),
        ("GET", "/api/v1/orders/track", {"params": {"key": order["order_key"]}}),
        ("POST", "/api/v1/checkout/payment", {"json": {"order_key": order["order_key"]}}),
    ]
    with product.away(Role.POSTGRES):
        for method, path, options in asked:
            answer = customer.ask(method, path, **options)
            assert answer.status_code == 503, path
            assert answer.json()["error"]["code"] == "DATABASE_UNAVAILABLE"
            assert "nulla è andato perso" in answer.json()["error"]["message"]
        assert customer.ask("GET", "/").status_code == 200
        product.wait_until("degraded")
        assert customer.ask("GET", "/health").status_code == 200
    product.wait_healthy(10)
    assert customer.confirm(customer.start_payment(order)).status_code == 200
    settle(product, customer.follow(order, has_documents))
    assert [product.pids(role) for role in OURS] == before


def test_a_full_database_refuses_in_a_sentence_too(product: Product) -> None:
    """PostgreSQL has no connection left for us (SQLSTATE 53300)."""
    before = [product.pids(role) for role in OURS]
    customer = product.customer()
    product.sql("ALTER ROLE hub_web CONNECTION LIMIT 0")
    product.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'hub_web'")
    try:
        answer = customer.ask("GET", "/api/v1/services")
        assert (answer.status_code, answer.json()["error"]["code"]) == (503, "DATABASE_UNAVAILABLE")
    finally:
        product.sql("ALTER ROLE hub_web CONNECTION LIMIT -1")
    product.wait_healthy(10)
    settle(product, customer.buy(PERSON))
    assert [product.pids(role) for role in OURS] == before
