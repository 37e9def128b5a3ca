"""Files of items: read, shown, imported as a whole or not at all, undone, and exported so that they come back."""

import threading
from datetime import timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.core.ids import new_id
from aistrategyhub.core.spreadsheets import csv_cell
from aistrategyhub.features.catalog import jobs
from aistrategyhub.features.catalog.models import (
    BatchStatus,
    CatalogBatch,
    CatalogItem,
    CatalogListing,
    CatalogText,
    PriceChange,
)
from aistrategyhub.features.catalog.queries import find_service, get_item, list_items, list_services
from aistrategyhub.features.catalog.queries.batches import batch_row, get_batch
from aistrategyhub.features.catalog.rules.importing import COLUMNS, ImportRow, RowReader
from aistrategyhub.features.catalog.rules.spreadsheets import MOST_ROWS, SheetRow, read_rows, unquoted
from aistrategyhub.features.catalog.schemas import PriceDraft, ServiceSort
from aistrategyhub.features.catalog.service import (
    BatchNotReady,
    NothingToUndo,
    check_file,
    importing,
    set_prices,
    start_import,
    start_undoing,
)
from aistrategyhub.features.catalog.service.ending import archive_item
from aistrategyhub.features.publishing import service as publishing
from aistrategyhub.features.publishing.queries import get_publication, list_versions
from aistrategyhub.infra.work import Work
from aistrategyhub.prerender.models import PrerenderRequest
from tests.factories.catalog import create_service
from tests.factories.people import cookie_of
from tests.harness.statements import counted_statements

HEADER = "slug;sku;kind;category;vat_class;status;name_it;short_description_it;price"
NEW = "audit-ai;A-1;service_fixed;ai-compliance;standard;published;Audit AI;Un controllo.;1.450,00"
CATEGORIES = {"ai-compliance": new_id()}


def sheet(*lines: str, header: str = HEADER) -> bytes:
    return "\r\n".join([header, *lines]).encode()


def rows_of(data: bytes) -> list[SheetRow]:
    return list(read_rows(data, frozenset(COLUMNS), frozenset({"slug"})))


async def imported(session: AsyncSession, data: bytes) -> CatalogBatch:
    batch = await check_file(session, data, "catalogo.csv")
    assert batch.status is BatchStatus.CHECKED, batch.summary["errors"]
    await start_import(session, batch.id)
    await jobs.run_batch(session, {"batch_id": str(batch.id)})
    return await get_batch(session, batch.id)


async def undone(session: AsyncSession, batch: CatalogBatch) -> CatalogBatch:
    await start_undoing(session, batch.id)
    await jobs.undo_batch(session, {"batch_id": str(batch.id)})
    return await get_batch(session, batch.id)


class TestReadingFiles:
    @pytest.mark.parametrize(
        "data",
        [
            "slug;name_it\nuno;Perché no".encode(),
            "\ufeffslug,name_it\r\nuno,Perché no\r\n".encode(),
            "slug;name_it\nuno;Perché no".encode("cp1252"),
            '"SLUG";name_it\n\n uno ;" Perché no "\n;\n'.encode(),
        ],
    )
    def test_the_usual_encodings_and_separators(self, data: bytes) -> None:
        assert [row.cells for row in rows_of(data)] == [{"slug": "uno", "name_it": "Perché no"}]

    @pytest.mark.parametrize(
        ("data", "code"),
        [
            (b"", "EMPTY"),
            (b"slug;name_it\n", "EMPTY"),
            ("slug;name_it\nuno;due".encode("utf-16"), "ENCODING"),
            (b"slug\nu\x00no", "ENCODING"),
            (b"slug;name_it\nuno;\x81", "ENCODING"),
            (b'slug;name_it\nuno;"mai chiusa', "UNREADABLE"),
            (b"slug;colore\nuno;rosso", "COLUMN_UNKNOWN"),
            (b"slug;slug\nuno;due", "COLUMN_TWICE"),
            (b"name_it\nuno", "COLUMN_MISSING"),
            (b"slug\n" + b"uno\n" * (MOST_ROWS + 1), "TOO_MANY_ROWS"),
            (b"slug\n" + b"u" * 20_000_001, "TOO_LARGE"),
        ],
    )
    def test_what_is_no_such_file_is_refused_with_its_reason(self, data: bytes, code: str) -> None:
        with pytest.raises(InvalidInput) as refusal:
            rows_of(data)
        assert [field.code for field in refusal.value.fields] == [code]

    def test_a_row_knows_the_line_it_begins_at(self) -> None:
        data = b'slug;name_it\nuno;"su\ndue righe"\n\ndue;Due'
        assert [(row.line, row.cells["slug"]) for row in rows_of(data)] == [(2, "uno"), (5, "due")]

    @pytest.mark.parametrize("formula", ["=1+1", "+39 02", "-10", "@SUM(A1)", "=cmd|' /C calc'!A0"])
    def test_a_formula_is_a_text_and_comes_back_from_an_export_as_it_was(self, formula: str) -> None:
        assert csv_cell(formula).startswith("'")
        assert unquoted(csv_cell(formula)) == formula
        assert unquoted(formula) == formula


class TestReadingRows:
    @pytest.mark.parametrize(
        ("changes", "column", "code"),
        [
            ({"slug": ""}, "slug", "REQUIRED"),
            ({"slug": "Audit AI"}, "slug", "INVALID_SLUG"),
            ({"kind": "regalo"}, "kind", "UNKNOWN_CHOICE"),
            ({"kind": ""}, "kind", "NEEDED_FOR_NEW"),
            ({"category": "nessuna"}, "category", "CATEGORY_NOT_FOUND"),
            ({"vat_class": ""}, "vat_class", "VAT_CLASS_MISSING"),
            ({"price": "-3"}, "price", "AMOUNT_NEGATIVE"),
            ({"price": "10,005"}, "price", "AMOUNT_DECIMALS"),
            ({"price": "20", "price_max": "10"}, "price_max", "RANGE_GOES_DOWN"),
            ({"price": ""}, "price", "PRICE_MISSING"),
            ({"currency": "USD"}, "currency", "WRONG_CURRENCY"),
            ({"billing_unit": "fortnight"}, "billing_unit", "UNIT_UNKNOWN"),
            ({"featured": "forse"}, "featured", "YES_OR_NO"),
            ({"sort_order": "primo"}, "sort_order", "NOT_A_NUMBER"),
            ({"name_it": "x" * 161}, "name_it", "TOO_LONG"),
            ({"name_en": "Audit"}, "name_en", "HALF_ENGLISH"),
            ({"status": "archived"}, "status", "NEW_IS_NOT_ARCHIVED"),
            ({"kind": "bundle"}, "status", "BUNDLE_IS_EMPTY"),
        ],
    )
    def test_what_is_wrong_is_said_with_its_column(self, changes: dict[str, str], column: str, code: str) -> None:
        cells = dict(zip(HEADER.split(";"), NEW.split(";"), strict=True)) | changes
        read = RowReader(CATEGORIES, []).read(SheetRow(7, cells))
        assert not isinstance(read, ImportRow)
        assert [(one.line, one.error.field, one.error.code) for one in read] == [(7, column, code)]

    def test_what_comes_twice_is_refused_where_it_comes_again(self) -> None:
        reader = RowReader(CATEGORIES, ["uno"])
        assert isinstance(reader.read(SheetRow(2, {"slug": "uno"})), ImportRow)
        again = reader.read(SheetRow(9, {"slug": "uno"}))
        assert not isinstance(again, ImportRow)
        assert [(one.line, one.error.code, one.error.values) for one in again] == [
            (9, "TWICE_IN_FILE", {"value": "uno", "line": 2})
        ]


async def test_looking_at_a_file_changes_nothing(session: AsyncSession) -> None:
    await create_service(session, slug="analisi", price="100.00")

    batch = await check_file(session, sheet(NEW, "analisi;;;;;;;;120"), "catalogo.csv")

    shown = batch_row(batch)
    assert (shown.total, shown.new, shown.changed, shown.error_count) == (2, 1, 1, 0)
    assert shown.sample == ((2, "new", "Audit AI", ""), (3, "changed", "Gap assessment", "price"))
    assert await find_service(session, "audit-ai", "it") is None
    assert (await find_service(session, "analisi", "it")).price.amount == Decimal("100.00")


async def test_a_file_makes_new_items_and_changes_those_that_are_there(session: AsyncSession) -> None:
    await create_service(session, slug="analisi", price="100.00")

    batch = await imported(session, sheet(NEW, "analisi;B-2;;;;;Analisi nuova;;120"))

    assert (batch.status, batch.source) == (BatchStatus.DONE, None)
    new, changed = await find_service(session, "audit-ai", "it"), await find_service(session, "analisi", "it")
    assert (new.name, new.sku, new.price.amount, new.is_buyable) == ("Audit AI", "A-1", Decimal("1450.00"), True)
    assert (changed.name, changed.sku, changed.price.amount) == ("Analisi nuova", "B-2", Decimal("120.00"))
    assert changed.short_description == "Una prova."
    history = select(PriceChange.amount).where(PriceChange.item_id == changed.id).order_by(PriceChange.valid_from)
    assert list((await session.execute(history)).scalars()) == [Decimal("100.00"), Decimal("120.00")]


async def test_one_refused_row_keeps_all_the_others_out(session: AsyncSession) -> None:
    await create_service(session)

    batch = await check_file(session, sheet(NEW, NEW.replace("A-1", "A-2").replace("1.450,00", "-1")), "catalogo.csv")

    assert batch.status is BatchStatus.FAILED
    assert [error[0] for error in batch_row(batch).errors] == [3, 3]
    with pytest.raises(BatchNotReady):
        await start_import(session, batch.id)
    assert await session.scalar(select(func.count()).select_from(CatalogItem)) == 1


async def test_what_was_taken_meanwhile_fails_the_whole_file(session: AsyncSession) -> None:
    await create_service(session, slug="altro")
    batch = await check_file(session, sheet(NEW, NEW.replace("audit-ai", "audit-2").replace("A-1", "A-2")), "c.csv")
    await start_import(session, batch.id)
    await create_service(session, slug="terzo", slug_en="audit-2", sku="A-3")

    await jobs.run_batch(session, {"batch_id": str(batch.id)})

    failed = batch_row(await get_batch(session, batch.id))
    assert failed.status is BatchStatus.FAILED
    assert "/en/servizi/audit-2" in failed.problem
    assert await find_service(session, "audit-ai", "it") is None


async def test_an_import_is_undone_as_a_whole(session: AsyncSession) -> None:
    await create_service(session, slug="analisi", price="100.00")
    before = await find_service(session, "analisi", "it")
    batch = await imported(session, sheet(NEW, "analisi;B-2;;;;draft;Analisi nuova;;120"))
    assert await find_service(session, "analisi", "it") is None

    assert (await undone(session, batch)).status is BatchStatus.UNDONE

    after = await find_service(session, "analisi", "it")
    assert after.model_dump(exclude={"updated_at"}) == before.model_dump(exclude={"updated_at"})
    assert await find_service(session, "audit-ai", "it") is None
    assert [row.slug for row in (await list_items(session)).rows] == ["analisi"]
    with pytest.raises(NothingToUndo):
        await start_undoing(session, batch.id)
    assert (await imported(session, sheet(NEW))).status is BatchStatus.DONE


async def test_what_was_changed_since_is_not_lost_by_undoing(session: AsyncSession) -> None:
    await create_service(session, slug="analisi", price="100.00")
    batch = await imported(session, sheet("analisi;;;;;;;;120"))
    item_id = (await find_service(session, "analisi", "it")).id
    await set_prices(session, item_id, [PriceDraft(amount=Decimal("130.00"))])

    kept = await undone(session, batch)

    assert kept.status is BatchStatus.DONE
    assert "Gap assessment" in batch_row(kept).problem
    assert (await find_service(session, "analisi", "it")).price.amount == Decimal("130.00")


async def test_what_fails_says_its_line_and_what_is_put_away_stays_unwritten(session: AsyncSession) -> None:
    await create_service(session, slug="altro")
    batch = await check_file(session, sheet(NEW, NEW.replace("audit-ai", "audit-2").replace("A-1", "A-2")), "c.csv")
    await start_import(session, batch.id)
    await create_service(session, slug="terzo", slug_en="audit-2", sku="A-3")
    await jobs.run_batch(session, {"batch_id": str(batch.id)})
    assert batch_row(await get_batch(session, batch.id)).problem.startswith("Riga 3: ")

    await archive_item(session, (await find_service(session, "altro", "it")).id)
    renamed = await check_file(session, sheet("altro;;;;;;Nome nuovo;;"), "c.csv")
    await start_import(session, renamed.id)
    await jobs.run_batch(session, {"batch_id": str(renamed.id)})
    failed = batch_row(await get_batch(session, renamed.id))
    assert failed.status is BatchStatus.FAILED
    assert "non si può modificare finché non torna tra le bozze" in failed.problem


async def test_what_breaks_every_time_is_over_and_says_so(session: AsyncSession) -> None:
    await create_service(session)
    given_up = {job.name: job.give_up for job in jobs.JOBS}
    batch = await check_file(session, sheet(NEW), "catalogo.csv")
    await start_import(session, batch.id)
    asked = select(Work.job, Work.max_attempts).order_by(Work.created_at)
    assert (await session.execute(asked)).all() == [(importing.RUN_BATCH, 3)]

    await given_up[importing.RUN_BATCH](session, {"batch_id": str(batch.id)})

    failed = batch_row(await get_batch(session, batch.id))
    assert (failed.status, batch.source) == (BatchStatus.FAILED, None)
    assert "carica di nuovo il file" in failed.problem
    done = await imported(session, sheet(NEW))
    await given_up[importing.RUN_BATCH](session, {"batch_id": str(done.id)})
    assert (await get_batch(session, done.id)).status is BatchStatus.DONE
    await start_undoing(session, done.id)
    await given_up[importing.UNDO_BATCH](session, {"batch_id": str(done.id)})
    kept = batch_row(await get_batch(session, done.id))
    assert (kept.status, "riprova" in kept.problem) == (BatchStatus.DONE, True)
    assert (await undone(session, done)).status is BatchStatus.UNDONE


async def test_a_draft_gets_its_price_and_goes_live_in_one_row(session: AsyncSession) -> None:
    await create_service(session, slug="bozza", published=False, prices=[], vat_class=None)
    await imported(session, sheet("bozza;;;;standard;published;;;90"))
    assert (await find_service(session, "bozza", "it")).price.amount == Decimal("90.00")


async def test_a_number_in_the_trash_is_not_given_away(session: AsyncSession) -> None:
    await create_service(session, slug="vecchio", sku="A-1")
    item = await get_item(session, (await find_service(session, "vecchio", "it")).id)
    await publishing.trash(session, item.publication_id)

    batch = await check_file(session, sheet(NEW), "catalogo.csv")

    assert batch.status is BatchStatus.FAILED
    [(line, column, said)] = batch_row(batch).errors
    assert (line, column) == (2, "sku")
    assert "«A-1»" in said


async def test_the_list_of_what_is_published_follows_an_import(session: AsyncSession) -> None:
    await create_service(session, slug="caro", name="Caro", price="500.00")
    batch = await imported(session, sheet(NEW, "caro;;;;;;;;9"))

    async def cheapest() -> list[str]:
        return [row.slug for row in (await list_services(session, "it", sort=ServiceSort.PRICE)).rows]

    assert await cheapest() == ["caro", "audit-ai"]
    await undone(session, batch)
    assert await cheapest() == ["caro"]
    listed = select(CatalogListing.price_rising).where(CatalogListing.locale == "it")
    assert list((await session.execute(listed)).scalars()) == [50_000]


async def test_new_prices_of_many_cost_no_more_statements_than_those_of_two(session: AsyncSession) -> None:
    for number in range(8):
        await create_service(session, slug=f"s-{number}", name=f"Servizio {number}", price="10.00")

    async def statements(count: int, price: int) -> int:
        lines = [f"s-{number};;;;reduced;;;;{price}" for number in range(count)]
        batch = await check_file(session, sheet(*lines), "c.csv")
        await start_import(session, batch.id)
        with counted_statements() as sent:
            await jobs.run_batch(session, {"batch_id": str(batch.id)})
        assert (await get_batch(session, batch.id)).status is BatchStatus.DONE
        return len(sent)

    assert await statements(2, 20) == await statements(8, 30)


async def test_new_words_of_many_cost_no_more_statements_than_those_of_two(session: AsyncSession) -> None:
    for number in range(8):
        await create_service(session, slug=f"s-{number}", name=f"Servizio {number}")

    async def statements(count: int, words: str) -> tuple[int, int]:
        lines = [f"s-{number};;;;;;{words} {number};;" for number in range(count)]
        batch = await check_file(session, sheet(*lines), "c.csv")
        await start_import(session, batch.id)
        with counted_statements() as doing:
            await jobs.run_batch(session, {"batch_id": str(batch.id)})
        assert (await get_batch(session, batch.id)).status is BatchStatus.DONE
        shown = (await list_services(session, "it")).rows
        assert [row.name for row in shown[:count]] == [f"{words} {number}" for number in range(count)]
        await start_undoing(session, batch.id)
        with counted_statements() as undoing:
            await jobs.undo_batch(session, {"batch_id": str(batch.id)})
        assert (await get_batch(session, batch.id)).status is BatchStatus.UNDONE
        shown = (await list_services(session, "it")).rows
        assert [row.name for row in shown] == [f"Servizio {number}" for number in range(8)]
        return len(doing), len(undoing)

    assert await statements(2, "Uno") == await statements(8, "Due")


async def test_words_that_are_imported_leave_what_publishing_them_one_by_one_would(session: AsyncSession) -> None:
    for slug in ("insieme", "da-solo"):
        await create_service(session, slug=slug, name="Prima")
    await imported(session, sheet("insieme;;;;;;Dopo;;"))
    alone = await get_item(session, (await find_service(session, "da-solo", "it")).id)
    known = await get_publication(session, alone.publication_id)
    content = {locale: {**words, "name": "Dopo"} for locale, words in known.draft.items()}
    await publishing.save_draft(session, known.id, content, revision=known.draft_revision)
    await publishing.publish(session, known.id)
    await session.flush()

    together = await get_item(session, (await find_service(session, "insieme", "it")).id)
    columns = "title status draft things draft_revision last_version publish_at"
    left, right = [await get_publication(session, item.publication_id) for item in (together, alone)]
    for column in columns.split():
        assert getattr(left, column) == getattr(right, column), column
    versions = [await list_versions(session, one.id) for one in (left, right)]
    told = [[(one.number, one.title, one.origin, one.was_published, one.is_live) for one in some] for some in versions]
    assert told[0] == told[1]
    asked = set((await session.execute(select(PrerenderRequest.name))).scalars())
    assert {"/servizi/insieme", f"publication:{left.id}", f"link:{left.id}", f"service:{together.id}"} <= asked
    shown = select(CatalogText.name).where(CatalogText.item_id == together.id)
    assert (await session.execute(shown)).scalars().all() == ["Dopo"]


async def test_undoing_gives_back_a_draft_as_a_draft_and_what_visitors_read_beside_it(session: AsyncSession) -> None:
    for slug in ("uno", "due"):
        await create_service(session, slug=slug, name="Prima")
    item = await get_item(session, (await find_service(session, "uno", "it")).id)
    words = await get_publication(session, item.publication_id)
    half = {"it": {**words.draft["it"], "name": "A metà"}}
    await publishing.save_draft(session, words.id, half, revision=words.draft_revision)
    batch = await imported(session, sheet("uno;;;;;;Dopo;;", "due;;;;;;Dopo;;"))
    assert [(await find_service(session, slug, "it")).name for slug in ("uno", "due")] == ["Dopo", "Dopo"]

    assert (await undone(session, batch)).status is BatchStatus.UNDONE

    assert [(await find_service(session, slug, "it")).name for slug in ("uno", "due")] == ["Prima", "Prima"]
    assert (await get_publication(session, words.id)).draft["it"]["name"] == "A metà"


async def test_words_that_are_unfinished_fail_with_their_line(session: AsyncSession) -> None:
    for slug in ("uno", "due"):
        await create_service(session, slug=slug, name="Prima")
    batch = await check_file(session, sheet("uno;;;;;;Dopo;;", "due;;;;;;Dopo;;"), "c.csv")
    await start_import(session, batch.id)
    item = await get_item(session, (await find_service(session, "due", "it")).id)
    words = await get_publication(session, item.publication_id)
    content = {"it": {**words.draft["it"], "short_description": ""}}
    await publishing.save_draft(session, words.id, content, revision=words.draft_revision)

    await jobs.run_batch(session, {"batch_id": str(batch.id)})

    failed = batch_row(await get_batch(session, batch.id))
    assert (failed.status, failed.problem.startswith("Riga 3: ")) == (BatchStatus.FAILED, True)
    assert (await find_service(session, "uno", "it")).name == "Prima"


async def test_a_file_is_read_beside_the_loop_that_serves_everybody(
    session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    readers: set[int] = set()

    def noted(*given: Any) -> Any:
        readers.add(threading.get_ident())
        return read_rows(*given)

    monkeypatch.setattr(importing, "read_rows", noted)
    await create_service(session)
    await check_file(session, sheet(NEW), "catalogo.csv")
    assert readers
    assert threading.get_ident() not in readers


async def test_a_file_that_nobody_imports_is_forgotten_after_a_week(session: AsyncSession) -> None:
    await create_service(session)
    old = await check_file(session, sheet(NEW), "vecchio.csv")
    old.created_at = now() - timedelta(days=7, minutes=1)
    await session.flush()
    fresh = await check_file(session, sheet(NEW), "nuovo.csv")

    await importing.forget_files(session, {})

    for batch in (old, fresh):
        await session.refresh(batch)
    assert (old.status, old.source) == (BatchStatus.FAILED, None)
    assert "caricalo di nuovo" in batch_row(old).problem
    assert (fresh.status, fresh.source) == (BatchStatus.CHECKED, sheet(NEW))
    with pytest.raises(BatchNotReady):
        await start_import(session, old.id)


async def test_an_export_can_be_imported_again_and_changes_nothing(
    session: AsyncSession, api: httpx.AsyncClient
) -> None:
    owner = {"Origin": "http://localhost:3000"} | await cookie_of(session, Role.ADMIN)
    await create_service(session, slug="analisi", price="1234.50", price_max="2000.00", sku="=1+1")
    await create_service(session, slug="bozza", name="@SUM(A1)", published=False)

    exported = await api.get("/api/v1/catalog/export", headers=owner)

    assert exported.status_code == 200
    text = exported.content.decode("utf-8-sig")
    assert text.splitlines()[0] == ";".join(COLUMNS)
    assert "'=1+1;analisi" in text
    assert "'@SUM(A1)" in text
    checked: dict[str, Any] = (
        await api.post("/api/v1/catalog/imports?name=catalogo.csv", content=exported.content, headers=owner)
    ).json()["data"]
    assert {name: checked[name] for name in ("new", "changed", "unchanged", "error_count")} == {
        "new": 0,
        "changed": 0,
        "unchanged": 2,
        "error_count": 0,
    }
