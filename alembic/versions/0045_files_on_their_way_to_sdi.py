"""files on their way to SdI, and what comes back"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from aistrategyhub.infra.db import APPLICATION_ROLE, CURRENT_TENANT, policy_statements
from alembic import op

revision: str = "0045"
down_revision: str | None = "0044"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TENANT_OWNED = ("invoice_transmissions", "sdi_receipts", "sdi_readings", "invoice_versions")
_STATUSES = (
    "generated",
    "blocked",
    "sending",
    "sent",
    "failed",
    "delivered",
    "undeliverable",
    "rejected",
    "resent",
    "attested",
    "accepted",
    "refused",
    "expired",
)
# The one way by which an issued document changes: SdI rejected it, so it never counted as issued, and only whom it is
# made out to is put right. Number, date, lines and totals stay, whatever the caller gives.
_CORRECT = f"""
CREATE FUNCTION correct_rejected_invoice(
    the_invoice uuid, new_id uuid, new_buyer jsonb, new_recipient jsonb, new_name text, new_file text, new_xml bytea
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    the_tenant uuid := {CURRENT_TENANT};
    issued invoices%ROWTYPE;
BEGIN
    SELECT * INTO STRICT issued FROM invoices WHERE tenant_id = the_tenant AND id = the_invoice FOR UPDATE;
    IF (
        SELECT status FROM invoice_transmissions
        WHERE tenant_id = the_tenant AND invoice_id = the_invoice ORDER BY attempt DESC LIMIT 1
    ) IS DISTINCT FROM 'rejected' THEN
        RAISE EXCEPTION 'only an invoice that SdI rejected may be corrected' USING ERRCODE = '42501';
    END IF;
    INSERT INTO invoice_versions (tenant_id, id, invoice_id, buyer_name, document, file_name, xml, replaced_at)
    VALUES (
        the_tenant, new_id, the_invoice, issued.buyer_name, issued.document, issued.file_name, issued.xml, now()
    );
    UPDATE invoices SET
        document = issued.document || jsonb_build_object('buyer', new_buyer, 'recipient', new_recipient),
        buyer_name = new_name, file_name = new_file, xml = new_xml
    WHERE tenant_id = the_tenant AND id = the_invoice;
END
$$
"""
_SIGNATURE = "correct_rejected_invoice(uuid, uuid, jsonb, jsonb, text, text, bytea)"


def upgrade() -> None:
    op.create_table(
        "invoice_transmissions",
        *_identity("invoice_transmissions"),
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=60), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column(
            "status",
            sa.Enum(*_STATUSES, name="transmissionstatus", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("identifier", sa.String(length=36), nullable=True),
        sa.Column("reference", sa.String(length=200), nullable=True),
        sa.Column("findings", postgresql.JSONB(), nullable=False),
        sa.Column("last_error", sa.String(length=500), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sending_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        _reference("invoice_transmissions", "invoice_id", "invoices"),
        sa.UniqueConstraint("tenant_id", "file_name", name=op.f("uq_invoice_transmissions_tenant_id_file_name")),
        sa.UniqueConstraint(
            "tenant_id", "invoice_id", "attempt", name=op.f("uq_invoice_transmissions_tenant_id_invoice_id_attempt")
        ),
    )
    op.create_index(
        "ix_invoice_transmissions_status", "invoice_transmissions", ["tenant_id", "status", "changed_at"], unique=False
    )
    op.create_table(
        "sdi_receipts",
        *_identity("sdi_receipts"),
        sa.Column("transmission_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=2), nullable=True),
        sa.Column("identifier", sa.String(length=36), nullable=True),
        sa.Column("about_file", sa.String(length=60), nullable=False),
        sa.Column("words", sa.String(length=2000), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        _reference("sdi_receipts", "transmission_id", "invoice_transmissions"),
        sa.UniqueConstraint("tenant_id", "sha256", name=op.f("uq_sdi_receipts_tenant_id_sha256")),
    )
    op.create_index(
        "ix_sdi_receipts_transmission", "sdi_receipts", ["tenant_id", "transmission_id", "received_at"], unique=False
    )
    op.create_index(
        "ix_sdi_receipts_aside",
        "sdi_receipts",
        ["tenant_id", "received_at"],
        unique=False,
        postgresql_where=sa.text("transmission_id IS NULL"),
    )
    op.create_table(
        "sdi_readings",
        *_identity("sdi_readings"),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("cursor", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=255), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("tenant_id", "channel", name=op.f("uq_sdi_readings_tenant_id_channel")),
    )
    op.create_table(
        "invoice_versions",
        *_identity("invoice_versions"),
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("buyer_name", sa.String(length=160), nullable=False),
        sa.Column("document", postgresql.JSONB(), nullable=False),
        sa.Column("file_name", sa.String(length=60), nullable=False),
        sa.Column("xml", sa.LargeBinary(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        _reference("invoice_versions", "invoice_id", "invoices"),
        sa.UniqueConstraint("tenant_id", "file_name", name=op.f("uq_invoice_versions_tenant_id_file_name")),
    )
    for table in TENANT_OWNED:
        for statement in policy_statements(table):
            op.execute(statement)
    op.execute(f"REVOKE UPDATE, DELETE ON sdi_receipts FROM {APPLICATION_ROLE}")
    op.execute(f"REVOKE INSERT, UPDATE, DELETE ON invoice_versions FROM {APPLICATION_ROLE}")
    op.execute(_CORRECT)
    op.execute(f"REVOKE ALL ON FUNCTION {_SIGNATURE} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {_SIGNATURE} TO {APPLICATION_ROLE}")


def downgrade() -> None:
    op.execute(f"DROP FUNCTION {_SIGNATURE}")
    op.drop_table("invoice_versions")
    op.drop_table("sdi_readings")
    op.drop_index("ix_sdi_receipts_aside", table_name="sdi_receipts")
    op.drop_index("ix_sdi_receipts_transmission", table_name="sdi_receipts")
    op.drop_table("sdi_receipts")
    op.drop_index("ix_invoice_transmissions_status", table_name="invoice_transmissions")
    op.drop_table("invoice_transmissions")


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
