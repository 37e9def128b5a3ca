"""what a model made of requests"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from aistrategyhub.infra.db import policy_statements
from alembic import op

TENANT_OWNED = ("quote_analyses", "quote_ideas")

revision: str = "0042"
down_revision: str | None = "0041"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def _tenant_id() -> sa.Column[sa.Uuid]:
    return sa.Column(
        "tenant_id",
        sa.Uuid(),
        server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
        nullable=False,
    )


def upgrade() -> None:
    op.create_table(
        "quote_analyses",
        _tenant_id(),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "waiting",
                "asked",
                "done",
                "failed",
                name="analysisstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("failure", sa.String(length=300), nullable=False),
        sa.Column("failure_values", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=True),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "request_id"],
            ["quote_requests.tenant_id", "quote_requests.id"],
            name=op.f("fk_quote_analyses_tenant_id_request_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "call_id"],
            ["model_calls.tenant_id", "model_calls.id"],
            name=op.f("fk_quote_analyses_tenant_id_call_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_quote_analyses_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_quote_analyses")),
    )
    op.create_index(
        "ix_quote_analyses_request", "quote_analyses", ["tenant_id", "request_id", "asked_at"], unique=False
    )
    op.create_index("ix_quote_analyses_call", "quote_analyses", ["tenant_id", "call_id"], unique=False)
    op.create_index("ix_quote_analyses_asked_by", "quote_analyses", ["tenant_id", "asked_by"], unique=False)
    op.create_table(
        "quote_ideas",
        _tenant_id(),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("analysis_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "piece",
            sa.Enum(
                "requirement",
                "service",
                "work",
                "step",
                "intro",
                name="ideapiece",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("figure", sa.String(length=20), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "accepted",
                "rejected",
                name="ideastate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "analysis_id"],
            ["quote_analyses.tenant_id", "quote_analyses.id"],
            name=op.f("fk_quote_ideas_tenant_id_analysis_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_quote_ideas_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_quote_ideas")),
        sa.UniqueConstraint(
            "tenant_id", "analysis_id", "position", name=op.f("uq_quote_ideas_tenant_id_analysis_id_position")
        ),
    )
    op.create_index("ix_quote_ideas_decided_by", "quote_ideas", ["tenant_id", "decided_by"], unique=False)
    for table in TENANT_OWNED:
        for statement in policy_statements(table):
            op.execute(statement)


def downgrade() -> None:
    op.drop_table("quote_ideas")
    op.drop_table("quote_analyses")
