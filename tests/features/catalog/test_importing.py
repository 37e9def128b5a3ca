"""Files of items: read, shown, imported as a whole or not at all, undone, and exported so that they come back."""

from decimal import Decimal
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.core.ids import new_id
from aistrategyhub.core.spreadsheets import csv_cell
from aistrategyhub.features.catalog import jobs
from aistrategyhub.features.catalog.models import BatchStatus, CatalogBatch, CatalogItem, ItemStatus, PriceChange
from aistrategyhub.features.catalog.queries import find_service, list_items
from aistrategyhub.features.catalog.queries.batches import batch_row, get_batch
from aistrategyhub.features.catalog.rules.batches import ManyChange
from aistrategyhub.features.catalog.rules.importing import COLUMNS, ImportRow, RowReader
from aistrategyhub.features.catalog.rules.spreadsheets import MOST_ROWS, SheetRow, read_rows, unquoted
from aistrategyhub.features.catalog.schemas import PriceDraft
from aistrategyhub.features.catalog.service import (
    BatchNotReady,
    NothingToUndo,
    check_file,
    edit_many,
    preview_edit,
    set_prices,
    start_import,
    start_undoing,
)
from tests.factories.catalog import create_service
from tests.factories.people import cookie_of

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


async def test_one_change_for_many_is_shown_done_and_undone(session: AsyncSession) -> None:
    for slug, price in (("uno", "100.00"), ("due", "0.05")):
        await create_service(session, slug=slug, price=price)
    ids = [(await find_service(session, slug, "it")).id for slug in ("uno", "due")]
    change = ManyChange(percent=Decimal("-10"), is_featured=True)

    shown = await preview_edit(session, ids, change)
    assert [one.after["price"]["amount"] for one in shown] == ["90.00", "0.05"]
    batch = await edit_many(session, ids, change)
    services = [await find_service(session, slug, "it") for slug in ("uno", "due")]
    assert [(one.price.amount, one.is_featured) for one in services] == [
        (Decimal("90.00"), True),
        (Decimal("0.05"), True),
    ]

    await undone(session, batch)
    services = [await find_service(session, slug, "it") for slug in ("uno", "due")]
    assert [(one.price.amount, one.is_featured) for one in services] == [
        (Decimal("100.00"), False),
        (Decimal("0.05"), False),
    ]


async def test_many_are_withdrawn_at_once(session: AsyncSession) -> None:
    await create_service(session, slug="uno")
    item = await find_service(session, "uno", "it")
    await edit_many(session, [item.id], ManyChange(status=ItemStatus.DRAFT))
    assert await find_service(session, "uno", "it") is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (ManyChange(), "items"),
        (ManyChange(percent=Decimal("-95")), "percent"),
        (ManyChange(percent=Decimal(0)), "percent"),
    ],
)
async def test_an_edit_that_makes_no_sense_is_refused(session: AsyncSession, change: ManyChange, field: str) -> None:
    await create_service(session, slug="uno")
    item = await find_service(session, "uno", "it")
    with pytest.raises(InvalidInput) as refusal:
        await edit_many(session, [item.id], change)
    assert [error.field for error in refusal.value.fields] == [field]


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
