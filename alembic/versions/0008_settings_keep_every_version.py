"""settings keep every version"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from aistrategyhub.infra.db import APPLICATION_ROLE, policy_statements
from alembic import op

TENANT_OWNED = (
    "setting_secrets",
    "setting_versions",
)

# What is set now is the first version of each setting.
_KEEP_FIRST_VERSION = """
DO $$
DECLARE tenant uuid;
BEGIN
    FOR tenant IN SELECT id FROM tenants LOOP
        PERFORM set_config('app.tenant_id', tenant::text, true);
        INSERT INTO setting_versions
            (tenant_id, id, setting_key, version, setting_value, changed_secrets, updated_by, updated_at)
            SELECT tenant_id, gen_random_uuid(), setting_key, version, setting_value, '[]', updated_by, updated_at
            FROM site_settings;
    END LOOP;
    PERFORM set_config('app.tenant_id', '', true);
END $$
"""

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "setting_secrets",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("setting_key", sa.String(length=80), nullable=False),
        sa.Column("field", sa.String(length=80), nullable=False),
        sa.Column("sealed", sa.String(length=4000), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_setting_secrets_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_setting_secrets")),
        sa.UniqueConstraint(
            "tenant_id", "setting_key", "field", name=op.f("uq_setting_secrets_tenant_id_setting_key_field")
        ),
    )
    op.create_table(
        "setting_versions",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("setting_key", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("setting_value", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("changed_secrets", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("restored_from", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_setting_versions_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_setting_versions")),
        sa.UniqueConstraint(
            "tenant_id", "setting_key", "version", name=op.f("uq_setting_versions_tenant_id_setting_key_version")
        ),
    )
    op.add_column("site_settings", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.alter_column("site_settings", "version", server_default=None)
    for table in TENANT_OWNED:
        for statement in policy_statements(table):
            op.execute(statement)
    op.execute(_KEEP_FIRST_VERSION)
    op.execute(f"REVOKE UPDATE, DELETE ON setting_versions FROM {APPLICATION_ROLE}")


def downgrade() -> None:
    op.drop_column("site_settings", "version")
    op.drop_table("setting_versions")
    op.drop_table("setting_secrets")
