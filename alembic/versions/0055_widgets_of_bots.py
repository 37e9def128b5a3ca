"""widgets of bots"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision: str = "0055"
down_revision: str | None = "0051"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_ENUMS = {
    "widget_side": sa.Enum("right", "left", name="widgetside", native_enum=False, create_constraint=True, length=40),
    "widget_colour": sa.Enum(
        "green",
        "blue",
        "burgundy",
        "ochre",
        "ink",
        name="widgetcolour",
        native_enum=False,
        create_constraint=True,
        length=40,
    ),
    "widget_theme": sa.Enum(
        "auto", "light", "dark", name="widgettheme", native_enum=False, create_constraint=True, length=40
    ),
}
_FIRST = {"widget_side": "right", "widget_colour": "green", "widget_theme": "auto"}
# As `secrets.token_urlsafe(12)` writes them.
_A_KEY = sa.text(
    "substr(translate(encode(decode(replace(gen_random_uuid()::text, '-', ''), 'hex'), 'base64'), '+/', '-_'), 1, 16)"
)
_COLUMNS = ("greeting_en", "widget_key", *_ENUMS, "widget_languages", "allowed_origins")


def upgrade() -> None:
    op.add_column("bots", sa.Column("greeting_en", sa.String(length=400), nullable=False, server_default=""))
    # A default that is worked out for each row: an UPDATE would see none, the rows stand behind their policy.
    op.add_column("bots", sa.Column("widget_key", sa.String(length=24), nullable=False, server_default=_A_KEY))
    op.create_unique_constraint(op.f("uq_bots_tenant_id_widget_key"), "bots", ["tenant_id", "widget_key"])
    for name, kind in _ENUMS.items():
        op.add_column("bots", sa.Column(name, kind, nullable=False, server_default=_FIRST[name]))
    texts = postgresql.ARRAY(sa.Text())
    op.add_column("bots", sa.Column("widget_languages", texts, nullable=False, server_default="{it,en}"))
    op.add_column("bots", sa.Column("allowed_origins", texts, nullable=False, server_default="{}"))
    for name in _COLUMNS:
        op.alter_column("bots", name, server_default=None)


def downgrade() -> None:
    op.drop_constraint(op.f("uq_bots_tenant_id_widget_key"), "bots", type_="unique")
    for name in reversed(_COLUMNS):
        op.drop_column("bots", name)
