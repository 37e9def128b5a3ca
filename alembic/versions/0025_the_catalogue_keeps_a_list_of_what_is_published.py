"""the catalogue keeps a list of what is published

One row per published item and language, with everything that lists sort and search by, each behind an index. Triggers
keep it, so that the editor, an import, a bulk edit and a hand at the database cannot forget it.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from aistrategyhub.infra.search import open_policy_statements
from alembic import op

revision: str = "0025"
down_revision: str | None = "0024"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_ORDERS = ("sort_order", "name_key", "price_rising", "price_falling", "newest")
_KINDS = ("service_fixed", "service_quote", "subscription", "digital", "physical", "bundle")

# What an item says of itself, without what it says of others: pictures, praise, and for whom it is not.
_BODY = """
CREATE FUNCTION catalog_body(sections jsonb) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN coalesce((
    SELECT string_agg(told #>> '{}', ' ')
    FROM jsonb_path_query(
        sections - '{seo,hero_image_id,images,testimonials,not_for_whom}'::text[],
        'strict $.** ? (@.type() == "string")'
    ) AS told
), '')
"""
_RELIST = """
CREATE FUNCTION catalog_relist(changed uuid[]) RETURNS void LANGUAGE sql VOLATILE AS $$
    WITH shown AS MATERIALIZED (
        SELECT item.*, shown.locale AS shown_in, words.locale AS language, words.name, words.short_description,
            catalog_body(words.sections) AS body, coalesce(italian.name, '') AS remembered, price.cents,
            coalesce(audience.people, true) AS for_people, coalesce(audience.firms, true) AS for_firms
        FROM catalog_items AS item
        CROSS JOIN (VALUES ('it'), ('en')) AS shown (locale)
        JOIN LATERAL (
            SELECT text.* FROM catalog_texts AS text
            WHERE text.tenant_id = item.tenant_id AND text.item_id = item.id AND text.locale IN (shown.locale, 'it')
            ORDER BY text.locale <> shown.locale LIMIT 1
        ) AS words ON true
        LEFT JOIN catalog_texts AS italian ON words.locale <> 'it'
            AND italian.tenant_id = item.tenant_id AND italian.item_id = item.id AND italian.locale = 'it'
        LEFT JOIN LATERAL (
            SELECT (asked.amount * 100)::bigint AS cents
            FROM catalog_prices AS asked
            JOIN price_lists AS list ON list.tenant_id = asked.tenant_id AND list.id = asked.price_list_id
            WHERE asked.tenant_id = item.tenant_id AND asked.item_id = item.id AND list.audience = 'everyone'
            ORDER BY NOT list.is_default, list.name,
                array_position(ARRAY['once', 'hour', 'day', 'project', 'month', 'year'], asked.billing_unit::text)
            LIMIT 1
        ) AS price ON true
        LEFT JOIN LATERAL (
            SELECT bool_or(list.audience IN ('everyone', 'people')) AS people,
                bool_or(list.audience IN ('everyone', 'firms')) AS firms
            FROM catalog_prices AS asked
            JOIN price_lists AS list ON list.tenant_id = asked.tenant_id AND list.id = asked.price_list_id
            WHERE asked.tenant_id = item.tenant_id AND asked.item_id = item.id
        ) AS audience ON true
        WHERE item.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
            AND item.id = ANY (changed) AND item.status = 'published'
    ), gone AS (
        DELETE FROM catalog_listings AS listed
        WHERE listed.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
            AND listed.item_id = ANY (changed)
            AND NOT EXISTS (SELECT FROM shown WHERE shown.id = listed.item_id AND shown.shown_in = listed.locale)
    ), listed AS (
        INSERT INTO catalog_listings (
            id, item_id, locale, category_id, kind, is_featured, is_for_people, is_for_firms, sort_order,
            price_rising, price_falling, newest, updated_at, name_key, name_vector, vector
        )
        SELECT gen_random_uuid(), id, shown_in, category_id, kind, is_featured, for_people, for_firms, sort_order,
            coalesce(cents, 9007199254740991), coalesce(-cents, 9007199254740991),
            -(extract(epoch FROM published_at) * 1000000)::bigint, updated_at, search_fold(name),
            search_name_vector(language, name) || search_name_vector('it', remembered),
            search_vector(language, name, short_description, body)
                || setweight(search_name_vector('it', remembered), 'B')
        FROM shown
        ORDER BY id, shown_in
        ON CONFLICT (tenant_id, item_id, locale) DO UPDATE SET
            category_id = excluded.category_id, kind = excluded.kind, is_featured = excluded.is_featured,
            is_for_people = excluded.is_for_people, is_for_firms = excluded.is_for_firms,
            sort_order = excluded.sort_order, price_rising = excluded.price_rising,
            price_falling = excluded.price_falling, newest = excluded.newest, updated_at = excluded.updated_at,
            name_key = excluded.name_key, name_vector = excluded.name_vector, vector = excluded.vector
    ), told AS (
        SELECT shown_in, language, string_agg(concat_ws(' ', name, short_description, body), ' ') AS words
        FROM shown GROUP BY shown_in, language
        UNION ALL
        SELECT shown_in, 'it', string_agg(remembered, ' ') FROM shown WHERE remembered <> '' GROUP BY shown_in
    )
    SELECT search_learn('catalog', shown_in, language, words) FROM told
$$
"""
_TRIGGER = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(current_setting('catalog.relist', true), '') <> 'later' THEN
        PERFORM catalog_relist(ARRAY({changed}));
    END IF;
    RETURN NULL;
END
$$
"""
_NEW = "SELECT DISTINCT item_id FROM new_rows"
_OLD = "SELECT DISTINCT item_id FROM old_rows"
_ITEMS = """
    SELECT after.id
    FROM new_rows AS after
    JOIN old_rows AS before ON before.tenant_id = after.tenant_id AND before.id = after.id
    WHERE (before.status, before.category_id, before.kind, before.is_featured, before.sort_order)
        IS DISTINCT FROM (after.status, after.category_id, after.kind, after.is_featured, after.sort_order)
        OR (before.published_at, before.updated_at) IS DISTINCT FROM (after.published_at, after.updated_at)
"""
_LISTS = """
    SELECT DISTINCT price.item_id
    FROM catalog_prices AS price
    JOIN new_rows AS after ON after.tenant_id = price.tenant_id AND after.id = price.price_list_id
    JOIN old_rows AS before ON before.tenant_id = after.tenant_id AND before.id = after.id
    WHERE (before.audience, before.is_default) IS DISTINCT FROM (after.audience, after.is_default)
"""
_FUNCTIONS = {
    "catalog_relist_added": _NEW,
    "catalog_relist_removed": _OLD,
    "catalog_relist_changed": f"{_NEW} UNION {_OLD}",
    "catalog_relist_items": _ITEMS,
    "catalog_relist_lists": _LISTS,
}
_ADDED, _REMOVED = "REFERENCING NEW TABLE AS new_rows", "REFERENCING OLD TABLE AS old_rows"
_CHANGED = "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows"
_TRIGGERS = (
    ("catalog_items", "UPDATE", _CHANGED, "catalog_relist_items"),
    ("price_lists", "UPDATE", _CHANGED, "catalog_relist_lists"),
    *(
        (table, *rest)
        for table in ("catalog_texts", "catalog_prices")
        for rest in (
            ("INSERT", _ADDED, "catalog_relist_added"),
            ("UPDATE", _CHANGED, "catalog_relist_changed"),
            ("DELETE", _REMOVED, "catalog_relist_removed"),
        )
    ),
)
# What is published already, of every tenant, each behind its own policy.
_FILL = """
DO $$
DECLARE tenant uuid;
BEGIN
    FOR tenant IN SELECT id FROM tenants LOOP
        PERFORM set_config('app.tenant_id', tenant::text, true);
        PERFORM catalog_relist(ARRAY(SELECT id FROM catalog_items WHERE status = 'published'));
    END LOOP;
    PERFORM set_config('app.tenant_id', '', true);
END
$$
"""


def upgrade() -> None:
    _create_table()
    op.execute(_BODY)
    op.execute(_RELIST)
    for name, changed in _FUNCTIONS.items():
        op.execute(_TRIGGER.format(name=name, changed=changed))
    for table, event, seen, function in _TRIGGERS:
        op.execute(
            f"CREATE TRIGGER {table}_{event.lower()}_relists AFTER {event} ON {table} {seen}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
        )
    op.execute(_FILL)


def downgrade() -> None:
    for table, event, _seen, _function in _TRIGGERS:
        op.execute(f"DROP TRIGGER {table}_{event.lower()}_relists ON {table}")
    for name in _FUNCTIONS:
        op.execute(f"DROP FUNCTION {name}()")
    op.execute("DROP FUNCTION catalog_relist(uuid[])")
    op.execute("DROP FUNCTION catalog_body(jsonb)")
    op.drop_table("catalog_listings")
    op.execute("DELETE FROM search_words WHERE shelf = 'catalog'")


def _create_table() -> None:
    op.create_table(
        "catalog_listings",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("category_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*_KINDS, name="itemkind", native_enum=False, length=40, create_constraint=True),
            nullable=False,
        ),
        sa.Column("is_featured", sa.Boolean(), nullable=False),
        sa.Column("is_for_people", sa.Boolean(), nullable=False),
        sa.Column("is_for_firms", sa.Boolean(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("price_rising", sa.BigInteger(), nullable=False),
        sa.Column("price_falling", sa.BigInteger(), nullable=False),
        sa.Column("newest", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name_key", sa.Text(collation="C"), nullable=False),
        sa.Column("name_vector", postgresql.TSVECTOR(), nullable=False),
        sa.Column("vector", postgresql.TSVECTOR(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_catalog_listings_tenant_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "item_id"],
            ["catalog_items.tenant_id", "catalog_items.id"],
            name=op.f("fk_catalog_listings_tenant_id_item_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_catalog_listings")),
        sa.UniqueConstraint(
            "tenant_id", "item_id", "locale", name=op.f("uq_catalog_listings_tenant_id_item_id_locale")
        ),
    )
    for order in _ORDERS:
        op.create_index(f"ix_catalog_listings_{order}", "catalog_listings", ["tenant_id", "locale", order, "item_id"])
    for chosen in ("category", "kind"):
        column = "category_id" if chosen == "category" else chosen
        op.create_index(
            f"ix_catalog_listings_{chosen}",
            "catalog_listings",
            ["tenant_id", "locale", column, "sort_order", "item_id"],
        )
    for vector in ("name_vector", "vector"):
        op.create_index(
            f"ix_catalog_listings_{vector}",
            "catalog_listings",
            [vector],
            postgresql_using="gin",
            postgresql_with={"fastupdate": "off"},
        )
    for statement in open_policy_statements("catalog_listings"):
        op.execute(statement)
