"""What the leader of the job processes looks up for the metrics."""

from datetime import timedelta

from aistrategyhub.core.access import Role
from aistrategyhub.core.clock import now
from aistrategyhub.features.accounts.models import Person, Session
from aistrategyhub.features.tenants.service import create_tenant
from aistrategyhub.infra import metrics
from aistrategyhub.infra.db import transaction, unit_of_work
from aistrategyhub.infra.work import WorkStatus, claim, enqueue
from jobs.gauges import measure


async def _sign_in(session, email: str, *, expires_in_hours: tuple[int, ...]) -> None:
    person = Person(email=email, password_hash="-", role=Role.CUSTOMER)
    session.add(person)
    await session.flush()
    for hours in expires_in_hours:
        token = f"{email}{hours}"[:64]
        session.add(Session(user_id=person.id, token_fingerprint=token, expires_at=now() + timedelta(hours=hours)))


async def test_waiting_work_and_people_of_every_tenant_are_counted(committed_tenant, monkeypatch):
    rows, people = {}, []
    monkeypatch.setattr(metrics, "are_collected", lambda: True)
    monkeypatch.setattr(metrics, "set_work_rows", rows.__setitem__)
    monkeypatch.setattr(metrics, "set_active_users", people.append)
    async with transaction() as session:
        other = (await create_tenant(session, slug="altra", name="Altra ditta")).id
    for tenant in (committed_tenant, other):
        async with unit_of_work(tenant) as session:
            await enqueue(session, "prova")
            await enqueue(session, "prova")
            await _sign_in(session, "due@example.it", expires_in_hours=(1, 2))
            await _sign_in(session, "scaduta@example.it", expires_in_hours=(-1,))
    await claim({"prova": timedelta(minutes=1)}, 1)

    await measure()

    assert rows == {WorkStatus.READY: 3, WorkStatus.LEASED: 1, WorkStatus.DEAD: 0}
    assert people == [2]


async def test_nothing_is_looked_up_when_nobody_collects(monkeypatch):
    monkeypatch.delenv("PROMETHEUS_MULTIPROC_DIR", raising=False)
    monkeypatch.setattr("jobs.gauges.transaction", None)
    await measure()
