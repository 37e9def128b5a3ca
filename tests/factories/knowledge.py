"""Bots that know something, and files to teach them."""

import io
import zipfile
from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.assistant.models import Bot, BotStatus, KnowledgeDocument
from aistrategyhub.features.assistant.service import change_bot, receive_document, site_bot
from aistrategyhub.features.assistant.service.documents import store_file
from aistrategyhub.features.assistant.service.ingest import read_document
from aistrategyhub.infra.db import tenant_of
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.storage import Content, storage_for
from aistrategyhub.infra.storage.contract import pieces_of

NOTICE = """# Notifica degli incidenti

## Termini

La pre-notifica al CSIRT Italia va fatta entro 24 ore dalla conoscenza dell'incidente significativo. La notifica
completa segue entro 72 ore. La relazione finale si manda entro un mese.

## Sanzioni

Ai soggetti essenziali si applicano sanzioni amministrative fino a 10 milioni di euro o al 2 per cento del fatturato.
"""
TRAINING = """# Corso di alfabetizzazione sull'intelligenza artificiale

Il corso dura due giornate e costa 1.200 euro oltre IVA per gruppi fino a dodici persone. Si tiene a Bari o a distanza.
"""


async def create_bot_one(session: AsyncSession, texts: Mapping[str, str] | None = None, **changes: object) -> Bot:
    """The site's bot, active, taught these Markdown texts by their titles."""
    bot = await site_bot(session)
    await change_bot(session, bot.number, **{"status": BotStatus.ACTIVE, **changes})
    for title, text in ({"Guida NIS2": NOTICE, "Corso IA": TRAINING} if texts is None else texts).items():
        await teach(session, bot, text.encode(), "testo.md", title=title)
    await session.refresh(bot)
    return bot


async def teach(
    session: AsyncSession, bot: Bot, content: Content, name: str, *, title: str = "", locale: str = "it"
) -> KnowledgeDocument:
    """A document that was uploaded and read, well or not."""
    stored = await store_file(storage_for(get_settings()), tenant_of(session), pieces_of(content), name)
    document = await receive_document(session, bot, stored, title=title, locale=locale)
    await read_document(session, document.id, document.version)
    await session.refresh(document)
    await session.refresh(bot)
    return document


def docx_of(paragraphs: Mapping[str, str], *, table: tuple[tuple[str, ...], ...] = ()) -> bytes:
    """A document of Word: headings with their paragraphs, and a table."""
    import docx

    document = docx.Document()
    for heading, text in paragraphs.items():
        document.add_heading(heading, level=1)
        document.add_paragraph(text)
    if table:
        drawn = document.add_table(rows=len(table), cols=len(table[0]))
        for row, cells in enumerate(table):
            for column, text in enumerate(cells):
                drawn.cell(row, column).text = text
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def with_entry(archive: bytes, name: str, content: bytes) -> bytes:
    """The archive with one more file in it."""
    written = io.BytesIO(archive)
    with zipfile.ZipFile(written, "a", zipfile.ZIP_DEFLATED) as target:
        target.writestr(name, content)
    return written.getvalue()


def pdf_of(*pages: str, password: str = "", title_of_page: Mapping[int, str] | None = None) -> bytes:
    """A PDF with these pages of text, and bookmarks."""
    from pypdf import PdfReader, PdfWriter
    from weasyprint import HTML

    html = "<style>section{break-after: page}</style>" + "".join(f"<section>{page}</section>" for page in pages)
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(HTML(string=html).write_pdf())))
    for page, title in (title_of_page or {}).items():
        writer.add_outline_item(title, page)
    if password:
        writer.encrypt(password)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def scanned_pdf() -> bytes:
    """A PDF whose only page is a picture."""
    from PIL import Image

    written = io.BytesIO()
    Image.new("RGB", (600, 800), "white").save(written, "PDF")
    return written.getvalue()
