"""assessments and requests for quotes"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from aistrategyhub.infra.db import policy_statements
from alembic import op

TENANT_OWNED = (
    "assessments",
    "quote_prefills",
    "assessment_versions",
    "assessment_sittings",
    "quote_requests",
)

revision: str = "0024"
down_revision: str | None = "0023"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "assessments",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_assessments_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_assessments")),
        sa.UniqueConstraint("tenant_id", "slug", name=op.f("uq_assessments_tenant_id_slug")),
    )
    op.create_table(
        "quote_prefills",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("about", sa.String(length=120), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_quote_prefills_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_quote_prefills")),
        sa.UniqueConstraint(
            "tenant_id", "source", "source_id", name=op.f("uq_quote_prefills_tenant_id_source_source_id")
        ),
    )
    op.create_index("ix_quote_prefills_kept", "quote_prefills", ["tenant_id", "kept_at"], unique=False)
    op.create_table(
        "assessment_versions",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "published",
                "retired",
                name="versionstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "assessment_id"],
            ["assessments.tenant_id", "assessments.id"],
            name=op.f("fk_assessment_versions_tenant_id_assessment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_assessment_versions_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_assessment_versions")),
        sa.UniqueConstraint(
            "tenant_id", "assessment_id", "number", name=op.f("uq_assessment_versions_tenant_id_assessment_id_number")
        ),
    )
    op.create_index(
        "uq_assessment_versions_draft",
        "assessment_versions",
        ["tenant_id", "assessment_id"],
        unique=True,
        postgresql_where=sa.text("status = 'draft'"),
    )
    op.create_index(
        "uq_assessment_versions_published",
        "assessment_versions",
        ["tenant_id", "assessment_id"],
        unique=True,
        postgresql_where=sa.text("status = 'published'"),
    )
    op.create_table(
        "assessment_sittings",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("answers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("section_scores", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("consent_words", sa.String(length=500), nullable=False),
        sa.Column("consent_version", sa.String(length=40), nullable=False),
        sa.Column("notice_version", sa.String(length=40), nullable=False),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_preview", sa.Boolean(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "assessment_id"],
            ["assessments.tenant_id", "assessments.id"],
            name=op.f("fk_assessment_sittings_tenant_id_assessment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_assessment_sittings_tenant_id_user_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "version_id"],
            ["assessment_versions.tenant_id", "assessment_versions.id"],
            name=op.f("fk_assessment_sittings_tenant_id_version_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_assessment_sittings_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_assessment_sittings")),
        sa.UniqueConstraint("tenant_id", "token_hash", name=op.f("uq_assessment_sittings_tenant_id_token_hash")),
    )
    op.create_index("ix_assessment_sittings_email", "assessment_sittings", ["tenant_id", "email"], unique=False)
    op.create_index(
        "ix_assessment_sittings_results",
        "assessment_sittings",
        ["tenant_id", "assessment_id", "finished_at", "id"],
        unique=False,
    )
    op.create_index("ix_assessment_sittings_updated", "assessment_sittings", ["tenant_id", "updated_at"], unique=False)
    op.create_index(
        "ix_assessment_sittings_user", "assessment_sittings", ["tenant_id", "user_id", "updated_at"], unique=False
    )
    op.create_table(
        "quote_requests",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("item_id", sa.Uuid(), nullable=True),
        sa.Column("item_slug", sa.String(length=120), nullable=False),
        sa.Column("item_name", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("company", sa.String(length=160), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("answers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("questionnaire_version", sa.Integer(), nullable=True),
        sa.Column("prefill", sa.Text(), nullable=False),
        sa.Column("page", sa.String(length=500), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("consent_words", sa.String(length=500), nullable=False),
        sa.Column("consent_version", sa.String(length=40), nullable=False),
        sa.Column("notice_version", sa.String(length=40), nullable=False),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "new",
                "read",
                "answered",
                "spam",
                name="requeststatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("status_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status_by", sa.Uuid(), nullable=True),
        sa.Column("request_key", sa.String(length=64), nullable=False),
        sa.Column("proof_key", sa.String(length=64), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "item_id"],
            ["catalog_items.tenant_id", "catalog_items.id"],
            name=op.f("fk_quote_requests_tenant_id_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"], ["users.tenant_id", "users.id"], name=op.f("fk_quote_requests_tenant_id_user_id")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_quote_requests_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_quote_requests")),
        sa.UniqueConstraint("tenant_id", "number", name=op.f("uq_quote_requests_tenant_id_number")),
        sa.UniqueConstraint("tenant_id", "proof_key", name=op.f("uq_quote_requests_tenant_id_proof_key")),
        sa.UniqueConstraint("tenant_id", "request_key", name=op.f("uq_quote_requests_tenant_id_request_key")),
    )
    op.create_index("ix_quote_requests_email", "quote_requests", ["tenant_id", "email"], unique=False)
    op.create_index("ix_quote_requests_item", "quote_requests", ["tenant_id", "item_id"], unique=False)
    op.create_index("ix_quote_requests_received", "quote_requests", ["tenant_id", "received_at"], unique=False)
    op.create_index("ix_quote_requests_status", "quote_requests", ["tenant_id", "status", "received_at"], unique=False)
    op.create_index("ix_quote_requests_user", "quote_requests", ["tenant_id", "user_id", "received_at"], unique=False)
    for table in TENANT_OWNED:
        for statement in policy_statements(table):
            op.execute(statement)


def downgrade() -> None:
    op.drop_index("ix_quote_requests_user", table_name="quote_requests")
    op.drop_index("ix_quote_requests_status", table_name="quote_requests")
    op.drop_index("ix_quote_requests_received", table_name="quote_requests")
    op.drop_index("ix_quote_requests_item", table_name="quote_requests")
    op.drop_index("ix_quote_requests_email", table_name="quote_requests")
    op.drop_table("quote_requests")
    op.drop_index("ix_assessment_sittings_user", table_name="assessment_sittings")
    op.drop_index("ix_assessment_sittings_updated", table_name="assessment_sittings")
    op.drop_index("ix_assessment_sittings_results", table_name="assessment_sittings")
    op.drop_index("ix_assessment_sittings_email", table_name="assessment_sittings")
    op.drop_table("assessment_sittings")
    op.drop_index(
        "uq_assessment_versions_published",
        table_name="assessment_versions",
        postgresql_where=sa.text("status = 'published'"),
    )
    op.drop_index(
        "uq_assessment_versions_draft", table_name="assessment_versions", postgresql_where=sa.text("status = 'draft'")
    )
    op.drop_table("assessment_versions")
    op.drop_index("ix_quote_prefills_kept", table_name="quote_prefills")
    op.drop_table("quote_prefills")
    op.drop_table("assessments")
