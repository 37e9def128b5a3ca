"""The catalogue over HTTP."""

from pathlib import Path

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.ids import new_id
from aistrategyhub.features.catalog.models import Category
from aistrategyhub.features.catalog.service import add_category
from aistrategyhub.features.media.service import take_in
from aistrategyhub.infra.storage.local import LocalStorage
from tests.factories.catalog import create_service
from tests.factories.pictures import new_picture

TEXTS = {
    "it": {"name": "Registro", "short_description": "Un registro.", "sections": {"includes": ["Schede"]}},
    "en": {"name": "Register", "short_description": "A register.", "sections": {"includes": ["Records"]}},
}


async def test_services_come_in_pages_with_exact_prices(session: AsyncSession, api: httpx.AsyncClient) -> None:
    for number in range(3):
        await create_service(session, slug=f"s{number}", price="1900.50", sort_order=number)

    body = (await api.get("/api/v1/services?page=2&per_page=2")).json()

    (service,) = body["data"]
    assert (service["slug"], service["is_buyable"]) == ("s2", True)
    assert service["price"] == {
        "amount": "1900.50",
        "amount_max": None,
        "currency": "EUR",
        "billing_unit": "once",
        "discount": None,
    }
    assert service["category"] == {"slug": "ai-compliance", "name": "Conformità AI"}
    assert body["pagination"] == {
        "total": 3, "page": 2, "per_page": 2, "total_pages": 2, "has_next": False, "has_prev": True,
        "is_total_exact": True, "next_cursor": None,
    }  # fmt: skip


async def test_filters_sort_and_words(session: AsyncSession, api: httpx.AsyncClient) -> None:
    await create_service(session, slug="caro", name="Piano caro", price="900.00", is_featured=True)
    await create_service(session, slug="piccolo", name="Piano piccolo", price="90.00")
    await create_service(session, slug="altro", name="Altro", price="9.00")

    async def slugs(query: str) -> list[str]:
        return [item["slug"] for item in (await api.get(f"/api/v1/services?{query}")).json()["data"]]

    assert await slugs("q=piano&sort=price") == ["piccolo", "caro"]
    assert await slugs("q=piano&sort=-price") == ["caro", "piccolo"]
    assert await slugs("featured=true") == ["caro"]
    assert await slugs("category=nessuna") == []


async def test_a_service_speaks_the_language_of_the_request(session: AsyncSession, api: httpx.AsyncClient) -> None:
    await create_service(session, slug="registro", texts=TEXTS)

    italian = (await api.get("/api/v1/services/registro")).json()["data"]
    english = (await api.get("/api/v1/services/registro", headers={"Accept-Language": "en"})).json()["data"]

    assert (italian["locale"], italian["name"], italian["sections"]["includes"]) == ("it", "Registro", ["Schede"])
    assert (english["locale"], english["name"], english["sections"]["includes"]) == ("en", "Register", ["Records"])


async def test_categories_are_listed_with_their_counts(session: AsyncSession, api: httpx.AsyncClient) -> None:
    await create_service(session)

    (category,) = (await api.get("/api/v1/categories")).json()["data"]

    assert (category["slug"], category["name"], category["service_count"]) == ("ai-compliance", "Conformità AI", 1)
    assert (category["description"], category["image"]) == ("", None)


async def test_categories_come_with_their_words_and_their_pictures(
    session: AsyncSession, api: httpx.AsyncClient, tmp_path: Path
) -> None:
    kept = await take_in(session, LocalStorage(tmp_path), new_picture(size=(64, 48)), "Sede.png")
    kept.file.alt = {"it": "La sede", "en": "The office"}
    words = {"description_it": "Che cosa chiede la NIS2.", "description_en": "What NIS2 asks."}
    nis2 = await add_category(session, name_it="NIS2", **words, image_id=kept.file.id)
    await add_category(session, name_it="Altro", description_it="Il resto.", sort_order=1)

    told = (await api.get("/api/v1/categories?locale=en")).json()["data"]

    assert [one["description"] for one in told] == ["What NIS2 asks.", "Il resto."]
    image, none = (one["image"] for one in told)
    assert (image["alt"], image["width"], image["height"], none) == ("The office", 64, 48, None)
    assert image["src"].startswith("/media/")
    assert (await api.get(f"/api/v1/categories/{nis2.id}?locale=en")).json()["data"]["image"] == image


@pytest.mark.parametrize("slug", ["bozza", "nulla", "BOZZA", "%00", "a" * 3000, "..%2f..%2fetc"])
async def test_what_is_not_published_is_not_found(session: AsyncSession, api: httpx.AsyncClient, slug: str) -> None:
    await create_service(session, slug="bozza", published=False)

    answer = await api.get(f"/api/v1/services/{slug}")

    assert answer.status_code == 404
    assert answer.json()["success"] is False


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("page=0", "page"),
        ("page=x", "page"),
        ("per_page=101", "per_page"),
        ("per_page=-1", "per_page"),
        ("sort=slug", "sort"),
        ("featured=forse", "featured"),
        (f"q={'x' * 5000}", "q"),
        ("q=%25_*", "q"),
        ("q=%00", "q"),
        ("q=%27%3B--", "q"),
        ("price_min=-1", "price_min"),
        ("price_min=1.234", "price_min"),
        ("price_min=9&price_max=3", "price_max"),
        ("cursor=x", "cursor"),
        ("kind=pizza", "kind"),
        ("fields=slug,segreto", "fields"),
    ],
)
async def test_a_question_that_makes_no_sense_gets_a_sentence_for_its_field(
    session: AsyncSession, api: httpx.AsyncClient, query: str, field: str
) -> None:
    answer = await api.get(f"/api/v1/services?{query}")

    assert answer.status_code == 422
    (detail,) = answer.json()["error"]["details"]
    assert detail["field"] == field
    assert detail["message"]


@pytest.mark.parametrize("query", ["q=%00nis2", "q=nis2%25_*", "category=%00", "page=99999999999999999999"])
async def test_strange_input_is_answered_and_breaks_nothing(
    session: AsyncSession, api: httpx.AsyncClient, query: str
) -> None:
    await create_service(session)

    assert (await api.get(f"/api/v1/services?{query}")).status_code == 200


async def test_products_are_the_same_and_known_by_id_too(session: AsyncSession, api: httpx.AsyncClient) -> None:
    await create_service(session, slug="registro", texts=TEXTS)
    (listed,) = (await api.get("/api/v1/products")).json()["data"]

    by_id = (await api.get(f"/api/v1/products/{listed['id']}")).json()["data"]
    by_slug = (await api.get("/api/v1/products/slug/registro")).json()["data"]

    assert by_id == by_slug == (await api.get("/api/v1/services/registro")).json()["data"]
    assert (await api.get(f"/api/v1/products/{new_id()}")).status_code == 404
    assert (await api.get("/api/v1/products/slug/nulla")).status_code == 404


async def test_a_branch_comes_with_what_is_in_it_and_below(session: AsyncSession, api: httpx.AsyncClient) -> None:
    await create_service(session, slug="sopra")
    top = (await session.execute(select(Category))).scalar_one()
    await add_category(session, name_it="Sotto", slug="sotto", parent_id=top.id)
    await create_service(session, slug="dentro", category="sotto", sort_order=1)

    branch = (await api.get(f"/api/v1/categories/{top.id}")).json()["data"]

    assert (branch["slug"], branch["service_count"]) == ("ai-compliance", 1)
    assert [service["slug"] for service in branch["services"]] == ["sopra", "dentro"]
    assert (await api.get(f"/api/v1/categories/{new_id()}")).status_code == 404


async def test_only_the_fields_that_were_asked_for_come(session: AsyncSession, api: httpx.AsyncClient) -> None:
    await create_service(session, slug="registro", texts=TEXTS)

    (row,) = (await api.get("/api/v1/services?fields=slug,name")).json()["data"]
    one = (await api.get("/api/v1/services/registro?fields=sections")).json()["data"]

    assert row == {"slug": "registro", "name": "Registro"}
    assert list(one) == ["sections"]


async def test_what_has_not_changed_is_not_sent_again(session: AsyncSession, api: httpx.AsyncClient) -> None:
    await create_service(session, slug="registro", texts=TEXTS)
    first = await api.get("/api/v1/services")
    known = {"If-None-Match": first.headers["etag"]}

    again = await api.get("/api/v1/services", headers=known)
    english = await api.get("/api/v1/services", headers={**known, "Accept-Language": "en"})
    await create_service(session, slug="nuovo")
    changed = await api.get("/api/v1/services", headers=known)

    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["cache-control"] == "public, no-cache"
    assert (english.status_code, changed.status_code) == (200, 200)
    assert changed.json()["pagination"]["total"] == 2


async def test_a_cursor_reads_a_list_to_its_end_once(session: AsyncSession, api: httpx.AsyncClient) -> None:
    for number in range(5):
        await create_service(session, slug=f"s{number}", name=f"Voce {number % 2}", sort_order=number)

    for query in ("sort=name", "sort=-price", "q=voce", "sort=recommended"):
        read, cursor = [], ""
        while cursor is not None:
            answer = (await api.get(f"/api/v1/services?per_page=2&{query}&cursor={cursor}")).json()
            read += [row["slug"] for row in answer["data"]]
            cursor = answer["pagination"]["next_cursor"]
        assert sorted(read) == ["s0", "s1", "s2", "s3", "s4"], query
