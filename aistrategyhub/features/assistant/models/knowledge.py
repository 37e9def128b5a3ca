"""Bots and what they know: documents with their versions, the chunks they are cut into, and the index of words."""

import secrets
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Column, Index, PrimaryKeyConstraint, SmallInteger, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from aistrategyhub.core.clock import now
from aistrategyhub.core.text import LOCALES
from aistrategyhub.infra.db import CURRENT_TENANT, MOMENT, TenantOwned, stored_enum, tenant_reference, tenant_unique


def new_widget_key() -> str:
    """96 random bits: a name that tells nothing of the firm and collides with none."""
    return secrets.token_urlsafe(12)


class BotStatus(StrEnum):
    """Visitors reach only an ACTIVE bot."""

    DRAFT = "draft"
    ACTIVE = "active"
    PAUSED = "paused"


class DocumentSource(StrEnum):
    """UPLOAD was given by a person; SITE follows what the firm publishes; WEB is a page of the web."""

    UPLOAD = "upload"
    SITE = "site"
    WEB = "web"


class DocumentType(StrEnum):
    """How a document is read. PUBLICATION is a service, a post or a page of the site."""

    PDF = "pdf"
    DOCX = "docx"
    TXT = "txt"
    MD = "md"
    CSV = "csv"
    JSON = "json"
    HTML = "html"
    PUBLICATION = "publication"


class DocumentStatus(StrEnum):
    """Of the newest version. What was read before it answers until it is COMPLETED."""

    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"


class WidgetSide(StrEnum):
    RIGHT = "right"
    LEFT = "left"


class WidgetTheme(StrEnum):
    """AUTO follows the visitor's system."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"


class WidgetColour(StrEnum):
    """Named, so that each is legible on light paper and on dark."""

    GREEN = "green"
    BLUE = "blue"
    BURGUNDY = "burgundy"
    OCHRE = "ochre"
    INK = "ink"


class SearchArm(StrEnum):
    """A way of searching besides the words themselves: by what the glossary adds, by the questions that were written
    for each chunk, by the nearness of vectors."""

    GLOSSARY = "glossary"
    QUESTIONS = "questions"
    DENSE = "dense"


class Bot(TenantOwned, table=True):
    """Somebody to ask. Number 1 is the assistant of the tenant's own site.

    `monthly_cents` is what its answers may cost in a month of Rome. `min_coverage` is how much of a question, by the
    weight of its words, the best passage must hold for the bot to answer; with the dense arm it also answers where the
    nearest passage is `min_similarity` near. `search_arms` are those that find its passages. `dense_model` and
    `dense_dimension` name the vectors that answer, which are those of every live chunk; empty while there are none.
    With `writes_questions` a model writes down which questions each chunk answers. `chunk_count` and `lexeme_count`
    measure what visitors are answered from.

    Other sites name the bot by its `widget_key`, which is no secret; only those among `allowed_origins` may show it.
    """

    __tablename__ = "bots"
    __table_args__ = (tenant_unique("number"), tenant_unique("widget_key"))

    number: int
    name: str = Field(max_length=80)
    status: BotStatus = Field(default=BotStatus.DRAFT, sa_type=stored_enum(BotStatus))
    greeting: str = Field(default="", max_length=400)
    greeting_en: str = Field(default="", max_length=400)
    topics: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))
    refused_words: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))
    monthly_cents: int = 2000
    daily_questions: int = 500
    min_coverage: float = 0.35
    min_similarity: float = 1.0
    search_arms: list[str] = Field(default_factory=lambda: [SearchArm.GLOSSARY.value], sa_type=ARRAY(Text))
    dense_model: str = Field(default="", max_length=80)
    dense_dimension: int = 0
    writes_questions: bool = False
    chunk_count: int = 0
    lexeme_count: int = Field(default=0, sa_type=BigInteger)
    widget_key: str = Field(default_factory=new_widget_key, max_length=24)
    widget_side: WidgetSide = Field(default=WidgetSide.RIGHT, sa_type=stored_enum(WidgetSide))
    widget_colour: WidgetColour = Field(default=WidgetColour.GREEN, sa_type=stored_enum(WidgetColour))
    widget_theme: WidgetTheme = Field(default=WidgetTheme.AUTO, sa_type=stored_enum(WidgetTheme))
    widget_languages: list[str] = Field(default_factory=lambda: list(LOCALES), sa_type=ARRAY(Text))
    allowed_origins: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    updated_at: datetime = Field(default_factory=now, sa_type=MOMENT)


class KnowledgeDocument(TenantOwned, table=True):
    """A text that a bot answers from. `source_key` is stable: `publication:<id>:<locale>`, `upload:<id>`,
    `web:<hash>`.

    `version` is the newest, `live_version` the one that answers. `locale` is the language it is written in; where the
    same text exists in several, `only_locale` is the language of the visitors it is for. `path` is its page on the
    site. `failure` is a code of `rules.failures`.
    """

    __tablename__ = "knowledge_documents"
    __table_args__ = (
        tenant_reference("bot_id", "bots", ondelete="CASCADE"),
        tenant_unique("bot_id", "source_key"),
        Index("ix_knowledge_documents_updated", "tenant_id", "bot_id", "updated_at"),
        Index("ix_knowledge_documents_status", "tenant_id", "status"),
    )

    bot_id: UUID
    source: DocumentSource = Field(sa_type=stored_enum(DocumentSource))
    source_key: str = Field(max_length=120)
    file_type: DocumentType = Field(sa_type=stored_enum(DocumentType))
    title: str = Field(max_length=300)
    locale: str = Field(default="it", max_length=5)
    only_locale: str = Field(default="", max_length=5)
    path: str = Field(default="", max_length=500)
    status: DocumentStatus = Field(default=DocumentStatus.PENDING, sa_type=stored_enum(DocumentStatus))
    failure: str = Field(default="", max_length=40)
    failure_values: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONB, nullable=False))
    progress: int = 0
    is_active: bool = True
    version: int = 1
    live_version: int | None = None
    page_count: int = 0
    chunk_count: int = 0
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    updated_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    processed_at: datetime | None = Field(default=None, sa_type=MOMENT)


class KnowledgeVersion(TenantOwned, table=True):
    """A file as it was uploaded, added and never changed. What the site publishes keeps its versions itself."""

    __tablename__ = "knowledge_versions"
    __table_args__ = (
        tenant_reference("document_id", "knowledge_documents", ondelete="CASCADE"),
        tenant_unique("document_id", "number"),
    )

    document_id: UUID
    number: int
    filename: str = Field(max_length=255)
    storage_key: str = Field(max_length=300)
    size_bytes: int
    content_hash: str = Field(max_length=64)
    uploaded_by: UUID | None = None
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)


class KnowledgeChunk(TenantOwned, table=True):
    """A piece of a version, as it is quoted. `heading` is the way to it through the document's headings.

    `length` counts its indexed words. Only live pieces answer.
    """

    __tablename__ = "knowledge_chunks"
    __table_args__ = (
        tenant_reference("bot_id", "bots", ondelete="CASCADE"),
        tenant_reference("document_id", "knowledge_documents", ondelete="CASCADE"),
        tenant_unique("document_id", "version", "position"),
        Index("ix_knowledge_chunks_bot", "tenant_id", "bot_id"),
    )

    bot_id: UUID
    document_id: UUID
    version: int
    position: int
    heading: str = Field(default="", max_length=500)
    words: str = Field(sa_column=Column(Text, nullable=False))
    page: int | None = None
    locale: str = Field(max_length=5)
    only_locale: str = Field(default="", max_length=5)
    length: int = 0
    is_live: bool = False


class KnowledgePosting(SQLModel, table=True):
    """How often a chunk says a lexeme, and how long the chunk is: all that BM25 asks, in one index."""

    __tablename__ = "knowledge_postings"
    __table_args__ = (
        PrimaryKeyConstraint(
            "tenant_id",
            "bot_id",
            "lexeme",
            "chunk_id",
            name="pk_knowledge_postings",
            postgresql_include=["tf", "length"],
        ),
        tenant_reference("chunk_id", "knowledge_chunks", ondelete="CASCADE"),
        Index("ix_knowledge_postings_chunk", "tenant_id", "chunk_id"),
    )

    tenant_id: UUID = Field(
        default=None, foreign_key="tenants.id", sa_column_kwargs={"server_default": text(CURRENT_TENANT)}
    )
    bot_id: UUID
    lexeme: str = Field(sa_type=Text(collation="C"))
    chunk_id: UUID
    tf: int = Field(sa_type=SmallInteger)
    length: int


class KnowledgeTerm(SQLModel, table=True):
    """In how many live chunks of a bot a lexeme stands."""

    __tablename__ = "knowledge_terms"
    __table_args__ = (
        PrimaryKeyConstraint("tenant_id", "bot_id", "lexeme", name="pk_knowledge_terms", postgresql_include=["df"]),
        tenant_reference("bot_id", "bots", ondelete="CASCADE"),
    )

    tenant_id: UUID = Field(
        default=None, foreign_key="tenants.id", sa_column_kwargs={"server_default": text(CURRENT_TENANT)}
    )
    bot_id: UUID
    lexeme: str = Field(sa_type=Text(collation="C"))
    df: int


class GlossaryEntry(TenantOwned, table=True):
    """What people say, and what the documents call it. A question that holds every lexeme of the phrase is also
    searched for with those of the meaning."""

    __tablename__ = "knowledge_glossary"
    __table_args__ = (
        tenant_reference("bot_id", "bots", ondelete="CASCADE"),
        tenant_unique("bot_id", "locale", "phrase"),
    )

    bot_id: UUID
    locale: str = Field(default="it", max_length=5)
    phrase: str = Field(max_length=120)
    meaning: str = Field(max_length=300)
    phrase_lexemes: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))
    meaning_lexemes: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))
    updated_at: datetime = Field(default_factory=now, sa_type=MOMENT)
