"""accounts in full"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from aistrategyhub.infra.db import policy_statements
from alembic import op

TENANT_OWNED = (
    "login_attempts",
    "api_keys",
    "challenges",
    "identities",
    "mailed_links",
    "passkeys",
    "recovery_codes",
    "user_profiles",
    "refresh_tokens",
)

# Columns with a value for the rows that were there; the application gives its own from here on.
DEFAULTED = (
    ("sessions", "kind"),
    ("sessions", "methods"),
    ("sessions", "device"),
    ("sessions", "place"),
    ("sessions", "last_used_at"),
    ("sessions", "proved_at"),
    ("users", "timezone"),
)

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "login_attempts",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("ip_address", postgresql.INET(), nullable=True),
        sa.Column("user_agent", sa.String(length=300), nullable=False),
        sa.Column("success", sa.Boolean(), nullable=False),
        sa.Column("failure_reason", sa.String(length=100), nullable=True),
        sa.Column("attempted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_login_attempts_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_login_attempts")),
    )
    op.create_index("ix_login_attempts_email", "login_attempts", ["tenant_id", "email", "attempted_at"], unique=False)
    op.create_index("ix_login_attempts_ip", "login_attempts", ["tenant_id", "ip_address", "attempted_at"], unique=False)
    op.create_index("ix_login_attempts_moment", "login_attempts", ["tenant_id", "attempted_at", "id"], unique=False)
    op.create_table(
        "api_keys",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("prefix", sa.String(length=16), nullable=False),
        sa.Column("token_fingerprint", sa.String(length=64), nullable=False),
        sa.Column("scopes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_ip", postgresql.INET(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_api_keys_tenant_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_api_keys_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("tenant_id", "token_fingerprint", name=op.f("uq_api_keys_tenant_id_token_fingerprint")),
    )
    op.create_index("ix_api_keys_user", "api_keys", ["tenant_id", "user_id", "created_at"], unique=False)
    op.create_table(
        "challenges",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "second_factor",
                "passkey_registration",
                "passkey_sign_in",
                "openid_connect",
                name="challengekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("token_fingerprint", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_challenges_tenant_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_challenges_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_challenges")),
        sa.UniqueConstraint("tenant_id", "token_fingerprint", name=op.f("uq_challenges_tenant_id_token_fingerprint")),
    )
    op.create_index("ix_challenges_expires", "challenges", ["tenant_id", "expires_at"], unique=False)
    op.create_table(
        "identities",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column(
            "provider",
            sa.Enum(
                "google", "microsoft", name="identityprovider", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_identities_tenant_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_identities_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_identities")),
        sa.UniqueConstraint("tenant_id", "provider", "subject", name=op.f("uq_identities_tenant_id_provider_subject")),
    )
    op.create_index("ix_identities_user", "identities", ["tenant_id", "user_id"], unique=False)
    op.create_table(
        "mailed_links",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "verify_email",
                "reset_password",
                "change_email_old",
                "change_email_new",
                "unlock",
                name="linkpurpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("token_fingerprint", sa.String(length=64), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_mailed_links_tenant_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_mailed_links_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_mailed_links")),
        sa.UniqueConstraint("tenant_id", "token_fingerprint", name=op.f("uq_mailed_links_tenant_id_token_fingerprint")),
    )
    op.create_index(
        "ix_mailed_links_user", "mailed_links", ["tenant_id", "user_id", "purpose", "created_at"], unique=False
    )
    op.create_table(
        "passkeys",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("credential_id", sa.String(length=1400), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.Integer(), nullable=False),
        sa.Column("transports", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("is_backed_up", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_passkeys_tenant_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_passkeys_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_passkeys")),
        sa.UniqueConstraint("tenant_id", "credential_id", name=op.f("uq_passkeys_tenant_id_credential_id")),
    )
    op.create_index("ix_passkeys_user", "passkeys", ["tenant_id", "user_id"], unique=False)
    op.create_table(
        "recovery_codes",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("code_fingerprint", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_recovery_codes_tenant_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_recovery_codes_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_recovery_codes")),
        sa.UniqueConstraint(
            "tenant_id",
            "user_id",
            "code_fingerprint",
            name=op.f("uq_recovery_codes_tenant_id_user_id_code_fingerprint"),
        ),
    )
    op.create_table(
        "user_profiles",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("company_name", sa.String(length=80), nullable=True),
        sa.Column("vat_number", sa.String(length=20), nullable=True),
        sa.Column("fiscal_code", sa.String(length=16), nullable=True),
        sa.Column("pec_email", sa.String(length=320), nullable=True),
        sa.Column("sdi_code", sa.String(length=7), nullable=True),
        sa.Column("billing_address", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_user_profiles_tenant_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_user_profiles_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_user_profiles")),
        sa.UniqueConstraint("tenant_id", "user_id", name=op.f("uq_user_profiles_tenant_id_user_id")),
    )
    op.create_table(
        "refresh_tokens",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("token_fingerprint", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "session_id"],
            ["sessions.tenant_id", "sessions.id"],
            name=op.f("fk_refresh_tokens_tenant_id_session_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_refresh_tokens_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_refresh_tokens")),
        sa.UniqueConstraint(
            "tenant_id", "token_fingerprint", name=op.f("uq_refresh_tokens_tenant_id_token_fingerprint")
        ),
    )
    op.create_index("ix_refresh_tokens_session", "refresh_tokens", ["tenant_id", "session_id"], unique=False)
    op.add_column(
        "sessions",
        sa.Column(
            "kind",
            sa.Enum("browser", "api", name="sessionkind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
            server_default="browser",
        ),
    )
    op.add_column(
        "sessions", sa.Column("methods", postgresql.JSONB(astext_type=sa.Text()), nullable=False, server_default="[]")
    )
    op.add_column("sessions", sa.Column("device", sa.String(length=120), nullable=False, server_default=""))
    op.add_column("sessions", sa.Column("place", sa.String(length=120), nullable=False, server_default=""))
    op.add_column("sessions", sa.Column("impersonator_id", sa.Uuid(), nullable=True))
    op.add_column("sessions", sa.Column("impersonation_reason", sa.String(length=500), nullable=True))
    op.add_column(
        "sessions", sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now())
    )
    op.add_column(
        "sessions", sa.Column("proved_at", sa.DateTime(timezone=True), nullable=False, server_default="epoch")
    )
    op.alter_column("sessions", "token_fingerprint", existing_type=sa.VARCHAR(length=64), nullable=True)
    op.create_index("ix_sessions_expires", "sessions", ["tenant_id", "expires_at"], unique=False)
    op.add_column("users", sa.Column("email_verified_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("users", sa.Column("password_changed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("users", sa.Column("timezone", sa.String(length=64), nullable=False, server_default="Europe/Rome"))
    op.add_column("users", sa.Column("mfa_secret", sa.String(length=255), nullable=True))
    op.add_column("users", sa.Column("mfa_enabled_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("users", sa.Column("mfa_last_step", sa.Integer(), nullable=True))
    op.add_column("users", sa.Column("support_access_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("users", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("users", sa.Column("last_login_ip", postgresql.INET(), nullable=True))
    op.alter_column("users", "password_hash", existing_type=sa.VARCHAR(length=255), nullable=True)
    op.create_index("ix_users_created", "users", ["tenant_id", "created_at", "id"], unique=False)
    # Whoever was there before was let in by the firm itself.
    op.execute("ALTER TABLE users NO FORCE ROW LEVEL SECURITY")
    op.execute("UPDATE users SET email_verified_at = created_at, password_changed_at = created_at")
    op.execute("ALTER TABLE users FORCE ROW LEVEL SECURITY")
    for table, column in DEFAULTED:
        op.alter_column(table, column, server_default=None)
    for table in TENANT_OWNED:
        for statement in policy_statements(table):
            op.execute(statement)


def downgrade() -> None:
    op.drop_index("ix_users_created", table_name="users")
    op.alter_column("users", "password_hash", existing_type=sa.VARCHAR(length=255), nullable=False)
    op.drop_column("users", "last_login_ip")
    op.drop_column("users", "erased_at")
    op.drop_column("users", "support_access_until")
    op.drop_column("users", "mfa_last_step")
    op.drop_column("users", "mfa_enabled_at")
    op.drop_column("users", "mfa_secret")
    op.drop_column("users", "timezone")
    op.drop_column("users", "password_changed_at")
    op.drop_column("users", "email_verified_at")
    op.drop_index("ix_sessions_expires", table_name="sessions")
    op.alter_column("sessions", "token_fingerprint", existing_type=sa.VARCHAR(length=64), nullable=False)
    op.drop_column("sessions", "proved_at")
    op.drop_column("sessions", "last_used_at")
    op.drop_column("sessions", "impersonation_reason")
    op.drop_column("sessions", "impersonator_id")
    op.drop_column("sessions", "place")
    op.drop_column("sessions", "device")
    op.drop_column("sessions", "methods")
    op.drop_column("sessions", "kind")
    op.drop_index("ix_refresh_tokens_session", table_name="refresh_tokens")
    op.drop_table("refresh_tokens")
    op.drop_table("user_profiles")
    op.drop_table("recovery_codes")
    op.drop_index("ix_passkeys_user", table_name="passkeys")
    op.drop_table("passkeys")
    op.drop_index("ix_mailed_links_user", table_name="mailed_links")
    op.drop_table("mailed_links")
    op.drop_index("ix_identities_user", table_name="identities")
    op.drop_table("identities")
    op.drop_index("ix_challenges_expires", table_name="challenges")
    op.drop_table("challenges")
    op.drop_index("ix_api_keys_user", table_name="api_keys")
    op.drop_table("api_keys")
    op.drop_index("ix_login_attempts_moment", table_name="login_attempts")
    op.drop_index("ix_login_attempts_ip", table_name="login_attempts")
    op.drop_index("ix_login_attempts_email", table_name="login_attempts")
    op.drop_table("login_attempts")
