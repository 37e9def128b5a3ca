"""bots and what they know"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from aistrategyhub.infra.db import policy_statements
from alembic import op

TENANT_OWNED = (
    "bots",
    "knowledge_documents",
    "knowledge_glossary",
    "knowledge_terms",
    "knowledge_chunks",
    "knowledge_versions",
    "knowledge_postings",
)

revision: str = "0043"
down_revision: str | None = "0042"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "bots",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft", "active", "paused", name="botstatus", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("greeting", sa.String(length=400), nullable=False),
        sa.Column("topics", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("refused_words", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("monthly_cents", sa.Integer(), nullable=False),
        sa.Column("daily_questions", sa.Integer(), nullable=False),
        sa.Column("min_coverage", sa.Float(), nullable=False),
        sa.Column("chunk_count", sa.Integer(), nullable=False),
        sa.Column("lexeme_count", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_bots_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_bots")),
        sa.UniqueConstraint("tenant_id", "number", name=op.f("uq_bots_tenant_id_number")),
    )
    op.create_table(
        "knowledge_documents",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bot_id", sa.Uuid(), nullable=False),
        sa.Column(
            "source",
            sa.Enum("upload", "site", name="documentsource", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("source_key", sa.String(length=120), nullable=False),
        sa.Column(
            "file_type",
            sa.Enum(
                "pdf",
                "docx",
                "txt",
                "md",
                "csv",
                "json",
                "html",
                "publication",
                name="documenttype",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("only_locale", sa.String(length=5), nullable=False),
        sa.Column("path", sa.String(length=500), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "pending",
                "processing",
                "completed",
                "failed",
                name="documentstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("failure", sa.String(length=40), nullable=False),
        sa.Column("failure_values", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("live_version", sa.Integer(), nullable=True),
        sa.Column("page_count", sa.Integer(), nullable=False),
        sa.Column("chunk_count", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("processed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "bot_id"],
            ["bots.tenant_id", "bots.id"],
            name=op.f("fk_knowledge_documents_tenant_id_bot_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_knowledge_documents_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_knowledge_documents")),
        sa.UniqueConstraint(
            "tenant_id", "bot_id", "source_key", name=op.f("uq_knowledge_documents_tenant_id_bot_id_source_key")
        ),
    )
    op.create_index("ix_knowledge_documents_status", "knowledge_documents", ["tenant_id", "status"], unique=False)
    op.create_index(
        "ix_knowledge_documents_updated", "knowledge_documents", ["tenant_id", "bot_id", "updated_at"], unique=False
    )
    op.create_table(
        "knowledge_glossary",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bot_id", sa.Uuid(), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("phrase", sa.String(length=120), nullable=False),
        sa.Column("meaning", sa.String(length=300), nullable=False),
        sa.Column("phrase_lexemes", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("meaning_lexemes", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "bot_id"],
            ["bots.tenant_id", "bots.id"],
            name=op.f("fk_knowledge_glossary_tenant_id_bot_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_knowledge_glossary_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_knowledge_glossary")),
        sa.UniqueConstraint(
            "tenant_id", "bot_id", "locale", "phrase", name=op.f("uq_knowledge_glossary_tenant_id_bot_id_locale_phrase")
        ),
    )
    op.create_table(
        "knowledge_terms",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("bot_id", sa.Uuid(), nullable=False),
        sa.Column("lexeme", sa.Text(collation="C"), nullable=False),
        sa.Column("df", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "bot_id"],
            ["bots.tenant_id", "bots.id"],
            name=op.f("fk_knowledge_terms_tenant_id_bot_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_knowledge_terms_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "bot_id", "lexeme", name="pk_knowledge_terms", postgresql_include=["df"]),
    )
    op.create_table(
        "knowledge_chunks",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bot_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("heading", sa.String(length=500), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("only_locale", sa.String(length=5), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("is_live", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "bot_id"],
            ["bots.tenant_id", "bots.id"],
            name=op.f("fk_knowledge_chunks_tenant_id_bot_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "document_id"],
            ["knowledge_documents.tenant_id", "knowledge_documents.id"],
            name=op.f("fk_knowledge_chunks_tenant_id_document_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_knowledge_chunks_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_knowledge_chunks")),
        sa.UniqueConstraint(
            "tenant_id",
            "document_id",
            "version",
            "position",
            name=op.f("uq_knowledge_chunks_tenant_id_document_id_version_position"),
        ),
    )
    op.create_index("ix_knowledge_chunks_bot", "knowledge_chunks", ["tenant_id", "bot_id"], unique=False)
    op.create_table(
        "knowledge_versions",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(length=255), nullable=False),
        sa.Column("storage_key", sa.String(length=300), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("uploaded_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "document_id"],
            ["knowledge_documents.tenant_id", "knowledge_documents.id"],
            name=op.f("fk_knowledge_versions_tenant_id_document_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_knowledge_versions_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_knowledge_versions")),
        sa.UniqueConstraint(
            "tenant_id", "document_id", "number", name=op.f("uq_knowledge_versions_tenant_id_document_id_number")
        ),
    )
    op.create_table(
        "knowledge_postings",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("bot_id", sa.Uuid(), nullable=False),
        sa.Column("lexeme", sa.Text(collation="C"), nullable=False),
        sa.Column("chunk_id", sa.Uuid(), nullable=False),
        sa.Column("tf", sa.SmallInteger(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "chunk_id"],
            ["knowledge_chunks.tenant_id", "knowledge_chunks.id"],
            name=op.f("fk_knowledge_postings_tenant_id_chunk_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_knowledge_postings_tenant_id")),
        sa.PrimaryKeyConstraint(
            "tenant_id",
            "bot_id",
            "lexeme",
            "chunk_id",
            name="pk_knowledge_postings",
            postgresql_include=["tf", "length"],
        ),
    )
    op.create_index("ix_knowledge_postings_chunk", "knowledge_postings", ["tenant_id", "chunk_id"], unique=False)
    for table in TENANT_OWNED:
        for statement in policy_statements(table):
            op.execute(statement)


def downgrade() -> None:
    op.drop_table("knowledge_postings")
    op.drop_table("knowledge_versions")
    op.drop_table("knowledge_chunks")
    op.drop_table("knowledge_terms")
    op.drop_table("knowledge_glossary")
    op.drop_table("knowledge_documents")
    op.drop_table("bots")
