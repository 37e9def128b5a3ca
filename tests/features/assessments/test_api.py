"""A questionnaire over HTTP: begun, answered, resumed, finished, printed and deleted."""

import io
from typing import Any

import pytest
from httpx import AsyncClient as Api
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.ids import fingerprint
from aistrategyhub.features.assessments.models import Sitting
from aistrategyhub.features.assessments.rules.addresses import SITTINGS_API
from tests.factories.assessments import create_published, house
from tests.factories.catalog import create_service


async def begun(api: Api, slug: str = "prova") -> str:
    answer = await api.post(f"/api/v1/assessments/{slug}/sittings", json={"locale": "it"})
    assert answer.status_code == 201
    return answer.json()["data"]["token"]


async def sitting_of(session: AsyncSession, token: str) -> Sitting:
    query = select(Sitting).where(Sitting.token_hash == fingerprint(token)).execution_options(populate_existing=True)
    return (await session.execute(query)).scalar_one()


async def test_what_can_be_begun_is_listed(session: AsyncSession, api: Api) -> None:
    await create_published(session, slug="nis2", content=house("nis2"))

    (listed,) = (await api.get("/api/v1/assessments")).json()["data"]
    one = (await api.get("/api/v1/assessments/nis2")).json()["data"]

    assert listed == one
    assert (one["slug"], one["version"], one["questions"]) == ("nis2", 1, 32)
    assert "non è una certificazione" in one["disclaimer"]


@pytest.mark.parametrize(
    ("slug", "code"),
    [
        ("%00", "NOT_FOUND"),
        ("nis2%00", "NOT_FOUND"),
        ("NIS2", "ASSESSMENT_NOT_FOUND"),
        ("x" * 400, "ASSESSMENT_NOT_FOUND"),
        ("%27%20OR%201=1--", "ASSESSMENT_NOT_FOUND"),
    ],
)
async def test_an_address_that_is_none_is_not_found(session: AsyncSession, api: Api, slug: str, code: str) -> None:
    await create_published(session, slug="nis2", content=house("nis2"))

    for answer in (
        await api.get(f"/api/v1/assessments/{slug}"),
        await api.post(f"/api/v1/assessments/{slug}/sittings", json={"locale": "it"}),
    ):
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, code)


async def test_the_key_is_kept_nowhere(session: AsyncSession, api: Api) -> None:
    await create_published(session)

    token = await begun(api)

    sitting = await sitting_of(session, token)
    assert token not in str(sitting.model_dump())
    assert sitting.user_id is None


async def test_the_button_of_a_sleeping_page_leads_to_the_questionnaire(session: AsyncSession, api: Api) -> None:
    await create_published(session)

    answer = await api.post("/api/v1/assessments/prova/start", data={"locale": "en"}, follow_redirects=False)

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/en/valutazione/")


async def test_answers_are_kept_one_by_one_and_taken_back(session: AsyncSession, api: Api) -> None:
    await create_published(session)
    path = f"{SITTINGS_API}/{await begun(api)}"

    await api.put(f"{path}/answers", json={"answers": {"first": "yes"}})
    await api.put(f"{path}/answers", json={"answers": {"second": 12}})
    resumed = (await api.get(path)).json()["data"]
    await api.put(f"{path}/answers", json={"answers": {"first": None}})
    taken_back = (await api.get(path)).json()["data"]

    assert (resumed["answers"], resumed["answered"], resumed["asked"]) == ({"first": "yes", "second": 12}, 2, 2)
    assert taken_back["answers"] == {"second": 12}


async def test_one_wrong_answer_and_none_is_kept(session: AsyncSession, api: Api) -> None:
    await create_published(session)
    path = f"{SITTINGS_API}/{await begun(api)}"

    refused = await api.put(f"{path}/answers", json={"answers": {"first": "yes", "second": "tanti"}})

    assert refused.status_code == 422
    (detail,) = refused.json()["error"]["details"]
    assert (detail["field"], detail["code"]) == ("second", "INVALID_NUMBER")
    assert (await api.get(path)).json()["data"]["answers"] == {}


@pytest.mark.parametrize("key", ["x", "a" * 300, "..%2f..", "%00"])
async def test_a_key_that_opens_nothing(session: AsyncSession, api: Api, key: str) -> None:
    answer = await api.get(f"{SITTINGS_API}/{key}")

    assert answer.status_code in (404, 422)
    assert answer.json()["success"] is False


async def test_what_is_asked_next_follows_the_answers(session: AsyncSession, api: Api) -> None:
    await create_published(session, slug="ai-act", content=house("ai_act"))
    path = f"{SITTINGS_API}/{await begun(api, 'ai-act')}"

    def steps(answer: Any) -> list[str]:
        return [step["key"] for step in answer.json()["data"]["steps"]]

    before = steps(await api.get(path))
    chosen = {"role": ["deployer"], "area": ["employment"], "uses": ["chatbot"]}
    after = steps(await api.put(f"{path}/answers", json={"answers": chosen}))

    assert before == ["role_and_use", "prohibited", "foundations", "governance"]
    assert after == ["role_and_use", "prohibited", "foundations", "deployer_duties", "transparency", "governance"]


async def test_the_result_is_kept_and_may_be_improved(session: AsyncSession, api: Api) -> None:
    await create_published(session)
    token = await begun(api)
    path = f"{SITTINGS_API}/{token}"
    await api.put(f"{path}/answers", json={"answers": {"first": "partly"}})

    first = (await api.post(f"{path}/finish")).json()["data"]
    await api.put(f"{path}/answers", json={"answers": {"first": "yes", "second": 0}})
    second = (await api.post(f"{path}/finish")).json()["data"]

    assert (first["score"], first["level"], first["gaps"], first["unanswered"]) == (25, "low", 1, 1)
    assert (second["score"], second["level"], second["gaps"], second["unanswered"]) == (100, "high", 0, 0)
    assert (await sitting_of(session, token)).score == 100


async def test_the_report_is_a_pdf_that_says_what_is_missing(session: AsyncSession, api: Api) -> None:
    await create_service(session, slug="piano-adeguamento-nis2", name="Piano di adeguamento NIS2")
    await create_published(session, slug="nis2", content=house("nis2"))
    path = f"{SITTINGS_API}/{await begun(api, 'nis2')}"
    answers = {"sector": "annex_one", "size": "large", "special": ["none"], "board_approval": "no", "mfa": "everywhere"}
    await api.put(f"{path}/answers", json={"answers": answers})

    printed = await api.get(f"{path}/report.pdf", params={"locale": "it"})

    assert printed.headers["content-type"] == "application/pdf"
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(printed.content)).pages]
    text = " ".join(" ".join(pages).split())
    assert "non è una certificazione" in pages[0].replace("\n", " ")
    assert "Probabile soggetto essenziale" in text
    assert "Gli organi di amministrazione non hanno approvato" in text
    assert "art. 23, c. 1, lett. a)" in text
    assert "Piano di adeguamento NIS2" in text


async def test_whoever_holds_the_key_deletes_everything(session: AsyncSession, api: Api) -> None:
    await create_published(session)
    path = f"{SITTINGS_API}/{await begun(api)}"

    deleted = await api.delete(path)

    assert deleted.status_code == 204
    assert (await api.get(path)).status_code == 404
    assert (await session.execute(select(Sitting))).first() is None
