"""conversations with bots"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from aistrategyhub.infra.db import policy_statements
from alembic import op

TENANT_OWNED = (
    "chat_conversations",
    "chat_messages",
)

revision: str = "0044"
down_revision: str | None = "0043"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "chat_conversations",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bot_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open", "handed_over", name="conversationstatus", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("reference", sa.String(length=30), nullable=True),
        sa.Column("opening", sa.String(length=200), nullable=False),
        sa.Column("message_count", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_message_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_over_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "bot_id"],
            ["bots.tenant_id", "bots.id"],
            name=op.f("fk_chat_conversations_tenant_id_bot_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_chat_conversations_tenant_id_user_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_chat_conversations_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_chat_conversations")),
        sa.UniqueConstraint("tenant_id", "reference", name=op.f("uq_chat_conversations_tenant_id_reference")),
        sa.UniqueConstraint("tenant_id", "token_hash", name=op.f("uq_chat_conversations_tenant_id_token_hash")),
    )
    op.create_index(
        "ix_chat_conversations_last", "chat_conversations", ["tenant_id", "bot_id", "last_message_at"], unique=False
    )
    op.create_index("ix_chat_conversations_user", "chat_conversations", ["tenant_id", "user_id"], unique=False)
    op.create_table(
        "chat_messages",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("bot_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum("visitor", "assistant", name="messagerole", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "model",
                "extract",
                "unknown",
                "declined",
                name="replykind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "writing", "done", "broken", name="replystatus", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("retrieved", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("citations", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("coverage", sa.Float(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=True),
        sa.Column("token_count", sa.Integer(), nullable=False),
        sa.Column(
            "feedback",
            sa.Enum("none", "up", "down", name="feedback", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "call_id"],
            ["model_calls.tenant_id", "model_calls.id"],
            name=op.f("fk_chat_messages_tenant_id_call_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "conversation_id"],
            ["chat_conversations.tenant_id", "chat_conversations.id"],
            name=op.f("fk_chat_messages_tenant_id_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_chat_messages_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_chat_messages")),
    )
    op.create_index("ix_chat_messages_bot", "chat_messages", ["tenant_id", "bot_id", "created_at"], unique=False)
    op.create_index("ix_chat_messages_call", "chat_messages", ["tenant_id", "call_id"], unique=False)
    op.create_index(
        "ix_chat_messages_conversation", "chat_messages", ["tenant_id", "conversation_id", "created_at"], unique=False
    )
    for table in TENANT_OWNED:
        for statement in policy_statements(table):
            op.execute(statement)


def downgrade() -> None:
    op.drop_table("chat_messages")
    op.drop_table("chat_conversations")
