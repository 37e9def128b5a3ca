"""the catalogue in full

Words become publications of the kind `service`, each published item with its version and its address; prices get a list
and the first line of their history. Items, words and prices that are there stay as they are.
On the way down the words of what was never published are lost: the tables of before have no place for a draft.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from aistrategyhub.core.ids import new_id
from aistrategyhub.features.publishing.rules.addresses import search_key
from aistrategyhub.infra.db import policy_statements
from alembic import op

TENANT_OWNED = (
    "catalog_batches",
    "price_lists",
    "catalog_batch_lines",
    "bundle_parts",
    "discounts",
    "plans",
    "price_changes",
    "questionnaires",
    "related_items",
)

revision: str = "0022"
down_revision: str | None = "0021"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "catalog_batches",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("import", "edit", name="batchkind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "checked",
                "running",
                "done",
                "failed",
                "undone",
                name="batchstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("source", sa.LargeBinary(), nullable=True),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("settled", sa.Integer(), nullable=False),
        sa.Column("summary", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("problem", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_catalog_batches_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_catalog_batches")),
    )
    op.create_index("ix_catalog_batches_recent", "catalog_batches", ["tenant_id", "created_at", "id"], unique=False)
    op.create_table(
        "price_lists",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column(
            "audience",
            sa.Enum(
                "everyone", "people", "firms", name="listaudience", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_price_lists_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_price_lists")),
        sa.UniqueConstraint("tenant_id", "name", name=op.f("uq_price_lists_tenant_id_name")),
    )
    op.create_index(
        "uq_price_lists_default", "price_lists", ["tenant_id"], unique=True, postgresql_where=sa.text("is_default")
    )
    op.create_table(
        "catalog_batch_lines",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("after", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "batch_id"],
            ["catalog_batches.tenant_id", "catalog_batches.id"],
            name=op.f("fk_catalog_batch_lines_tenant_id_batch_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_catalog_batch_lines_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_catalog_batch_lines")),
    )
    op.create_index(
        "ix_catalog_batch_lines_batch", "catalog_batch_lines", ["tenant_id", "batch_id", "line"], unique=False
    )
    op.create_table(
        "bundle_parts",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bundle_id", sa.Uuid(), nullable=False),
        sa.Column("part_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "bundle_id"],
            ["catalog_items.tenant_id", "catalog_items.id"],
            name=op.f("fk_bundle_parts_tenant_id_bundle_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "part_id"],
            ["catalog_items.tenant_id", "catalog_items.id"],
            name=op.f("fk_bundle_parts_tenant_id_part_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_bundle_parts_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_bundle_parts")),
        sa.UniqueConstraint(
            "tenant_id", "bundle_id", "part_id", name=op.f("uq_bundle_parts_tenant_id_bundle_id_part_id")
        ),
    )
    op.create_index("ix_bundle_parts_part", "bundle_parts", ["tenant_id", "part_id"], unique=False)
    op.create_table(
        "discounts",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("percent", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column("amount", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(percent IS NULL) <> (amount IS NULL)", name=op.f("ck_discounts_percent_or_amount")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_discounts_ends_after_it_starts")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "item_id"],
            ["catalog_items.tenant_id", "catalog_items.id"],
            name=op.f("fk_discounts_tenant_id_item_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_discounts_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_discounts")),
    )
    op.create_index("ix_discounts_item", "discounts", ["tenant_id", "item_id", "starts_at"], unique=False)
    op.create_table(
        "plans",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column(
            "interval",
            sa.Enum("week", "month", "year", name="planinterval", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("interval_count", sa.Integer(), nullable=False),
        sa.Column("trial_days", sa.Integer(), nullable=False),
        sa.Column("notice_days", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_plans_is_positive")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "item_id"],
            ["catalog_items.tenant_id", "catalog_items.id"],
            name=op.f("fk_plans_tenant_id_item_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_plans_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_plans")),
        sa.UniqueConstraint(
            "tenant_id",
            "item_id",
            "interval",
            "interval_count",
            name=op.f("uq_plans_tenant_id_item_id_interval_interval_count"),
        ),
    )
    op.create_table(
        "price_changes",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("price_list_id", sa.Uuid(), nullable=False),
        sa.Column(
            "billing_unit",
            sa.Enum(
                "once",
                "hour",
                "day",
                "project",
                "month",
                "year",
                name="billingunit",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("amount", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("amount_max", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "item_id"],
            ["catalog_items.tenant_id", "catalog_items.id"],
            name=op.f("fk_price_changes_tenant_id_item_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "price_list_id"],
            ["price_lists.tenant_id", "price_lists.id"],
            name=op.f("fk_price_changes_tenant_id_price_list_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_price_changes_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_price_changes")),
    )
    op.create_index(
        "ix_price_changes_item",
        "price_changes",
        ["tenant_id", "item_id", "price_list_id", "billing_unit", "valid_from"],
        unique=False,
    )
    op.create_index(
        "uq_price_changes_current",
        "price_changes",
        ["tenant_id", "item_id", "price_list_id", "billing_unit"],
        unique=True,
        postgresql_where=sa.text("valid_until IS NULL"),
    )
    op.create_table(
        "questionnaires",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("questions", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "item_id"],
            ["catalog_items.tenant_id", "catalog_items.id"],
            name=op.f("fk_questionnaires_tenant_id_item_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_questionnaires_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_questionnaires")),
        sa.UniqueConstraint(
            "tenant_id", "item_id", "version", name=op.f("uq_questionnaires_tenant_id_item_id_version")
        ),
    )
    op.create_table(
        "related_items",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("related_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "item_id"],
            ["catalog_items.tenant_id", "catalog_items.id"],
            name=op.f("fk_related_items_tenant_id_item_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "related_id"],
            ["catalog_items.tenant_id", "catalog_items.id"],
            name=op.f("fk_related_items_tenant_id_related_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_related_items_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_related_items")),
        sa.UniqueConstraint(
            "tenant_id", "item_id", "related_id", name=op.f("uq_related_items_tenant_id_item_id_related_id")
        ),
    )
    op.create_index("ix_related_items_related", "related_items", ["tenant_id", "related_id"], unique=False)
    op.add_column("catalog_items", sa.Column("slug_en", sa.String(length=120), nullable=True))
    op.add_column("catalog_items", sa.Column("sku", sa.String(length=60), nullable=True))
    op.add_column("catalog_items", sa.Column("publication_id", sa.Uuid(), nullable=True))
    op.alter_column("catalog_items", "vat_class", existing_type=sa.VARCHAR(length=40), nullable=True)
    op.drop_constraint(op.f("uq_catalog_items_tenant_id_slug"), "catalog_items", type_="unique")
    op.create_index("ix_catalog_items_changed", "catalog_items", ["tenant_id", "updated_at", "id"], unique=False)
    op.create_index("ix_catalog_items_slug", "catalog_items", ["tenant_id", "slug"], unique=False)
    op.create_index("ix_catalog_items_slug_en", "catalog_items", ["tenant_id", "slug_en"], unique=False)
    op.create_unique_constraint(
        op.f("uq_catalog_items_tenant_id_publication_id"), "catalog_items", ["tenant_id", "publication_id"]
    )
    op.create_unique_constraint(op.f("uq_catalog_items_tenant_id_sku"), "catalog_items", ["tenant_id", "sku"])
    op.create_foreign_key(
        op.f("fk_catalog_items_tenant_id_publication_id"),
        "catalog_items",
        "publications",
        ["tenant_id", "publication_id"],
        ["tenant_id", "id"],
        ondelete="SET NULL (publication_id)",
    )
    op.add_column("catalog_prices", sa.Column("price_list_id", sa.Uuid(), nullable=True))
    op.drop_constraint(op.f("uq_catalog_prices_tenant_id_item_id_billing_unit"), "catalog_prices", type_="unique")
    op.create_unique_constraint(
        op.f("uq_catalog_prices_tenant_id_item_id_price_list_id_billing_unit"),
        "catalog_prices",
        ["tenant_id", "item_id", "price_list_id", "billing_unit"],
    )
    op.create_foreign_key(
        op.f("fk_catalog_prices_tenant_id_price_list_id"),
        "catalog_prices",
        "price_lists",
        ["tenant_id", "price_list_id"],
        ["tenant_id", "id"],
    )
    op.add_column("categories", sa.Column("description_it", sa.String(length=2000), nullable=False, server_default=""))
    op.add_column("categories", sa.Column("description_en", sa.String(length=2000), nullable=False, server_default=""))
    op.add_column("categories", sa.Column("image_id", sa.Uuid(), nullable=True))
    op.create_index(
        "ix_categories_children", "categories", ["tenant_id", "parent_id", "sort_order", "slug"], unique=False
    )
    for locale in ("it", "en"):
        op.alter_column("categories", f"description_{locale}", server_default=None)
    for table in TENANT_OWNED:
        for statement in policy_statements(table):
            op.execute(statement)
    for tenant in _tenants():
        _give_words_to_publications(tenant)
        _begin_history(tenant)
    _leave_tenants()
    # Rows were written, and PostgreSQL alters no table whose checks still wait for the end of the transaction.
    op.execute("SET CONSTRAINTS ALL IMMEDIATE")
    op.alter_column("catalog_items", "slug_en", nullable=False)
    op.alter_column("catalog_prices", "price_list_id", nullable=False)
    op.create_check_constraint(op.f("ck_catalog_prices_is_positive"), "catalog_prices", "amount > 0")
    op.create_check_constraint(op.f("ck_catalog_prices_range_goes_up"), "catalog_prices", "amount_max > amount")


def _tenants() -> Iterator[Any]:
    """Every firm, whose rows the following statements see one after the other."""
    connection = op.get_bind()
    for tenant in connection.execute(sa.text("SELECT id FROM tenants ORDER BY id")).scalars().all():
        connection.execute(sa.text("SELECT set_config('app.tenant_id', :tenant, true)"), {"tenant": str(tenant)})
        yield tenant


def _leave_tenants() -> None:
    op.execute("SELECT set_config('app.tenant_id', '', true)")


_ITEMS = """
SELECT i.id, i.slug, i.status, i.created_at, i.published_at,
    jsonb_object_agg(t.locale, jsonb_build_object('name', t.name, 'short_description', t.short_description)
        || t.sections) AS words
FROM catalog_items i JOIN catalog_texts t ON t.tenant_id = i.tenant_id AND t.item_id = i.id
WHERE i.tenant_id = :tenant AND i.publication_id IS NULL
GROUP BY i.tenant_id, i.id ORDER BY i.id LIMIT 1000
"""
_PUBLICATION = """
INSERT INTO publications (id, kind, status, audience, position, slugs, title, search_key, things, draft, draft_revision,
    draft_saved_at, last_version, published_version_id, first_published_at, published_at, created_at, updated_at)
VALUES (:id, 'service', :status, 'everybody', 0, CAST(:slugs AS jsonb), :title, :search_key, '{}',
    CAST(:draft AS jsonb), 1, :at, :last_version, :version_id, :published_at, :live_since, :at, :at)
"""
_VERSION = """
INSERT INTO publication_versions (id, publication_id, number, content, title, note, origin, was_published, created_at)
VALUES (:version_id, :id, 1, CAST(:draft AS jsonb), :title, '', 'published', true, :at)
"""
_ADDRESS = """
INSERT INTO addresses (id, path, locale, publication_id, is_current, created_at)
VALUES (gen_random_uuid(), :path, :locale, :id, true, :at)
"""
_ITEM = "UPDATE catalog_items SET publication_id = :id, slug_en = slug WHERE id = :item_id"


def _give_words_to_publications(tenant: Any) -> None:
    connection = op.get_bind()
    while rows := connection.execute(sa.text(_ITEMS), {"tenant": tenant}).mappings().all():
        made = [_publication(row) for row in rows]
        connection.execute(sa.text(_PUBLICATION), made)
        live = [one for one in made if one["version_id"] is not None]
        if live:
            connection.execute(sa.text(_VERSION), live)
        paths = (("it", "/servizi/"), ("en", "/en/servizi/"))
        addresses = [
            {"id": one["id"], "at": one["at"], "locale": locale, "path": before + one["slug"]}
            for one in made
            for locale, before in paths
        ]
        connection.execute(sa.text(_ADDRESS), addresses)
        connection.execute(sa.text(_ITEM), made)
    connection.execute(sa.text("UPDATE catalog_items SET slug_en = slug WHERE slug_en IS NULL"))


def _publication(row: Any) -> dict[str, Any]:
    words = {locale: _content(given) for locale, given in row["words"].items()}
    words.setdefault("it", next(iter(words.values())))
    slugs = {"it": row["slug"], "en": row["slug"]}
    is_live, title = row["status"] == "published", words["it"]["name"]
    was_live = is_live or row["published_at"] is not None
    return {
        "id": new_id(),
        "item_id": row["id"],
        "slug": row["slug"],
        "status": row["status"],
        "slugs": json.dumps(slugs),
        "title": title,
        "search_key": search_key(title, slugs),
        "draft": json.dumps(words),
        "last_version": 1 if is_live else 0,
        "version_id": new_id() if is_live else None,
        "published_at": (row["published_at"] or row["created_at"]) if was_live else None,
        "live_since": (row["published_at"] or row["created_at"]) if is_live else None,
        "at": row["created_at"],
    }


def _content(words: dict[str, Any]) -> dict[str, Any]:
    """One language of an item as the schema of `service` writes it."""
    steps = [{"title": step["title"], "description": step["description"]} for step in words.get("steps", [])]
    texts = ("name", "short_description", "hero_title", "hero_subtitle", "problem", "solution")
    lists = ("includes", "for_whom", "not_for_whom", "testimonials", "faqs")
    return {
        **{name: words.get(name, "") for name in texts},
        **{name: words.get(name, []) for name in lists},
        "hero_image_id": None,
        "steps": steps,
        "images": [],
        "attributes": [],
        "seo": {"title": "", "description": "", "image_id": None, "robots": "index"},
    }


def _begin_history(tenant: Any) -> None:
    connection = op.get_bind()
    if not connection.execute(sa.text("SELECT EXISTS (SELECT FROM catalog_prices)")).scalar_one():
        return
    values = {"id": new_id(), "tenant": tenant}
    connection.execute(
        sa.text(
            "INSERT INTO price_lists (id, name, audience, currency, is_default, created_at)"
            " VALUES (:id, 'Listino', 'everyone', 'EUR', true, now())"
        ),
        values,
    )
    connection.execute(sa.text("UPDATE catalog_prices SET price_list_id = :id"), values)
    connection.execute(
        sa.text(
            "INSERT INTO price_changes"
            " (id, item_id, price_list_id, billing_unit, amount, amount_max, currency, valid_from)"
            " SELECT gen_random_uuid(), p.item_id, p.price_list_id, p.billing_unit, p.amount, p.amount_max, p.currency,"
            " coalesce(i.published_at, i.created_at)"
            " FROM catalog_prices p JOIN catalog_items i ON i.tenant_id = p.tenant_id AND i.id = p.item_id"
        )
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_catalog_prices_range_goes_up"), "catalog_prices", type_="check")
    op.drop_constraint(op.f("ck_catalog_prices_is_positive"), "catalog_prices", type_="check")
    for _tenant in _tenants():
        op.execute("UPDATE catalog_items SET publication_id = NULL, vat_class = coalesce(vat_class, 'standard')")
        op.execute("DELETE FROM addresses USING publications p WHERE publication_id = p.id AND p.kind = 'service'")
        op.execute("DELETE FROM publications WHERE kind = 'service'")
        op.execute("DELETE FROM catalog_prices USING price_lists l WHERE price_list_id = l.id AND NOT l.is_default")
    _leave_tenants()
    op.drop_index("ix_categories_children", table_name="categories")
    op.drop_column("categories", "image_id")
    op.drop_column("categories", "description_en")
    op.drop_column("categories", "description_it")
    op.drop_constraint(op.f("fk_catalog_prices_tenant_id_price_list_id"), "catalog_prices", type_="foreignkey")
    op.drop_constraint(
        op.f("uq_catalog_prices_tenant_id_item_id_price_list_id_billing_unit"), "catalog_prices", type_="unique"
    )
    op.create_unique_constraint(
        op.f("uq_catalog_prices_tenant_id_item_id_billing_unit"),
        "catalog_prices",
        ["tenant_id", "item_id", "billing_unit"],
        postgresql_nulls_not_distinct=False,
    )
    op.drop_column("catalog_prices", "price_list_id")
    op.drop_constraint(op.f("fk_catalog_items_tenant_id_publication_id"), "catalog_items", type_="foreignkey")
    op.drop_constraint(op.f("uq_catalog_items_tenant_id_sku"), "catalog_items", type_="unique")
    op.drop_constraint(op.f("uq_catalog_items_tenant_id_publication_id"), "catalog_items", type_="unique")
    op.drop_index("ix_catalog_items_slug_en", table_name="catalog_items")
    op.drop_index("ix_catalog_items_slug", table_name="catalog_items")
    op.drop_index("ix_catalog_items_changed", table_name="catalog_items")
    op.create_unique_constraint(
        op.f("uq_catalog_items_tenant_id_slug"),
        "catalog_items",
        ["tenant_id", "slug"],
        postgresql_nulls_not_distinct=False,
    )
    op.alter_column("catalog_items", "vat_class", existing_type=sa.VARCHAR(length=40), nullable=False)
    op.drop_column("catalog_items", "publication_id")
    op.drop_column("catalog_items", "sku")
    op.drop_column("catalog_items", "slug_en")
    op.drop_index("ix_related_items_related", table_name="related_items")
    op.drop_table("related_items")
    op.drop_table("questionnaires")
    op.drop_index(
        "uq_price_changes_current", table_name="price_changes", postgresql_where=sa.text("valid_until IS NULL")
    )
    op.drop_index("ix_price_changes_item", table_name="price_changes")
    op.drop_table("price_changes")
    op.drop_table("plans")
    op.drop_index("ix_discounts_item", table_name="discounts")
    op.drop_table("discounts")
    op.drop_index("ix_bundle_parts_part", table_name="bundle_parts")
    op.drop_table("bundle_parts")
    op.drop_index("ix_catalog_batch_lines_batch", table_name="catalog_batch_lines")
    op.drop_table("catalog_batch_lines")
    op.drop_index("uq_price_lists_default", table_name="price_lists", postgresql_where=sa.text("is_default"))
    op.drop_table("price_lists")
    op.drop_index("ix_catalog_batches_recent", table_name="catalog_batches")
    op.drop_table("catalog_batches")
