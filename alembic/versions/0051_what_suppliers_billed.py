"""what suppliers billed"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from aistrategyhub.infra.db import APPLICATION_ROLE, CURRENT_TENANT, policy_statements
from alembic import op

revision: str = "0051"
down_revision: str | None = "0050"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TENANT_OWNED = ("suppliers", "received_files", "received_invoices")


def upgrade() -> None:
    op.create_table(
        "suppliers",
        *_identity("suppliers"),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("tax_number", sa.String(length=28), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint(
            "tenant_id", "country", "tax_number", name=op.f("uq_suppliers_tenant_id_country_tax_number")
        ),
    )
    op.create_table(
        "received_files",
        *_identity("received_files"),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column(
            "came_by",
            sa.Enum("file", "pec", name="receivedfrom", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("identifier", sa.String(length=36), nullable=True),
        sa.Column("problem", sa.String(length=500), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("tenant_id", "sha256", name=op.f("uq_received_files_tenant_id_sha256")),
    )
    op.create_index("ix_received_files_name", "received_files", ["tenant_id", "name"], unique=False)
    op.create_index(
        "ix_received_files_aside",
        "received_files",
        ["tenant_id", "received_at"],
        unique=False,
        postgresql_where=sa.text("problem <> ''"),
    )
    op.create_table(
        "received_invoices",
        *_identity("received_invoices"),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_name", sa.String(length=160), nullable=False),
        sa.Column("document_type", sa.String(length=4), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("net", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("tax", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("total", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("deductible_percent", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("counts_on", sa.Date(), nullable=False),
        sa.Column("document", postgresql.JSONB(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        _reference("received_invoices", "file_id", "received_files"),
        _reference("received_invoices", "supplier_id", "suppliers"),
    )
    op.create_index(
        "uq_received_invoices_document",
        "received_invoices",
        ["tenant_id", "supplier_id", "document_type", "number", "issued_on"],
        unique=True,
    )
    op.create_index("ix_received_invoices_issued", "received_invoices", ["tenant_id", "issued_on"], unique=False)
    op.create_index("ix_received_invoices_counts", "received_invoices", ["tenant_id", "counts_on"], unique=False)
    op.create_index("ix_received_invoices_file", "received_invoices", ["tenant_id", "file_id"], unique=False)
    for table in TENANT_OWNED:
        for statement in policy_statements(table):
            op.execute(statement)
    op.execute(f"REVOKE UPDATE, DELETE ON received_files, received_invoices FROM {APPLICATION_ROLE}")
    op.execute(f"GRANT UPDATE (identifier) ON received_files TO {APPLICATION_ROLE}")
    op.execute(f"GRANT UPDATE (received_on, deductible_percent, counts_on) ON received_invoices TO {APPLICATION_ROLE}")


def downgrade() -> None:
    op.drop_index("ix_received_invoices_counts", table_name="received_invoices")
    op.drop_index("ix_received_invoices_file", table_name="received_invoices")
    op.drop_index("ix_received_invoices_issued", table_name="received_invoices")
    op.drop_index("uq_received_invoices_document", table_name="received_invoices")
    op.drop_table("received_invoices")
    op.drop_index("ix_received_files_aside", table_name="received_files", postgresql_where=sa.text("problem <> ''"))
    op.drop_index("ix_received_files_name", table_name="received_files")
    op.drop_table("received_files")
    op.drop_table("suppliers")


def _identity(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("tenant_id", sa.Uuid(), server_default=sa.text(CURRENT_TENANT), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f(f"fk_{table}_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{table}")),
    ]


def _reference(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column], [f"{to}.tenant_id", f"{to}.id"], name=op.f(f"fk_{table}_tenant_id_{column}")
    )
