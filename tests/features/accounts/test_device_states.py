"""The screens of devices and keys, through real events."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.core.clock import now
from aistrategyhub.features.accounts.models import ApiKey, KnownDevice, Person, Session
from aistrategyhub.features.accounts.service import open_session
from aistrategyhub.features.accounts.service.outdated import DEVICES_LAST, forget_outdated
from aistrategyhub.features.accounts.state.api_keys import ApiKeysState
from aistrategyhub.features.accounts.state.devices import DevicesState
from tests.factories.people import create_somebody, principal_of
from tests.harness.states import Tab


@pytest.fixture
async def person(session: AsyncSession, tab: Tab) -> Person:
    made = await create_somebody(session, Role.EDITOR, email="anna@prova.example")
    for agent in ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "curl/8.5", ""):
        await open_session(session, made, methods=["password"], ip_address="203.0.113.7", user_agent=agent)
    await session.flush()
    newest = (await session.execute(select(Session.id).order_by(Session.id.desc()))).scalars().first()
    tab.principal = principal_of(made, session_id=newest, proved_at=now())
    return made


async def _sessions(session: AsyncSession) -> int:
    return len((await session.execute(select(Session.id))).all())


async def test_the_list_names_this_device_and_ends_another(session: AsyncSession, tab: Tab, person: Person) -> None:
    tab.go("/profilo/dispositivi")
    await tab.send(DevicesState.load)
    rows = tab.seen(DevicesState, "rows")
    assert [(row["device"], row["is_this_one"]) for row in rows] == [
        ("Dispositivo non dichiarato", True),
        ("curl", False),
        ("Firefox, Linux", False),
    ]
    await tab.send(DevicesState.end, session_id=rows[1]["session_id"])
    assert [row["device"] for row in tab.seen(DevicesState, "rows")] == [rows[0]["device"], rows[2]["device"]]
    await tab.send(DevicesState.end, session_id=rows[1]["session_id"])
    assert tab.seen(DevicesState, "refusal").startswith("Quell'accesso non c'è più")
    await tab.send(DevicesState.end_others)
    assert (await _sessions(session), tab.seen(DevicesState, "has_others")) == (1, False)


@pytest.mark.parametrize("session_id", ["", "x", "01a1fe59-0000-7000-8000-000000000000", "' OR 1=1 --"])
async def test_an_invented_device_ends_nothing(
    session: AsyncSession, tab: Tab, person: Person, session_id: str
) -> None:
    await tab.send(DevicesState.end, session_id=session_id)
    assert (await _sessions(session), tab.seen(DevicesState, "refusal")[:6]) == (3, "Quell'")


async def _create(tab: Tab, **form: Any) -> None:
    await tab.send(ApiKeysState.create, form={"name": "Contabilità", "accounts:read_own": "on"} | form)


async def test_a_key_passes_to_the_tab_and_stays_in_no_state(session: AsyncSession, tab: Tab, person: Person) -> None:
    tab.go("/profilo/chiavi-api")
    await tab.send(ApiKeysState.load)
    await tab.send(ApiKeysState.begin)
    await _create(tab)
    (text,) = [line for event in tab.events for line in event.payload.get("lines", [])]
    assert text.startswith("hub_")
    assert text not in str(tab.values)
    assert tab.seen(ApiKeysState, "step") == "key"
    (row,) = tab.seen(ApiKeysState, "rows")
    assert (row["name"], row["scopes_label"], row["used_label"]) == ("Contabilità", "accounts:read_own", "mai")
    await tab.send(ApiKeysState.revoke, key_id=row["key_id"])
    assert tab.seen(ApiKeysState, "rows") == []


@pytest.mark.parametrize(
    ("form", "field"),
    [({"name": " "}, "name"), ({"accounts:read_own": ""}, "scopes"), ({"accounts:manage": "on"}, "scopes")],
)
async def test_what_is_wrong_is_said_beside_it(
    session: AsyncSession, tab: Tab, person: Person, form: dict[str, str], field: str
) -> None:
    await tab.send(ApiKeysState.load)
    await _create(tab, **form)
    assert list(tab.seen(ApiKeysState, "errors")) == [field]
    assert (await session.execute(select(ApiKey))).first() is None


async def test_a_stale_proof_leads_to_the_proof(session: AsyncSession, tab: Tab, person: Person) -> None:
    tab.principal = principal_of(person, proved_at=now() - timedelta(minutes=11))
    tab.go("/profilo/chiavi-api")
    await tab.send(ApiKeysState.begin)
    assert [event.payload["path"] for event in tab.events] == ["/conferma-identita?next=%2Fprofilo%2Fchiavi-api"]


async def test_devices_that_no_browser_can_name_are_forgotten(session: AsyncSession, person: Person) -> None:
    devices = list((await session.execute(select(KnownDevice))).scalars())
    devices[0].last_sign_in_at = now() - DEVICES_LAST - timedelta(hours=1)
    await session.flush()
    await forget_outdated(session)
    assert len((await session.execute(select(KnownDevice.id))).all()) == len(devices) - 1
