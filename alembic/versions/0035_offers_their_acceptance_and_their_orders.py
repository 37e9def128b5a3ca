"""offers their acceptance and their orders"""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from aistrategyhub.infra.db import policy_statements
from alembic import op

TENANT_OWNED = (
    "quote_messages",
    "quote_offers",
    "quote_acceptances",
    "quote_orders",
    "quote_papers",
)

# What a request was called before, and is called now.
_RENAMED = {"read": "in_review", "answered": "quoted"}
_STATUSES = "status IN ('new', 'in_review', 'quoted', 'accepted', 'rejected', 'spam')"
_FORMER_STATUSES = "status IN ('new', 'read', 'answered', 'spam')"

revision: str = "0035"
down_revision: str | None = "0034"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "quote_messages",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column(
            "author",
            sa.Enum("customer", "staff", name="author", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "request_id"],
            ["quote_requests.tenant_id", "quote_requests.id"],
            name=op.f("fk_quote_messages_tenant_id_request_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_quote_messages_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_quote_messages")),
    )
    op.create_index("ix_quote_messages_thread", "quote_messages", ["tenant_id", "request_id", "sent_at"], unique=False)
    op.create_table(
        "quote_offers",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "sent",
                "viewed",
                "accepted",
                "rejected",
                "superseded",
                "expired",
                name="offerstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("typed", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("content", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("net", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("vat", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("total", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("viewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "request_id"],
            ["quote_requests.tenant_id", "quote_requests.id"],
            name=op.f("fk_quote_offers_tenant_id_request_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_quote_offers_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_quote_offers")),
        sa.UniqueConstraint("tenant_id", "number", "version", name=op.f("uq_quote_offers_tenant_id_number_version")),
        sa.UniqueConstraint(
            "tenant_id", "request_id", "version", name=op.f("uq_quote_offers_tenant_id_request_id_version")
        ),
    )
    op.create_index("ix_quote_offers_made", "quote_offers", ["tenant_id", "created_at"], unique=False)
    op.create_index("ix_quote_offers_status", "quote_offers", ["tenant_id", "status", "valid_until"], unique=False)
    op.create_index(
        "uq_quote_offers_one_draft",
        "quote_offers",
        ["tenant_id", "request_id"],
        unique=True,
        postgresql_where=sa.text("status = 'draft'"),
    )
    op.create_table(
        "quote_acceptances",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("signed_name", sa.String(length=160), nullable=False),
        sa.Column("buyer", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("agreed", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("vat_check_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("ip_address", sa.String(length=45), nullable=False),
        sa.Column("user_agent", sa.String(length=500), nullable=False),
        sa.Column("net", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("vat", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("total", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "offer_id"],
            ["quote_offers.tenant_id", "quote_offers.id"],
            name=op.f("fk_quote_acceptances_tenant_id_offer_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "vat_check_id"],
            ["vat_checks.tenant_id", "vat_checks.id"],
            name=op.f("fk_quote_acceptances_tenant_id_vat_check_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_quote_acceptances_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_quote_acceptances")),
        sa.UniqueConstraint("tenant_id", "offer_id", name=op.f("uq_quote_acceptances_tenant_id_offer_id")),
    )
    op.create_index(
        "ix_quote_acceptances_check",
        "quote_acceptances",
        ["tenant_id", "vat_check_id"],
        unique=False,
        postgresql_where=sa.text("vat_check_id IS NOT NULL"),
    )
    op.create_table(
        "quote_orders",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column(
            "instalment",
            sa.Enum(
                "full", "deposit", "balance", name="instalment", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("order_number", sa.String(length=30), nullable=False),
        sa.Column("total", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "offer_id"],
            ["quote_offers.tenant_id", "quote_offers.id"],
            name=op.f("fk_quote_orders_tenant_id_offer_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_quote_orders_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_quote_orders")),
        sa.UniqueConstraint(
            "tenant_id", "offer_id", "instalment", name=op.f("uq_quote_orders_tenant_id_offer_id_instalment")
        ),
    )
    op.create_table(
        "quote_papers",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("storage_key", sa.String(length=300), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "offer_id"],
            ["quote_offers.tenant_id", "quote_offers.id"],
            name=op.f("fk_quote_papers_tenant_id_offer_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_quote_papers_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_quote_papers")),
        sa.UniqueConstraint("tenant_id", "offer_id", name=op.f("uq_quote_papers_tenant_id_offer_id")),
    )
    op.alter_column("order_items", "item_id", existing_type=sa.UUID(), nullable=True)
    op.add_column("orders", sa.Column("offer_id", sa.Uuid(), nullable=True))
    op.add_column(
        "orders",
        sa.Column(
            "instalment",
            sa.Enum(
                "full", "deposit", "balance", name="instalment", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
    )
    op.create_unique_constraint(
        op.f("uq_orders_tenant_id_offer_id_instalment"), "orders", ["tenant_id", "offer_id", "instalment"]
    )
    op.create_foreign_key(
        op.f("fk_orders_tenant_id_offer_id"), "orders", "quote_offers", ["tenant_id", "offer_id"], ["tenant_id", "id"]
    )
    for table in TENANT_OWNED:
        for statement in policy_statements(table):
            op.execute(statement)
    _rename_statuses(_RENAMED, _STATUSES)


def _rename_statuses(renamed: Mapping[str, str], allowed: str) -> None:
    """Each firm's requests by themselves: no statement sees the rows of two."""
    name, connection = op.f("ck_quote_requests_requeststatus"), op.get_bind()
    op.drop_constraint(name, "quote_requests", type_="check")
    for tenant in connection.execute(sa.text("SELECT id FROM tenants ORDER BY id")).scalars().all():
        connection.execute(sa.text("SELECT set_config('app.tenant_id', :tenant, true)"), {"tenant": str(tenant)})
        for before, after in renamed.items():
            statement = sa.text("UPDATE quote_requests SET status = :after WHERE status = :before")
            connection.execute(statement, {"before": before, "after": after})
    op.execute("SELECT set_config('app.tenant_id', '', true)")
    op.create_check_constraint(name, "quote_requests", allowed)


def downgrade() -> None:
    former = {after: before for before, after in _RENAMED.items()} | {"accepted": "answered", "rejected": "answered"}
    _rename_statuses(former, _FORMER_STATUSES)
    op.drop_constraint(op.f("fk_orders_tenant_id_offer_id"), "orders", type_="foreignkey")
    op.drop_constraint(op.f("uq_orders_tenant_id_offer_id_instalment"), "orders", type_="unique")
    op.drop_column("orders", "instalment")
    op.drop_column("orders", "offer_id")
    op.alter_column("order_items", "item_id", existing_type=sa.UUID(), nullable=False)
    op.drop_table("quote_papers")
    op.drop_table("quote_orders")
    op.drop_index(
        "ix_quote_acceptances_check",
        table_name="quote_acceptances",
        postgresql_where=sa.text("vat_check_id IS NOT NULL"),
    )
    op.drop_table("quote_acceptances")
    op.drop_index("uq_quote_offers_one_draft", table_name="quote_offers", postgresql_where=sa.text("status = 'draft'"))
    op.drop_index("ix_quote_offers_status", table_name="quote_offers")
    op.drop_index("ix_quote_offers_made", table_name="quote_offers")
    op.drop_table("quote_offers")
    op.drop_index("ix_quote_messages_thread", table_name="quote_messages")
    op.drop_table("quote_messages")
