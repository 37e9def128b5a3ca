"""The screen of imports: a file is looked at, imported, watched, undone."""

from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.features.catalog import jobs
from aistrategyhub.features.catalog.queries import find_service
from aistrategyhub.features.catalog.queries.batches import BatchNotFound
from aistrategyhub.features.catalog.service import check_file
from aistrategyhub.features.catalog.state import importing
from aistrategyhub.features.catalog.state.importing import CatalogImportState
from tests.factories.catalog import create_service
from tests.factories.people import cookie_of, create_somebody, principal_of
from tests.harness.states import Tab

HEADER = "slug;kind;category;vat_class;status;name_it;short_description_it;price"
NEW = "audit-ai;service_fixed;ai-compliance;standard;published;Audit AI;Un controllo.;1.450,00"
SCREEN = CatalogImportState.event_handlers


def sheet(*lines: str) -> bytes:
    return "\n".join([HEADER, *lines]).encode()


def shown(tab: Tab, name: str) -> Any:
    return tab.seen(CatalogImportState, "shown")[name]


@pytest.fixture
async def owner(session: AsyncSession, tab: Tab) -> Tab:
    await create_service(session, slug="analisi", price="100.00")
    tab.principal = principal_of(await create_somebody(session, Role.ADMIN))
    tab.go("/admin/catalogo/importazioni")
    await tab.send(SCREEN["arrive"])
    return tab


class Worker:
    """Does what was begun while the screen waits, one act each time it looks."""

    def __init__(self, session: AsyncSession) -> None:
        self.session, self.batch_id, self.left = session, "", [jobs.run_batch, jobs.undo_batch]

    async def sleep(self, seconds: float) -> None:
        await self.left.pop(0)(self.session, {"batch_id": self.batch_id})


@pytest.fixture
def worker(session: AsyncSession, monkeypatch: pytest.MonkeyPatch) -> Worker:
    working = Worker(session)
    monkeypatch.setattr(importing, "asyncio", working)
    return working


async def look(session: AsyncSession, tab: Tab, data: bytes) -> str:
    batch = await check_file(session, data, "catalogo.csv")
    await tab.send(SCREEN["uploaded"], answer={"id": str(batch.id)})
    return str(batch.id)


async def test_a_file_is_looked_at_imported_watched_and_undone(
    session: AsyncSession, owner: Tab, worker: Worker
) -> None:
    worker.batch_id = batch_id = await look(session, owner, sheet(NEW, "analisi;;;;;;;120"))
    assert (shown(owner, "can_start"), shown(owner, "can_undo")) == (True, False)
    assert [(line["line"], line["what"], line["note"]) for line in owner.seen(CatalogImportState, "lines")] == [
        (2, "Nuovo", ""),
        (3, "Cambiato", "price"),
    ]
    await owner.send(SCREEN["begin"])
    assert (shown(owner, "status"), shown(owner, "percent"), shown(owner, "can_undo")) == ("done", 100, True)
    assert (await find_service(session, "audit-ai", "it")).name == "Audit AI"
    await owner.send(SCREEN["undo"], batch_id=batch_id)
    assert (shown(owner, "status"), shown(owner, "can_undo")) == ("undone", False)
    assert await find_service(session, "audit-ai", "it") is None
    assert [row["status"] for row in owner.seen(CatalogImportState, "rows")] == ["undone"]
    assert worker.left == []


async def test_a_refused_file_says_every_line_and_cannot_be_begun(session: AsyncSession, owner: Tab) -> None:
    await look(session, owner, sheet(NEW.replace("1.450,00", "-1"), "analisi;regalo;;;;;;"))
    assert (shown(owner, "status"), shown(owner, "can_start")) == ("failed", False)
    assert [(line["line"], line["what"]) for line in owner.seen(CatalogImportState, "lines")] == [
        (2, "price"),
        (3, "kind"),
    ]
    assert (shown(owner, "is_refused"), shown(owner, "advice")) == (
        True,
        "Non è stato importato nulla: correggi queste righe e carica di nuovo il file.",
    )
    await owner.send(SCREEN["begin"])
    assert owner.seen(CatalogImportState, "form_error").startswith("Questa importazione non si può avviare")
    assert owner.seen(CatalogImportState, "busy") is False


async def test_a_file_that_changes_nothing_says_so(session: AsyncSession, owner: Tab) -> None:
    await look(session, owner, sheet("analisi;;;;;;;100"))
    assert (shown(owner, "can_start"), shown(owner, "is_refused")) == (False, False)
    assert shown(owner, "advice") == "Questo file non cambia nulla: il catalogo dice già così."


async def test_a_long_file_says_how_much_of_it_is_not_shown(session: AsyncSession, owner: Tab) -> None:
    lines = [NEW.replace("audit-ai", f"audit-{number}") for number in range(53)]
    await look(session, owner, sheet(*lines))
    assert len(owner.seen(CatalogImportState, "lines")) == 50
    assert shown(owner, "more_label") == "… e altre 3 righe"


@pytest.mark.parametrize("batch_id", ["boh", "01a200c9-3e56-7358-be99-603d74b2b414"])
async def test_an_import_that_is_not_there(owner: Tab, batch_id: str) -> None:
    with pytest.raises(BatchNotFound):
        await owner.send(SCREEN["look"], batch_id=batch_id)


async def test_an_editor_imports_nothing(session: AsyncSession, tab: Tab, api: httpx.AsyncClient) -> None:
    await create_service(session)
    batch = await check_file(session, sheet(NEW), "catalogo.csv")
    tab.principal = principal_of(await create_somebody(session, Role.EDITOR))
    await tab.send(SCREEN["look"], batch_id=str(batch.id))
    assert tab.events[-1].payload["text"] == "Il tuo ruolo non permette questa operazione."
    headers = {"Origin": "http://localhost:3000"} | await cookie_of(session, Role.EDITOR)
    for method, address in (
        ("POST", "imports"),
        ("GET", f"imports/{batch.id}"),
        ("POST", f"imports/{batch.id}/run"),
        ("POST", f"imports/{batch.id}/undo"),
        ("GET", "export"),
    ):
        answer = await api.request(method, f"/api/v1/catalog/{address}", content=sheet(NEW), headers=headers)
        assert (answer.status_code, answer.json()["success"]) == (403, False), address
