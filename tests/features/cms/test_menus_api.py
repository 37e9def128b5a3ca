"""Menus over HTTP."""

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub import registry
from aistrategyhub.core.feature import SeedPlan
from aistrategyhub.features.legal.models import DocumentKind
from aistrategyhub.features.legal.service import make_document, publish_document
from aistrategyhub.features.site_settings.seed import seed
from aistrategyhub.infra.db import tenant_of


@pytest.fixture(autouse=True)
def kinds() -> None:
    registry.load_models()


async def test_the_footer_leads_to_the_legal_pages_that_are_published(
    session: AsyncSession, api: httpx.AsyncClient
) -> None:
    await seed(session, SeedPlan(tenant_of(session)))
    await make_document(session, DocumentKind.PRIVACY)
    await publish_document(session, DocumentKind.PRIVACY)
    await make_document(session, DocumentKind.TERMS)
    await session.flush()

    italian = (await api.get("/api/v1/menus/footer")).json()["data"]
    english = (await api.get("/api/v1/menus/footer?locale=en")).json()["data"]

    assert italian == [{"label": "Informativa sulla privacy", "href": "/privacy", "is_page": True, "children": []}]
    assert [(entry["label"], entry["href"]) for entry in english] == [("Privacy notice", "/en/privacy")]


async def test_a_menu_that_is_none_is_refused(session: AsyncSession, api: httpx.AsyncClient) -> None:
    assert (await api.get("/api/v1/menus/header")).json()["data"][0]["href"] == "/servizi"
    assert (await api.get("/api/v1/menus/nowhere")).status_code == 422
