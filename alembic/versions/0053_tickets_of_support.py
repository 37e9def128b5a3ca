"""tickets of support"""

from collections.abc import Sequence

import sqlalchemy as sa

from aistrategyhub.infra.db import policy_statements
from alembic import op

TENANT_OWNED = ("support_tickets", "ticket_messages")

revision: str = "0053"
down_revision: str | None = "0048"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "support_tickets",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket_number", sa.String(length=30), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "new",
                "in_progress",
                "waiting_customer",
                "resolved",
                "closed",
                name="ticketstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "priority",
            sa.Enum(
                "urgent",
                "high",
                "medium",
                "low",
                name="ticketpriority",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "source",
            sa.Enum("portal", "chat", name="ticketsource", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("origin", sa.String(length=200), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("assigned_to", sa.Uuid(), nullable=True),
        sa.Column("consent_words", sa.String(length=500), nullable=False),
        sa.Column("consent_version", sa.String(length=40), nullable=False),
        sa.Column("notice_version", sa.String(length=40), nullable=False),
        sa.Column("message_count", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_response_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "assigned_to"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_support_tickets_tenant_id_assigned_to"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"], ["users.tenant_id", "users.id"], name=op.f("fk_support_tickets_tenant_id_user_id")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_support_tickets_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_support_tickets")),
        sa.UniqueConstraint("tenant_id", "ticket_number", name=op.f("uq_support_tickets_tenant_id_ticket_number")),
    )
    op.create_index("ix_support_tickets_assigned", "support_tickets", ["tenant_id", "assigned_to"], unique=False)
    op.create_index("ix_support_tickets_email", "support_tickets", ["tenant_id", "email"], unique=False)
    op.create_index("ix_support_tickets_status", "support_tickets", ["tenant_id", "status", "updated_at"], unique=False)
    op.create_index("ix_support_tickets_updated", "support_tickets", ["tenant_id", "updated_at"], unique=False)
    op.create_index("ix_support_tickets_user", "support_tickets", ["tenant_id", "user_id", "updated_at"], unique=False)
    op.create_table(
        "ticket_messages",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "author",
            sa.Enum(
                "customer", "staff", "system", name="ticketauthor", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "event",
            sa.Enum(
                "opened",
                "joined",
                "left",
                "closed",
                "reopened",
                name="ticketevent",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("author_name", sa.String(length=120), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("is_internal", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "ticket_id"],
            ["support_tickets.tenant_id", "support_tickets.id"],
            name=op.f("fk_ticket_messages_tenant_id_ticket_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"], ["users.tenant_id", "users.id"], name=op.f("fk_ticket_messages_tenant_id_user_id")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_ticket_messages_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_ticket_messages")),
        sa.UniqueConstraint(
            "tenant_id", "ticket_id", "position", name=op.f("uq_ticket_messages_tenant_id_ticket_id_position")
        ),
    )
    op.create_index("ix_ticket_messages_user", "ticket_messages", ["tenant_id", "user_id"], unique=False)
    for table in TENANT_OWNED:
        for statement in policy_statements(table):
            op.execute(statement)


def downgrade() -> None:
    op.drop_table("ticket_messages")
    op.drop_table("support_tickets")
