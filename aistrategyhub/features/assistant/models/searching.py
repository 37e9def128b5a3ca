"""What is kept beside the words of chunks so that they are found in other ways: vectors, and questions they answer."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pgvector.sqlalchemy import HALFVEC
from sqlalchemy import ARRAY, Column, Index, PrimaryKeyConstraint, SmallInteger, Text, literal_column, text
from sqlmodel import Field, SQLModel

from aistrategyhub.core.clock import now
from aistrategyhub.infra.db import CURRENT_TENANT, MOMENT, tenant_reference

DIMENSIONS = (256, 512, 1024)
"""Those of vectors that may be kept: each has an index of its own."""


def _nearness(dimension: int) -> Index:
    """HNSW grows with its rows, where IVFFlat would have to know them first."""
    return Index(
        f"ix_knowledge_vectors_near_{dimension}",
        literal_column(f"(embedding::halfvec({dimension}))").label("place"),
        postgresql_using="hnsw",
        postgresql_ops={"place": "halfvec_cosine_ops"},
        postgresql_with={"m": 16, "ef_construction": 64},
        postgresql_where=text(f"dimension = {dimension}"),
    )


class KnowledgeVector(SQLModel, table=True):
    """Where a chunk lies in the space of one model. While a model is changed a chunk has a vector of both."""

    __tablename__ = "knowledge_vectors"
    __table_args__ = (
        PrimaryKeyConstraint("tenant_id", "bot_id", "model", "dimension", "chunk_id", name="pk_knowledge_vectors"),
        tenant_reference("chunk_id", "knowledge_chunks", ondelete="CASCADE"),
        Index("ix_knowledge_vectors_chunk", "tenant_id", "chunk_id"),
        *(_nearness(dimension) for dimension in DIMENSIONS),
    )

    tenant_id: UUID = Field(
        default=None, foreign_key="tenants.id", sa_column_kwargs={"server_default": text(CURRENT_TENANT)}
    )
    bot_id: UUID
    model: str = Field(max_length=80)
    dimension: int = Field(sa_type=SmallInteger)
    chunk_id: UUID
    embedding: Any = Field(sa_column=Column(HALFVEC(), nullable=False))


class KnowledgeQuestion(SQLModel, table=True):
    """What a chunk answers, as people would ask it. Without questions where a model found none to write."""

    __tablename__ = "knowledge_questions"
    __table_args__ = (
        PrimaryKeyConstraint("tenant_id", "chunk_id", name="pk_knowledge_questions"),
        tenant_reference("chunk_id", "knowledge_chunks", ondelete="CASCADE"),
        Index("ix_knowledge_questions_bot", "tenant_id", "bot_id"),
    )

    tenant_id: UUID = Field(
        default=None, foreign_key="tenants.id", sa_column_kwargs={"server_default": text(CURRENT_TENANT)}
    )
    bot_id: UUID
    chunk_id: UUID
    questions: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))
    written_at: datetime = Field(default_factory=now, sa_type=MOMENT)
