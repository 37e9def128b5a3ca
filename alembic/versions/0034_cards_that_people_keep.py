"""cards that people keep"""

from collections.abc import Sequence

import sqlalchemy as sa

from aistrategyhub.infra.db import policy_statements
from alembic import op

TENANT_OWNED = (
    "card_setups",
    "kept_cards",
    "provider_customers",
)

revision: str = "0034"
down_revision: str | None = "0033"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "card_setups",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("provider_reference", sa.String(length=255), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"], ["users.tenant_id", "users.id"], name=op.f("fk_card_setups_tenant_id_user_id")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_card_setups_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_card_setups")),
        sa.UniqueConstraint(
            "tenant_id", "provider_reference", name=op.f("uq_card_setups_tenant_id_provider_reference")
        ),
    )
    op.create_index(
        "ix_card_setups_open",
        "card_setups",
        ["tenant_id", "begun_at"],
        unique=False,
        postgresql_where=sa.text("settled_at IS NULL"),
    )
    op.create_table(
        "kept_cards",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("provider_reference", sa.String(length=255), nullable=False),
        sa.Column("brand", sa.String(length=30), nullable=False),
        sa.Column("last4", sa.String(length=4), nullable=False),
        sa.Column("exp_month", sa.Integer(), nullable=False),
        sa.Column("exp_year", sa.Integer(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"], ["users.tenant_id", "users.id"], name=op.f("fk_kept_cards_tenant_id_user_id")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_kept_cards_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_kept_cards")),
        sa.UniqueConstraint("tenant_id", "provider_reference", name=op.f("uq_kept_cards_tenant_id_provider_reference")),
    )
    op.create_index("ix_kept_cards_user", "kept_cards", ["tenant_id", "user_id", "created_at"], unique=False)
    op.create_index(
        "uq_kept_cards_default",
        "kept_cards",
        ["tenant_id", "user_id"],
        unique=True,
        postgresql_where=sa.text("is_default"),
    )
    op.create_table(
        "provider_customers",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("provider_reference", sa.String(length=255), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_provider_customers_tenant_id_user_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_provider_customers_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_provider_customers")),
        sa.UniqueConstraint(
            "tenant_id", "provider_reference", name=op.f("uq_provider_customers_tenant_id_provider_reference")
        ),
        sa.UniqueConstraint("tenant_id", "user_id", name=op.f("uq_provider_customers_tenant_id_user_id")),
    )
    for table in TENANT_OWNED:
        for statement in policy_statements(table):
            op.execute(statement)


def downgrade() -> None:
    op.drop_table("provider_customers")
    op.drop_index("uq_kept_cards_default", table_name="kept_cards", postgresql_where=sa.text("is_default"))
    op.drop_index("ix_kept_cards_user", table_name="kept_cards")
    op.drop_table("kept_cards")
    op.drop_index("ix_card_setups_open", table_name="card_setups", postgresql_where=sa.text("settled_at IS NULL"))
    op.drop_table("card_setups")
