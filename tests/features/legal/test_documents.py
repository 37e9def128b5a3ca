"""Legal documents as pages of the site."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub import registry
from aistrategyhub.core.access import Role
from aistrategyhub.core.clock import now
from aistrategyhub.core.feature import SeedPlan
from aistrategyhub.features.audit.models import AuditEntry
from aistrategyhub.features.legal.models import DocumentKind
from aistrategyhub.features.legal.queries import find_document, notice_version
from aistrategyhub.features.legal.service import (
    DocumentNotMade,
    MissingFacts,
    make_document,
    overview,
    publish_document,
)
from aistrategyhub.features.legal.state import AdminLegalState
from aistrategyhub.features.publishing.queries import find_published, get_publication
from aistrategyhub.features.publishing.service import save_draft
from aistrategyhub.features.site_settings.queries import get_setting
from aistrategyhub.features.site_settings.schemas import LegalInfo, SellerInfo
from aistrategyhub.features.site_settings.seed import seed
from aistrategyhub.features.site_settings.service import save_setting
from aistrategyhub.infra.db import tenant_of
from tests.factories.messages import create_message
from tests.factories.people import create_somebody, principal_of
from tests.harness.states import Tab


@pytest.fixture
async def firm(session: AsyncSession) -> AsyncSession:
    """A firm that has said all of itself."""
    registry.load_models()
    await seed(session, SeedPlan(tenant_of(session)))
    return session


async def row_of(session: AsyncSession, kind: DocumentKind) -> object:
    return next(row for row in await overview(session) if row.kind == kind)


async def test_a_document_with_blanks_is_never_made(session: AsyncSession) -> None:
    registry.load_models()
    with pytest.raises(MissingFacts) as refused:
        await make_document(session, DocumentKind.PRIVACY)

    for name in ("Ragione sociale", "Sede", "Partita IVA", "Indirizzo PEC", "Chi ospita il sito"):
        assert name in refused.value.values["names"]
    assert await find_document(session, DocumentKind.PRIVACY) is None


@pytest.mark.parametrize("kind", list(DocumentKind))
async def test_it_is_published_in_both_languages(firm: AsyncSession, kind: DocumentKind) -> None:
    await make_document(firm, kind)
    publication = await publish_document(firm, kind)

    italian = await find_published(firm, "page", f"/{publication.slugs['it']}", "it")
    english = await find_published(firm, "page", f"/{publication.slugs['en']}", "en")
    assert "Meridiana Compliance S.r.l." in str(italian.content)
    assert italian.content["title"] != english.content["title"]


async def test_what_is_not_made_cannot_be_published(firm: AsyncSession) -> None:
    with pytest.raises(DocumentNotMade):
        await publish_document(firm, DocumentKind.TERMS)


async def test_a_change_of_the_firm_s_data_is_seen_and_taken_over(firm: AsyncSession) -> None:
    await make_document(firm, DocumentKind.TERMS)
    await publish_document(firm, DocumentKind.TERMS)
    assert (await row_of(firm, DocumentKind.TERMS)).is_outdated is False

    seller = await get_setting(firm, SellerInfo)
    await save_setting(firm, seller.model_copy(update={"phone": "+39 049 111 1111"}))
    row = await row_of(firm, DocumentKind.TERMS)
    assert row.is_outdated is True
    assert [change.title for change in row.changes] == ["Chi vende"]
    assert "+39 049 111 1111" in row.changes[0].after

    await make_document(firm, DocumentKind.TERMS)
    row = await row_of(firm, DocumentKind.TERMS)
    assert (row.is_outdated, row.has_draft, row.is_live) == (False, True, True)


async def test_what_somebody_edited_is_told(firm: AsyncSession) -> None:
    document = await make_document(firm, DocumentKind.WITHDRAWAL)
    publication = await get_publication(firm, document.publication_id)
    edited = {locale: content | {"summary": "Riscritto."} for locale, content in publication.draft.items()}
    await save_draft(firm, publication.id, edited, revision=publication.draft_revision)

    row = await row_of(firm, DocumentKind.WITHDRAWAL)
    assert (row.is_edited, row.is_outdated) == (True, False)


async def test_a_consent_names_the_wording_that_visitors_read(firm: AsyncSession) -> None:
    assert await notice_version(firm) == ""
    document = await make_document(firm, DocumentKind.PRIVACY)
    assert await notice_version(firm) == ""
    await publish_document(firm, DocumentKind.PRIVACY)

    message = await create_message(firm)

    assert message.notice_version == f"v1, {document.template_version}"


async def test_making_and_publishing_are_in_the_trail(firm: AsyncSession) -> None:
    await make_document(firm, DocumentKind.COOKIES)
    await publish_document(firm, DocumentKind.COOKIES)

    actions = (await firm.execute(select(AuditEntry.action).where(AuditEntry.action.like("legal.%")))).scalars().all()
    assert sorted(actions) == ["legal.made", "legal.published"]


async def test_the_owner_makes_one_and_publishes_it(firm: AsyncSession, tab: Tab) -> None:
    tab.principal = replace(principal_of(await create_somebody(firm, Role.ADMIN)), proved_at=now())
    tab.go("/admin/pagine-legali")
    await tab.send(AdminLegalState.load)
    assert {row["status_label"] for row in tab.seen(AdminLegalState, "rows")} == {"da creare"}

    await tab.send(AdminLegalState.make, kind="privacy")
    await tab.send(AdminLegalState.publish, kind="privacy")

    (row,) = [row for row in tab.seen(AdminLegalState, "rows") if row["kind"] == "privacy"]
    assert (row["status_label"], row["path"], row["is_live"]) == ("pubblicato", "/privacy", True)


async def test_what_the_firm_has_still_to_say_is_named(firm: AsyncSession, tab: Tab) -> None:
    legal = await get_setting(firm, LegalInfo)
    await save_setting(firm, legal.model_copy(update={"hosting_provider": ""}))
    tab.principal = replace(principal_of(await create_somebody(firm, Role.ADMIN)), proved_at=now())
    tab.go("/admin/pagine-legali")
    await tab.send(AdminLegalState.load)

    missing = {row["kind"]: row["missing"] for row in tab.seen(AdminLegalState, "rows")}
    assert missing == {"privacy": "Chi ospita il sito", "cookies": "", "terms": "", "withdrawal": ""}


async def test_others_make_none(firm: AsyncSession, tab: Tab) -> None:
    tab.principal = principal_of(await create_somebody(firm, Role.EDITOR))
    await tab.send(AdminLegalState.make, kind="privacy")

    assert await find_document(firm, DocumentKind.PRIVACY) is None
