"""prerendered pages"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from aistrategyhub.infra.db import policy_statements
from alembic import op

TENANT_OWNED = (
    "prerender_requests",
    "prerendered_pages",
    "prerendered_things",
)

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "prerender_requests",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "wish",
            sa.Enum("want", "drop", "touch", "all", name="wish", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=1000), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_prerender_requests_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_prerender_requests")),
    )
    op.create_table(
        "prerendered_pages",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("path", sa.String(length=1000), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "pending", "done", "failed", name="pagestatus", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("rendered", sa.Integer(), nullable=False),
        sa.Column("build", sa.String(length=40), nullable=False),
        sa.Column("is_gone", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("error", sa.String(length=500), nullable=True),
        sa.Column("wanted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rendered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("description", sa.String(length=500), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("is_listed", sa.Boolean(), nullable=False),
        sa.Column("alternates", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_prerendered_pages_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_prerendered_pages")),
        sa.UniqueConstraint("tenant_id", "path", name=op.f("uq_prerendered_pages_tenant_id_path")),
    )
    op.create_index(
        "ix_prerendered_pages_due",
        "prerendered_pages",
        ["tenant_id", "next_attempt_at"],
        unique=False,
        postgresql_where=sa.text("status <> 'done'"),
    )
    op.create_table(
        "prerendered_things",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("page_id", sa.Uuid(), nullable=False),
        sa.Column("thing", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "page_id"],
            ["prerendered_pages.tenant_id", "prerendered_pages.id"],
            name=op.f("fk_prerendered_things_tenant_id_page_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_prerendered_things_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_prerendered_things")),
        sa.UniqueConstraint(
            "tenant_id", "page_id", "thing", name=op.f("uq_prerendered_things_tenant_id_page_id_thing")
        ),
    )
    op.create_index("ix_prerendered_things_thing", "prerendered_things", ["tenant_id", "thing"], unique=False)
    for table in TENANT_OWNED:
        for statement in policy_statements(table):
            op.execute(statement)


def downgrade() -> None:
    op.drop_index("ix_prerendered_things_thing", table_name="prerendered_things")
    op.drop_table("prerendered_things")
    op.drop_index(
        "ix_prerendered_pages_due", table_name="prerendered_pages", postgresql_where=sa.text("status <> 'done'")
    )
    op.drop_table("prerendered_pages")
    op.drop_table("prerender_requests")
