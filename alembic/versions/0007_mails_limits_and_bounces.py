"""mails limits and bounces"""

from collections.abc import Sequence

import sqlalchemy as sa

from aistrategyhub.infra.db import policy_statements
from alembic import op

TENANT_OWNED = (
    "bounce_readings",
    "suppressed_addresses",
)

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "mail_departures",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sender", sa.String(length=320), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_departures")),
    )
    op.create_index("ix_mail_departures_sender", "mail_departures", ["sender", "began_at"], unique=False)
    op.create_table(
        "mail_senders",
        sa.Column("sender", sa.String(length=320), nullable=False),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pause_reason", sa.String(length=200), nullable=True),
        sa.Column("booked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("bulk_booked_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("sender", name=op.f("pk_mail_senders")),
    )
    op.create_table(
        "bounce_readings",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sender", sa.String(length=320), nullable=False),
        sa.Column("read_until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_bounce_readings_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_bounce_readings")),
        sa.UniqueConstraint("tenant_id", "sender", name=op.f("uq_bounce_readings_tenant_id_sender")),
    )
    op.create_table(
        "suppressed_addresses",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("mail_id", sa.Uuid(), nullable=False),
        sa.Column("suppressed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_suppressed_addresses_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_suppressed_addresses")),
        sa.UniqueConstraint("tenant_id", "address", name=op.f("uq_suppressed_addresses_tenant_id_address")),
    )
    op.add_column("email_sends", sa.Column("person_id", sa.Uuid(), nullable=True))
    op.add_column("email_sends", sa.Column("draft_id", sa.String(length=600), nullable=True))
    op.add_column("email_sends", sa.Column("bounce_reason", sa.Text(), nullable=True))
    op.add_column("email_sends", sa.Column("turn_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("email_sends", sa.Column("sending_since", sa.DateTime(timezone=True), nullable=True))
    op.add_column("email_sends", sa.Column("bounced_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_email_sends_provider_message_id", "email_sends", ["tenant_id", "provider_message_id"], unique=False
    )
    for table in TENANT_OWNED:
        for statement in policy_statements(table):
            op.execute(statement)


def downgrade() -> None:
    op.drop_index("ix_email_sends_provider_message_id", table_name="email_sends")
    op.drop_column("email_sends", "bounced_at")
    op.drop_column("email_sends", "sending_since")
    op.drop_column("email_sends", "turn_at")
    op.drop_column("email_sends", "bounce_reason")
    op.drop_column("email_sends", "draft_id")
    op.drop_column("email_sends", "person_id")
    op.drop_table("suppressed_addresses")
    op.drop_table("bounce_readings")
    op.drop_table("mail_senders")
    op.drop_index("ix_mail_departures_sender", table_name="mail_departures")
    op.drop_table("mail_departures")
