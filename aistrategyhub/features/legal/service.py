"""Making, renewing and publishing the legal documents."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.text import LOCALES, mark, speaking
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.legal.models import DocumentKind, LegalDocument
from aistrategyhub.features.legal.queries import find_document, gather_facts, list_documents
from aistrategyhub.features.legal.rendering import render
from aistrategyhub.features.legal.rules import TYPES, document_row, missing_facts
from aistrategyhub.features.legal.schemas import DocumentRow
from aistrategyhub.features.publishing import service as publishing
from aistrategyhub.features.publishing.models import Publication
from aistrategyhub.features.publishing.queries import get_publication, get_row
from aistrategyhub.features.publishing.rules import get_kind, read_content
from aistrategyhub.prerender.service import touch

PAGE_KIND = "page"


class MissingFacts(DomainError):
    """The firm has not said yet what the document cannot do without."""

    code = "MISSING_FACTS"
    sentence = mark("Per questo documento mancano: {names}. Completa i dati in Impostazioni.")


class DocumentNotMade(DomainError):
    """The document was not made yet."""

    code = "DOCUMENT_NOT_MADE"
    kind = Kind.NOT_FOUND
    sentence = mark("Questo documento non è ancora stato creato.")


async def draw_up(session: AsyncSession, kind: DocumentKind) -> tuple[str, dict[str, Any]]:
    """The version of the template, and the document's content by locale with what is true now.

    Raises MissingFacts, so that a document with blanks is never made.
    """
    if missing := missing_facts(kind, await gather_facts(session)):
        raise MissingFacts(names=", ".join(missing))
    version, content = "", {}
    for locale in LOCALES:
        with speaking(locale):
            drawn = render(kind, locale, await gather_facts(session))
        version, content[locale] = drawn.version, drawn.content
    return version, content


async def make_document(session: AsyncSession, kind: DocumentKind, *, by: UUID | None = None) -> LegalDocument:
    """The document as the draft of a page, new or in place of the draft there was (which stays among the versions).

    Visitors see it once it is published. Raises MissingFacts, NotEditable.
    """
    version, content = await draw_up(session, kind)
    document = await find_document(session, kind)
    if document is None:
        publication = await publishing.create(session, PAGE_KIND, content=content, slugs=TYPES[kind].slugs)
        document = LegalDocument(kind=kind, publication_id=publication.id, template_version=version, made={})
        session.add(document)
    else:
        publication = await get_publication(session, document.publication_id)
        await publishing.save_draft(session, publication.id, content, revision=publication.draft_revision, person_id=by)
    document.template_version, document.made_at, document.made_by = version, now(), by
    document.made = (await get_publication(session, publication.id)).draft
    await session.flush()
    await record(session, "legal.made", "legal_document", document.id, document=kind, template_version=version)
    return document


async def publish_document(session: AsyncSession, kind: DocumentKind) -> Publication:
    """The document as visitors read it from the commit on. Raises DocumentNotMade and what publishing raises."""
    document = await find_document(session, kind)
    if document is None:
        raise DocumentNotMade
    await record(session, "legal.published", "legal_document", document.id, document=kind)
    published = await publishing.publish(session, document.publication_id, note=document.template_version)
    await session.flush()
    # The footer of every page leads to the documents that are live.
    await touch(session, "menus")
    return published


async def overview(session: AsyncSession) -> list[DocumentRow]:
    """How every document stands, and what template and firm would change in it now."""
    documents = await list_documents(session)
    return [await _row(session, kind, documents.get(kind)) for kind in DocumentKind]


async def _row(session: AsyncSession, kind: DocumentKind, document: LegalDocument | None) -> DocumentRow:
    missing = ", ".join(missing_facts(kind, await gather_facts(session)))
    if document is None:
        return document_row(kind, missing=missing)
    publication = await get_row(session, document.publication_id)
    draft = (await get_publication(session, document.publication_id)).draft
    version, wanted = document.template_version, document.made
    if not missing:
        version, wanted = await draw_up(session, kind)
        wanted = read_content(get_kind(PAGE_KIND), wanted)
    return document_row(
        kind, publication, missing=missing, document=document, draft=draft, newest=version, wanted=wanted
    )
