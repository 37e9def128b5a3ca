"""prompts, help with drafts, and looks at posts"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from aistrategyhub.infra.db import policy_statements
from alembic import op

TENANT_OWNED = (
    "model_calls",
    "prompt_budgets",
    "prompt_versions",
    "draft_helps",
    "post_disclosures",
    "prompt_trials",
    "draft_help_steps",
    "post_view_totals",
    "post_views",
    "draft_suggestions",
)

revision: str = "0023"
down_revision: str | None = "0022"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "model_calls",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("prompt", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(length=80), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "asked", "answered", "failed", name="callstatus", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("prompt_tokens", sa.Integer(), nullable=False),
        sa.Column("answer_tokens", sa.Integer(), nullable=False),
        sa.Column("cost_cents", sa.Numeric(precision=14, scale=4), nullable=False),
        sa.Column("failure", sa.String(length=80), nullable=False),
        sa.Column("request_id", sa.String(length=80), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_model_calls_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_model_calls")),
    )
    op.create_index("ix_model_calls_purpose", "model_calls", ["tenant_id", "purpose", "asked_at"], unique=False)
    op.create_table(
        "prompt_budgets",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("monthly_cents", sa.Integer(), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_prompt_budgets_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_prompt_budgets")),
        sa.UniqueConstraint("tenant_id", "purpose", name=op.f("uq_prompt_budgets_tenant_id_purpose")),
    )
    op.create_table(
        "prompt_versions",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("prompt", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(length=80), nullable=False),
        sa.Column("effort", sa.String(length=10), nullable=False),
        sa.Column("max_tokens", sa.Integer(), nullable=False),
        sa.Column("instructions", sa.Text(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("restored_from", sa.Integer(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_prompt_versions_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_prompt_versions")),
        sa.UniqueConstraint("tenant_id", "prompt", "number", name=op.f("uq_prompt_versions_tenant_id_prompt_number")),
    )
    op.create_table(
        "draft_helps",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("topic", sa.String(length=400), nullable=False),
        sa.Column("keywords", sa.String(length=300), nullable=False),
        sa.Column("tone", sa.String(length=20), nullable=False),
        sa.Column("length", sa.String(length=20), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "post_id"],
            ["publications.tenant_id", "publications.id"],
            name=op.f("fk_draft_helps_tenant_id_post_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_draft_helps_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_draft_helps")),
    )
    op.create_index("ix_draft_helps_post", "draft_helps", ["tenant_id", "post_id", "asked_at"], unique=False)
    op.create_table(
        "post_disclosures",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.Column("helped_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("helped_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "post_id"],
            ["publications.tenant_id", "publications.id"],
            name=op.f("fk_post_disclosures_tenant_id_post_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_post_disclosures_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_post_disclosures")),
        sa.UniqueConstraint("tenant_id", "post_id", name=op.f("uq_post_disclosures_tenant_id_post_id")),
    )
    op.create_table(
        "prompt_trials",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("prompt", sa.String(length=80), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "waiting", "done", "failed", name="trialstatus", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("sent", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=True),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "call_id"],
            ["model_calls.tenant_id", "model_calls.id"],
            name=op.f("fk_prompt_trials_tenant_id_call_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_prompt_trials_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_prompt_trials")),
    )
    op.create_index("ix_prompt_trials_call", "prompt_trials", ["tenant_id", "call_id"], unique=False)
    op.create_index("ix_prompt_trials_prompt", "prompt_trials", ["tenant_id", "prompt", "asked_at"], unique=False)
    op.create_table(
        "draft_help_steps",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("help_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("prompt", sa.String(length=80), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "waiting",
                "asked",
                "done",
                "failed",
                name="helpstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("failure", sa.String(length=300), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "call_id"],
            ["model_calls.tenant_id", "model_calls.id"],
            name=op.f("fk_draft_help_steps_tenant_id_call_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "help_id"],
            ["draft_helps.tenant_id", "draft_helps.id"],
            name=op.f("fk_draft_help_steps_tenant_id_help_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_draft_help_steps_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_draft_help_steps")),
        sa.UniqueConstraint(
            "tenant_id", "help_id", "prompt", name=op.f("uq_draft_help_steps_tenant_id_help_id_prompt")
        ),
    )
    op.create_index("ix_draft_help_steps_call", "draft_help_steps", ["tenant_id", "call_id"], unique=False)
    op.create_table(
        "post_view_totals",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("views", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "post_id"],
            ["posts.tenant_id", "posts.id"],
            name=op.f("fk_post_view_totals_tenant_id_post_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_post_view_totals_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_post_view_totals")),
        sa.UniqueConstraint("tenant_id", "post_id", name=op.f("uq_post_view_totals_tenant_id_post_id")),
    )
    op.create_table(
        "post_views",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("views", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "post_id"],
            ["posts.tenant_id", "posts.id"],
            name=op.f("fk_post_views_tenant_id_post_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_post_views_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_post_views")),
        sa.UniqueConstraint("tenant_id", "post_id", "day", name=op.f("uq_post_views_tenant_id_post_id_day")),
    )
    op.create_table(
        "draft_suggestions",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("step_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("piece", sa.String(length=20), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("points", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "accepted",
                "rejected",
                name="suggestionstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "step_id"],
            ["draft_help_steps.tenant_id", "draft_help_steps.id"],
            name=op.f("fk_draft_suggestions_tenant_id_step_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_draft_suggestions_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_draft_suggestions")),
        sa.UniqueConstraint(
            "tenant_id", "step_id", "position", name=op.f("uq_draft_suggestions_tenant_id_step_id_position")
        ),
    )
    for table in TENANT_OWNED:
        for statement in policy_statements(table):
            op.execute(statement)


def downgrade() -> None:
    op.drop_table("draft_suggestions")
    op.drop_table("post_views")
    op.drop_table("post_view_totals")
    op.drop_index("ix_draft_help_steps_call", table_name="draft_help_steps")
    op.drop_table("draft_help_steps")
    op.drop_index("ix_prompt_trials_prompt", table_name="prompt_trials")
    op.drop_index("ix_prompt_trials_call", table_name="prompt_trials")
    op.drop_table("prompt_trials")
    op.drop_table("post_disclosures")
    op.drop_index("ix_draft_helps_post", table_name="draft_helps")
    op.drop_table("draft_helps")
    op.drop_table("prompt_versions")
    op.drop_table("prompt_budgets")
    op.drop_index("ix_model_calls_purpose", table_name="model_calls")
    op.drop_table("model_calls")
