"""The archive holds all that the map says is somebody's, and nothing of anybody else."""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import LargeBinary
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.features.accounts.models import Person, PrivacyRequest, RequestStatus
from aistrategyhub.features.accounts.queries.privacy_requests import list_own_requests
from aistrategyhub.features.accounts.rules.privacy_requests import ExportNotReady, one_month_after
from aistrategyhub.features.accounts.service.privacy_requests import file_of, request_export
from aistrategyhub.features.portal.jobs import remove_outdated
from aistrategyhub.features.portal.rules.archive import archive, plain, unique_names
from aistrategyhub.infra.personal_data import DataSubject, rows_of, tables_of_people
from aistrategyhub.infra.storage import ObjectNotFound, Storage
from tests.factories.people import create_somebody
from tests.features.portal.conftest import ANNA, ANNAS_ADDRESS, BRUNO, BRUNOS_ADDRESS
from tests.harness.background import run_everything


async def _export(session: AsyncSession, person: Person, storage: Storage, language: str = "it") -> zipfile.ZipFile:
    request = await request_export(session, person.id, language=language)
    await run_everything(session)
    await session.refresh(request)
    return zipfile.ZipFile(io.BytesIO(await storage.get(file_of(request))))


def _content(packed: zipfile.ZipFile) -> bytes:
    """All that can be searched: PDFs are compressed inside, and say what the XML beside them says."""
    return b"\n".join(name.encode() + packed.read(name) for name in packed.namelist() if not name.endswith(".pdf"))


async def test_every_personal_column_of_the_map_is_in_it(session: AsyncSession, anna: Person, storage: Storage) -> None:
    kept = await _handed_out(session, anna)
    told = _content(await _export(session, anna, storage)).decode()
    for name, is_file, text in kept:
        assert (text if is_file else json.dumps(text, ensure_ascii=False)[1:-1]) in told, name


async def test_no_table_is_left_untried(session: AsyncSession, anna: Person) -> None:
    subject = DataSubject(anna.id, frozenset({anna.email}))
    tables = [table for _room, table, _holding in tables_of_people()]
    found = {table.name: (await session.execute(rows_of(subject, table))).first() for table in tables}
    happen_to_few = {"invoice_restrictions", "invoice_signatures", "privacy_requests"}
    assert {name for name, row in found.items() if row is None} == happen_to_few


async def _handed_out(session: AsyncSession, person: Person) -> list[tuple[str, bool, str]]:
    """Every text that the map says is handed to this person: of which column, whether as a file, what."""
    subject = DataSubject(person.id, frozenset({person.email}))
    texts = []
    for _room, table, holding in tables_of_people():
        rows = (await session.execute(rows_of(subject, table))).mappings().all()
        for column, personal in holding.personal.items():
            if personal.handed_out and not personal.belongs_to:
                is_file = isinstance(table.c[column].type, LargeBinary)
                found = _texts([row[column] for row in rows])
                texts += [(f"{table.name}.{column}", is_file, text) for text in found]
    return texts


async def test_each_column_that_can_carry_a_mark_carries_one(session: AsyncSession, anna: Person) -> None:
    """Else the tests around would compare empty texts. The trail's lines are about ids."""
    subject = DataSubject(anna.id, frozenset({anna.email}))
    unmarked = set()
    for room, table, holding in tables_of_people():
        rows = (await session.execute(rows_of(subject, table))).mappings().all()
        for column, personal in holding.personal.items() if room != "audit" else ():
            said = " ".join(_texts([row[column] for row in rows])).lower()
            if personal.handed_out and ANNA not in said and ANNAS_ADDRESS not in said:
                unmarked.add(f"{table.name}.{column}")
    assert unmarked == UNMARKED


# Codes and moments, which cannot carry a word, and what only happens to few.
UNMARKED = {
    "invoice_signatures.content",
    "invoice_signatures.signer",
    "users.language",
    "users.timezone",
    "users.last_login",
    "user_profiles.sdi_code",
    "sessions.impersonation_reason",
    "email_sends.attachments",
    "email_sends.error_message",
    "email_sends.bounce_reason",
    "contact_messages.consented_at",
    "quote_requests.consented_at",
    "assessment_sittings.consented_at",
    "assessment_sittings.score",
    "assessment_sittings.section_scores",
    "authors.photo_id",
    "post_authors.author_id",
    "chat_messages.feedback",
    "carts.reminder_agreed_at",
    "carts.reminded_at",
    "cart_items.item_id",
    "cart_items.quantity",
    "kept_cards.last4",
    "kept_cards.exp_month",
    "kept_cards.exp_year",
    "provider_customers.provider_reference",
    "subscriptions.item_name",
    "subscriptions.amount",
    "subscriptions.status",
    "quote_acceptances.person_id",
    "quote_messages.person_id",
    "ticket_messages.user_id",
}


async def test_nothing_of_anybody_else_is_in_it(
    session: AsyncSession, anna: Person, bruno: Person, storage: Storage
) -> None:
    told = _content(await _export(session, anna, storage)).lower()
    assert ANNA.encode() in told
    for theirs in (BRUNO, BRUNOS_ADDRESS, str(bruno.id)):
        assert theirs.encode() not in told


async def test_nothing_that_opens_a_door_is_in_it(session: AsyncSession, anna: Person, storage: Storage) -> None:
    told = _content(await _export(session, anna, storage)).decode()
    subject = DataSubject(anna.id, frozenset({anna.email}))
    for room, table, holding in tables_of_people():
        rows = (await session.execute(rows_of(subject, table))).mappings().all()
        kept_back = [name for name, personal in holding.personal.items() if not personal.handed_out]
        # The addresses of the trail are kept back too, and are those of the person's own devices here.
        for column in kept_back if room != "audit" else ():
            for secret in _texts([row[column] for row in rows]):
                assert secret not in told, f"{table.name}.{column}"


async def test_documents_and_a_word_of_explanation_are_in_it(
    session: AsyncSession, anna: Person, storage: Storage
) -> None:
    packed = await _export(session, anna, storage, language="en")
    assert packed.testzip() is None
    assert packed.read("README.txt").decode().startswith("A copy of your personal data")
    documents = [name for name in packed.namelist() if name.startswith("fatture/")]
    # The invoice, what it said before it was corrected, and what the Sistema di Interscambio answered.
    assert sorted(name.rpartition(".")[2] for name in documents) == ["pdf", "xml", "xml", "xml"]
    assert packed.read(next(name for name in documents if name.endswith(".pdf"))).startswith(b"%PDF")
    assert json.loads(packed.read("orders.json"))["orders"][0]["email"] == anna.email


async def test_who_has_nothing_but_an_account_gets_that(session: AsyncSession, storage: Storage) -> None:
    packed = await _export(session, await create_somebody(session), storage)
    assert {"README.txt", "accounts.json"} <= set(packed.namelist())


async def test_it_goes_after_a_week_and_another_takes_its_place(
    session: AsyncSession, anna: Person, storage: Storage
) -> None:
    with time_machine.travel(datetime(2026, 11, 21, 9, tzinfo=UTC), tick=False) as clock:
        first = await _ready(session, anna)
        clock.shift(timedelta(hours=1))
        second = await _ready(session, anna)
        assert (first.status, first.storage_key) == (RequestStatus.EXPIRED, None)
        key = file_of(second)
        clock.shift(timedelta(days=7))
        with pytest.raises(ExportNotReady):
            file_of(second)
        await remove_outdated(session, {})
        assert second.status is RequestStatus.EXPIRED
        with pytest.raises(ObjectNotFound):
            await storage.get(key)


async def _ready(session: AsyncSession, person: Person) -> PrivacyRequest:
    request = await request_export(session, person.id, language="it")
    await run_everything(session)
    await session.refresh(request)
    return request


async def test_asking_again_while_one_is_made_finds_it(session: AsyncSession, anna: Person) -> None:
    first = await request_export(session, anna.id, language="it")
    assert (await request_export(session, anna.id, language="en")).id == first.id
    await run_everything(session)
    assert len(await list_own_requests(session, anna.id)) == 1
    assert first.answer_due_at > now() + timedelta(days=27)


@pytest.mark.parametrize(
    ("names", "given"),
    [
        (["a.pdf", "a.pdf", "A.PDF"], ["a.pdf", "a-2.pdf", "A-3.PDF"]),
        (["../../etc/passwd", "..\\..\\boot.ini", "/etc/shadow"], ["passwd", "boot.ini", "shadow"]),
        (["..", ".", "", "/", ".bashrc"], ["file", "file-2", "file-3", "file-4", "bashrc"]),
        (["fattura\n2026\x00.xml", "è vero?.xml"], ["fattura-2026-.xml", "vero-.xml"]),
        (["x" * 300 + ".xml"], ["x" * 96 + ".xml"]),
    ],
)
def test_names_in_the_archive_lead_nowhere_else(names: list[str], given: list[str]) -> None:
    assert unique_names(names) == given


def test_the_same_data_are_the_same_bytes() -> None:
    assert archive({"b": b"2", "a": b"1"}) == archive({"a": b"1", "b": b"2"})


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        (datetime(2026, 11, 21, tzinfo=UTC), datetime(2026, 12, 21, tzinfo=UTC)),
        (datetime(2026, 12, 31, tzinfo=UTC), datetime(2027, 1, 31, tzinfo=UTC)),
        (datetime(2027, 1, 31, tzinfo=UTC), datetime(2027, 2, 28, tzinfo=UTC)),
        (datetime(2028, 1, 30, tzinfo=UTC), datetime(2028, 2, 29, tzinfo=UTC)),
    ],
)
def test_the_law_gives_one_month(asked: datetime, due: datetime) -> None:
    assert one_month_after(asked) == due


def _texts(values: list[Any]) -> Iterator[str]:
    """Every text inside these values, as it is written into the archive."""
    for value in values:
        if isinstance(value, dict):
            yield from _texts(list(value.values()))
        elif isinstance(value, list):
            yield from _texts(value)
        elif isinstance(value, bytes):
            yield value.decode()
        elif value not in (None, "", True, False):
            yield value if isinstance(value, str) else plain(value)
