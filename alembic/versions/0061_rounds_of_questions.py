"""rounds of questions"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from aistrategyhub.infra.db import CURRENT_TENANT, policy_statements
from alembic import op

revision: str = "0061"
down_revision: str | None = "0060"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_TABLES = ("evaluation_questions", "evaluation_runs", "evaluation_results")


def upgrade() -> None:
    op.create_table(
        "evaluation_questions",
        *_owned("evaluation_questions", "bot_id", "bots"),
        sa.Column("question", sa.String(length=500), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("is_answerable", sa.Boolean(), nullable=False),
        sa.Column("expected_source", sa.String(length=120), nullable=False),
        sa.Column("expected_heading", sa.String(length=200), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "evaluation_runs",
        *_owned("evaluation_runs", "bot_id", "bots"),
        sa.Column("status", _enum("runstatus", "waiting", "running", "done", "failed"), nullable=False),
        sa.Column("question_count", sa.Integer(), nullable=False),
        sa.Column("done_count", sa.Integer(), nullable=False),
        sa.Column("right_count", sa.Integer(), nullable=False),
        sa.Column("recall", sa.Float(), nullable=True),
        sa.Column("ways", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("arms", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("min_coverage", sa.Float(), nullable=False),
        sa.Column("suggested_coverage", sa.Float(), nullable=True),
        sa.Column("suggested_similarity", sa.Float(), nullable=True),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_table(
        "evaluation_results",
        *_owned("evaluation_results", "run_id", "evaluation_runs"),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=500), nullable=False),
        sa.Column("is_answerable", sa.Boolean(), nullable=False),
        sa.Column("verdict", _enum("verdict", "right", "not_found", "silent", "talkative"), nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("coverage", sa.Float(), nullable=False),
        sa.Column("similarity", sa.Float(), nullable=False),
        sa.Column("found", sa.String(length=300), nullable=False),
    )
    for table in ("evaluation_questions", "evaluation_runs"):
        op.create_index(f"ix_{table}_bot", table, ["tenant_id", "bot_id", "created_at"])
    op.create_index("ix_evaluation_results_run", "evaluation_results", ["tenant_id", "run_id", "position"])
    for table in _TABLES:
        for statement in policy_statements(table):
            op.execute(statement)


def downgrade() -> None:
    for table in reversed(_TABLES):
        op.drop_table(table)


def _owned(table: str, column: str, parent: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("tenant_id", sa.Uuid(), server_default=sa.text(CURRENT_TENANT), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(column, sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", column],
            [f"{parent}.tenant_id", f"{parent}.id"],
            name=op.f(f"fk_{table}_tenant_id_{column}"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f(f"fk_{table}_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{table}")),
    ]


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
