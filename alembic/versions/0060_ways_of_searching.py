"""ways of searching"""

from collections.abc import Sequence

import sqlalchemy as sa
from pgvector.sqlalchemy import HALFVEC

from aistrategyhub.infra.db import CURRENT_TENANT, policy_statements
from alembic import op

revision: str = "0060"
down_revision: str | None = "0055"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_TABLES = ("knowledge_vectors", "knowledge_questions")
_COLUMNS = {
    "min_similarity": (sa.Float(), "1"),
    "search_arms": (sa.ARRAY(sa.Text()), "{glossary}"),
    "dense_model": (sa.String(length=80), ""),
    "dense_dimension": (sa.Integer(), "0"),
    "writes_questions": (sa.Boolean(), "false"),
}


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS vector")
    for name, (kind, first) in _COLUMNS.items():
        op.add_column("bots", sa.Column(name, kind, nullable=False, server_default=first))
        op.alter_column("bots", name, server_default=None)
    op.create_table(
        "knowledge_vectors",
        *_of_a_chunk("knowledge_vectors"),
        sa.Column("model", sa.String(length=80), nullable=False),
        sa.Column("dimension", sa.SmallInteger(), nullable=False),
        sa.Column("embedding", HALFVEC(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "bot_id", "model", "dimension", "chunk_id", name="pk_knowledge_vectors"),
    )
    op.create_index("ix_knowledge_vectors_chunk", "knowledge_vectors", ["tenant_id", "chunk_id"])
    for dimension in (256, 512, 1024):
        op.create_index(
            f"ix_knowledge_vectors_near_{dimension}",
            "knowledge_vectors",
            [sa.text(f"(embedding::halfvec({dimension})) halfvec_cosine_ops")],
            postgresql_using="hnsw",
            postgresql_with={"m": 16, "ef_construction": 64},
            postgresql_where=sa.text(f"dimension = {dimension}"),
        )
    op.create_table(
        "knowledge_questions",
        *_of_a_chunk("knowledge_questions"),
        sa.Column("questions", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "chunk_id", name="pk_knowledge_questions"),
    )
    op.create_index("ix_knowledge_questions_bot", "knowledge_questions", ["tenant_id", "bot_id"])
    for table in _TABLES:
        for statement in policy_statements(table):
            op.execute(statement)


def downgrade() -> None:
    for table in _TABLES:
        op.drop_table(table)
    for name in reversed(_COLUMNS):
        op.drop_column("bots", name)


def _of_a_chunk(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("tenant_id", sa.Uuid(), server_default=sa.text(CURRENT_TENANT), nullable=False),
        sa.Column("bot_id", sa.Uuid(), nullable=False),
        sa.Column("chunk_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "chunk_id"],
            ["knowledge_chunks.tenant_id", "knowledge_chunks.id"],
            name=op.f(f"fk_{table}_tenant_id_chunk_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f(f"fk_{table}_tenant_id")),
    ]
