"""What row-level security costs, as a ratio."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import psycopg
from sqlalchemy import Select, event
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.orm import ORMExecuteState

from aistrategyhub.features.orders.models import Order
from aistrategyhub.features.orders.queries import list_orders
from aistrategyhub.features.tenants.queries import first_tenant
from aistrategyhub.infra.db import APPLICATION_ROLE, close_engine, transaction, unit_of_work
from aistrategyhub.infra.embedded.postgres import EmbeddedPostgres
from aistrategyhub.infra.embedded.roles import APPLICATION
from bench.figures import Figure, Section, percentile, sampled
from bench.lab import Lab

_FREE_ROLE = "bench_free"
_OTHER_FIRMS = 19
_INSERTED = 50
_WARM_UP = 10
# A copy of an order has its own firm and identity, and nobody's account.
_OWN_COLUMNS = {"tenant_id", "id", "user_id", "number", "idempotency_key"}
_COPIED = ", ".join(column.name for column in Order.__table__.columns if column.name not in _OWN_COLUMNS)
_ENTER = "SELECT set_config('app.tenant_id', %s, true)"
_HOW = (
    "The owner's list of orders, its first page of twenty and the count of all, among {orders:,} orders of {firms}"
    " firms: the very statements of the product. With the policy: the application's role, told its firm at the"
    " start of the transaction, and held to it. Without: a role with BYPASSRLS and the same statements with the"
    " firm in their WHERE, as an application without policies would write them. Then {inserted} orders in one"
    " INSERT by either role. Both take turns, each time in a transaction that is undone. The ratios are of first"
    " quartiles, which other programs on the machine disturb least."
)


@dataclass(frozen=True)
class Side:
    """One of the two that are compared: who asks, for which firm if it must be told, and what."""

    connection: psycopg.Connection
    enters: UUID | None
    statements: Sequence[str]

    def time(self) -> float:
        """Milliseconds of a transaction with these statements, all rows fetched, before it is undone."""
        began = time.perf_counter()
        if self.enters:
            self.connection.execute(_ENTER, [str(self.enters)])
        for statement in self.statements:
            found = self.connection.execute(statement)
            if found.description:
                found.fetchall()
        took = (time.perf_counter() - began) * 1e3
        self.connection.rollback()
        return took


def measure(lab: Lab) -> Section:
    """The list and the insert, with the policy and without."""
    server, times = lab.database, lab.times(400, 100)
    tenant, order_id, selects = asyncio.run(_observe_the_list())
    orders = _give_others_orders(server)
    reads, narrowed = [[_words(q) for q in selects], [_words(q.where(Order.tenant_id == tenant)) for q in selects]]
    writes = [_insert(tenant, order_id)]
    application = server.application_url.replace("+psycopg", "")
    free_role = application.replace(APPLICATION, _FREE_ROLE)
    with psycopg.connect(application) as held, psycopg.connect(free_role) as free:
        figures = [
            *_compare("List", Side(held, tenant, reads), Side(free, None, narrowed), times),
            *_compare(f"Insert of {_INSERTED}", Side(held, tenant, writes), Side(free, None, writes), times),
        ]
    how = _HOW.format(orders=orders, firms=_OTHER_FIRMS + 1, inserted=_INSERTED)
    return Section("policy", "Row-level security", how, figures)


async def _observe_the_list() -> tuple[UUID, UUID, list[Select]]:
    """The firm, one of its orders, and what the product asks for to list them."""
    selects: list[Select] = []
    async with transaction() as session:
        tenant = await first_tenant(session)
    assert tenant is not None

    def note(execution: ORMExecuteState) -> None:
        selects.append(execution.statement)

    async with unit_of_work(tenant.id) as session:
        event.listen(session.sync_session, "do_orm_execute", note)
        page = await list_orders(session)
    await close_engine()
    assert len(page.rows) == page.per_page < page.total
    return tenant.id, page.rows[0].id, selects


def _words(select: Select) -> str:
    return str(select.compile(dialect=PGDialect_psycopg(), compile_kwargs={"literal_binds": True}))


def _insert(tenant: UUID, order_id: UUID) -> str:
    """Copies of one order, which the primary key finds."""
    return (
        f"INSERT INTO orders (tenant_id, id, number, {_COPIED})"
        f" SELECT tenant_id, gen_random_uuid(), 'COPY-' || n, {_COPIED}"
        f" FROM orders, generate_series(1, {_INSERTED}) AS n"
        f" WHERE tenant_id = '{tenant}' AND id = '{order_id}'"
    )


def _give_others_orders(server: EmbeddedPostgres) -> int:
    """Makes the role without policy, and other firms with copies of all orders; how many orders there are now."""
    with psycopg.connect(server.superuser_url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {_FREE_ROLE} LOGIN BYPASSRLS IN ROLE {APPLICATION_ROLE}")
        connection.execute(
            "INSERT INTO tenants (id, slug, name, is_demo, is_active, created_at)"
            " SELECT gen_random_uuid(), 'firm-' || n, 'Firm ' || n, true, true, now()"
            f" FROM generate_series(1, {_OTHER_FIRMS}) AS n"
        )
        connection.execute(
            f"INSERT INTO orders (tenant_id, id, number, {_COPIED})"
            f" SELECT tenants.id, gen_random_uuid(), number, {_COPIED} FROM orders, tenants WHERE slug LIKE 'firm-%'"
        )
        connection.execute("VACUUM ANALYZE orders")
        return connection.execute("SELECT count(*) FROM orders").fetchone()[0]


def _compare(label: str, with_policy: Side, without: Side, times: int) -> list[Figure]:
    pairs = [(with_policy.time(), without.time()) for _ in range(times + _WARM_UP)][_WARM_UP:]
    held, free = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    return [
        sampled(f"{label}: with the policy", held, "ms"),
        sampled(f"{label}: without", free, "ms"),
        Figure(f"{label}: ratio", percentile(held, 25) / percentile(free, 25)),
    ]
