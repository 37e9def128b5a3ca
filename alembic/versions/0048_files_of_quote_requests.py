"""files of quote requests"""

from collections.abc import Sequence

import sqlalchemy as sa

from aistrategyhub.infra.db import policy_statements
from alembic import op

revision: str = "0048"
down_revision: str | None = "0047"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "quote_files",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("content_type", sa.String(length=100), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("storage_key", sa.String(length=300), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_quote_files_tenant_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "request_id"],
            ["quote_requests.tenant_id", "quote_requests.id"],
            name=op.f("fk_quote_files_tenant_id_request_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_quote_files")),
    )
    op.create_index("ix_quote_files_request", "quote_files", ["tenant_id", "request_id", "uploaded_at"], unique=False)
    op.create_index(
        "ix_quote_files_waiting",
        "quote_files",
        ["tenant_id", "uploaded_at"],
        unique=False,
        postgresql_where=sa.text("request_id IS NULL"),
    )
    for statement in policy_statements("quote_files"):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("quote_files")
