"""consents and privacy requests"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from aistrategyhub.infra.db import APPLICATION_ROLE, policy_statements
from alembic import op

TENANT_OWNED = (
    "consents",
    "privacy_requests",
    "consent_traces",
)

# Privileges that the application does not have on them.
ADDED_ONLY = {"consents": "UPDATE, DELETE", "consent_traces": "UPDATE"}

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "consents",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column(
            "purpose",
            sa.Enum(
                "terms",
                "privacy_notice",
                "marketing",
                "mail_tracking",
                name="consentpurpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("is_given", sa.Boolean(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("wording_version", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"], ["users.tenant_id", "users.id"], name=op.f("fk_consents_tenant_id_user_id")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_consents_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_consents")),
    )
    op.create_index("ix_consents_user", "consents", ["tenant_id", "user_id", "purpose", "recorded_at"], unique=False)
    op.create_table(
        "privacy_requests",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("export", "erasure", name="requestkind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "origin",
            sa.Enum(
                "person", "idle_account", name="requestorigin", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "requested",
                "working",
                "ready",
                "done",
                "cancelled",
                "expired",
                name="requeststatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("scheduled_for", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("storage_key", sa.String(length=300), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_privacy_requests_tenant_id_user_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_privacy_requests_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_privacy_requests")),
    )
    op.create_index("ix_privacy_requests_moment", "privacy_requests", ["tenant_id", "requested_at", "id"], unique=False)
    op.create_index(
        "ix_privacy_requests_user", "privacy_requests", ["tenant_id", "user_id", "requested_at"], unique=False
    )
    op.create_index(
        "uq_privacy_requests_open",
        "privacy_requests",
        ["tenant_id", "user_id", "kind"],
        unique=True,
        postgresql_where=sa.text("status IN ('requested', 'working')"),
    )
    op.create_table(
        "consent_traces",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consent_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("ip_address", postgresql.INET(), nullable=True),
        sa.Column("user_agent", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "consent_id"],
            ["consents.tenant_id", "consents.id"],
            name=op.f("fk_consent_traces_tenant_id_consent_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_consent_traces_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_consent_traces")),
        sa.UniqueConstraint("tenant_id", "consent_id", name=op.f("uq_consent_traces_tenant_id_consent_id")),
    )
    op.create_index("ix_consent_traces_email", "consent_traces", ["tenant_id", "email"], unique=False)
    for table in TENANT_OWNED:
        for statement in policy_statements(table):
            op.execute(statement)
    for table, privileges in ADDED_ONLY.items():
        op.execute(f"REVOKE {privileges} ON {table} FROM {APPLICATION_ROLE}")


def downgrade() -> None:
    op.drop_index("ix_consent_traces_email", table_name="consent_traces")
    op.drop_table("consent_traces")
    op.drop_index(
        "uq_privacy_requests_open",
        table_name="privacy_requests",
        postgresql_where=sa.text("status IN ('requested', 'working')"),
    )
    op.drop_index("ix_privacy_requests_user", table_name="privacy_requests")
    op.drop_index("ix_privacy_requests_moment", table_name="privacy_requests")
    op.drop_table("privacy_requests")
    op.drop_index("ix_consents_user", table_name="consents")
    op.drop_table("consents")
