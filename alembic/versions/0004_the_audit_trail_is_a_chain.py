"""the audit trail is a chain"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from aistrategyhub.infra.db import APPLICATION_ROLE, policy_statements
from alembic import op

TENANT_OWNED = (
    "audit_anchors",
    "audit_checks",
    "audit_heads",
    "audit_links",
    "audit_origins",
    "audit_personal",
)

# Nobody changes a line, its place or its anchors; what belongs to a person can be erased and never changed.
WRITTEN_ONCE = ("audit_links", "audit_anchors", "audit_checks")
ERASABLE = ("audit_origins", "audit_personal")

# The lines that were there: who acted, and the address in a row of its own. They are linked with the tenant's next
# line, which alone can be sealed with the installation's key.
_MOVE = """
DO $$
DECLARE tenant uuid;
BEGIN
    FOR tenant IN SELECT id FROM tenants LOOP
        PERFORM set_config('app.tenant_id', tenant::text, true);
        UPDATE audit_logs SET actor_kind = 'person' WHERE user_id IS NOT NULL;
        INSERT INTO audit_origins (tenant_id, id, ip_address, user_agent, salt, created_at)
            SELECT tenant_id, id, host(ip_address), '', gen_random_uuid()::text, created_at
            FROM audit_logs WHERE ip_address IS NOT NULL;
        UPDATE audit_logs SET origin_digest =
            encode(sha256(convert_to(o.salt || E'\\n' || o.ip_address || E'\\n' || o.user_agent, 'UTF8')), 'hex')
            FROM audit_origins o WHERE o.tenant_id = audit_logs.tenant_id AND o.id = audit_logs.id;
    END LOOP;
    PERFORM set_config('app.tenant_id', '', true);
END $$
"""

_MOVE_BACK = """
DO $$
DECLARE tenant uuid;
BEGIN
    FOR tenant IN SELECT id FROM tenants LOOP
        PERFORM set_config('app.tenant_id', tenant::text, true);
        UPDATE audit_logs SET ip_address = nullif(o.ip_address, '')::inet
            FROM audit_origins o WHERE o.tenant_id = audit_logs.tenant_id AND o.id = audit_logs.id;
    END LOOP;
    PERFORM set_config('app.tenant_id', '', true);
END $$
"""

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "audit_anchors",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_audit_anchors_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_audit_anchors")),
        sa.UniqueConstraint("tenant_id", "sequence", name=op.f("uq_audit_anchors_tenant_id_sequence")),
    )
    op.create_table(
        "audit_checks",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("broken_at", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_audit_checks_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_audit_checks")),
    )
    op.create_index("ix_audit_checks_created", "audit_checks", ["tenant_id", "created_at"], unique=False)
    op.create_table(
        "audit_heads",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("broken_since", sa.Integer(), nullable=True),
        sa.Column("seal", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_audit_heads_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_audit_heads")),
        sa.UniqueConstraint("tenant_id", name=op.f("uq_audit_heads_tenant_id")),
    )
    op.create_table(
        "audit_links",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_audit_links_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_audit_links")),
        sa.UniqueConstraint("tenant_id", "sequence", name=op.f("uq_audit_links_tenant_id_sequence")),
    )
    op.create_table(
        "audit_origins",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ip_address", sa.String(length=45), nullable=False),
        sa.Column("user_agent", sa.String(length=300), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_audit_origins_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_audit_origins")),
    )
    op.create_index("ix_audit_origins_created", "audit_origins", ["tenant_id", "created_at"], unique=False)
    op.create_table(
        "audit_personal",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kept", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_audit_personal_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_audit_personal")),
    )
    op.add_column(
        "audit_logs",
        sa.Column(
            "actor_kind",
            sa.Enum(
                "person",
                "program",
                "system",
                "visitor",
                name="actorkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            server_default="system",
        ),
    )
    op.add_column("audit_logs", sa.Column("impersonator_id", sa.Uuid(), nullable=True))
    op.add_column("audit_logs", sa.Column("api_key_id", sa.Uuid(), nullable=True))
    op.add_column("audit_logs", sa.Column("origin_digest", sa.String(length=64), nullable=True))
    op.add_column("audit_logs", sa.Column("personal_digest", sa.String(length=64), nullable=True))
    op.drop_index(op.f("ix_audit_logs_created"), table_name="audit_logs")
    op.create_index("ix_audit_logs_created", "audit_logs", ["tenant_id", "created_at", "id"], unique=False)
    op.create_index("ix_audit_logs_action", "audit_logs", ["tenant_id", "action", "created_at"], unique=False)
    for table in TENANT_OWNED:
        for statement in policy_statements(table):
            op.execute(statement)
    op.execute(_MOVE)
    op.alter_column("audit_logs", "actor_kind", server_default=None)
    op.drop_column("audit_logs", "ip_address")
    for table in WRITTEN_ONCE:
        op.execute(f"REVOKE UPDATE, DELETE ON {table} FROM {APPLICATION_ROLE}")
    for table in ERASABLE:
        op.execute(f"REVOKE UPDATE ON {table} FROM {APPLICATION_ROLE}")
    op.execute(f"REVOKE DELETE ON audit_heads FROM {APPLICATION_ROLE}")


def downgrade() -> None:
    op.add_column("audit_logs", sa.Column("ip_address", postgresql.INET(), autoincrement=False, nullable=True))
    op.drop_index("ix_audit_logs_action", table_name="audit_logs")
    op.drop_index("ix_audit_logs_created", table_name="audit_logs")
    op.create_index(op.f("ix_audit_logs_created"), "audit_logs", ["tenant_id", "created_at"], unique=False)
    op.execute(_MOVE_BACK)
    op.drop_column("audit_logs", "personal_digest")
    op.drop_column("audit_logs", "origin_digest")
    op.drop_column("audit_logs", "api_key_id")
    op.drop_column("audit_logs", "impersonator_id")
    op.drop_column("audit_logs", "actor_kind")
    op.drop_table("audit_personal")
    op.drop_index("ix_audit_origins_created", table_name="audit_origins")
    op.drop_table("audit_origins")
    op.drop_table("audit_links")
    op.drop_table("audit_heads")
    op.drop_index("ix_audit_checks_created", table_name="audit_checks")
    op.drop_table("audit_checks")
    op.drop_table("audit_anchors")
