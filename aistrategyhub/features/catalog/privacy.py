"""What the catalogue holds about people: who changed many things at once, and nothing else."""

from aistrategyhub.core.privacy import Basis, Holding, Personal, PersonalData, Retention, Whose

_PRICES = ("item_id", "price_list_id", "billing_unit", "amount", "amount_max", "currency")

PERSONAL_DATA: PersonalData = {
    "categories": Holding(
        none=(
            "slug",
            "name_it",
            "name_en",
            "description_it",
            "description_en",
            "image_id",
            "parent_id",
            "sort_order",
        )
    ),
    "catalog_items": Holding(
        none=(
            "slug",
            "slug_en",
            "sku",
            "publication_id",
            "kind",
            "status",
            "category_id",
            "vat_class",
            "is_featured",
            "sort_order",
            "created_at",
            "updated_at",
            "published_at",
        )
    ),
    "catalog_texts": Holding(none=("item_id", "locale", "name", "short_description", "sections")),
    "catalog_listings": Holding(
        none=(
            "item_id",
            "locale",
            "category_id",
            "kind",
            "is_featured",
            "is_for_people",
            "is_for_firms",
            "sort_order",
            "price_rising",
            "price_falling",
            "newest",
            "updated_at",
            "name_key",
            "name_vector",
            "vector",
        )
    ),
    "related_items": Holding(none=("item_id", "related_id", "position")),
    "bundle_parts": Holding(none=("bundle_id", "part_id", "quantity", "position")),
    "price_lists": Holding(none=("name", "audience", "currency", "is_default", "created_at")),
    "catalog_prices": Holding(none=_PRICES),
    "price_changes": Holding(none=(*_PRICES, "valid_from", "valid_until")),
    "discounts": Holding(none=("item_id", "percent", "amount", "starts_at", "ends_at", "created_at")),
    "plans": Holding(
        none=(
            "item_id",
            "interval",
            "interval_count",
            "trial_days",
            "notice_days",
            "amount",
            "currency",
            "position",
        )
    ),
    "questionnaires": Holding(none=("item_id", "version", "questions", "created_at")),
    "catalog_batches": Holding(
        personal={
            "created_by": Personal(
                "know who changed many items at once",
                Basis.LEGITIMATE_INTEREST,
                Retention.FIRM,
                Whose.STAFF,
                handed_out=False,
            )
        },
        none=(
            "kind",
            "status",
            "file_name",
            "source",
            "total",
            "settled",
            "summary",
            "problem",
            "created_at",
            "finished_at",
        ),
        apart="the firm's own catalogue; an id leads to nobody once the account is erased",
    ),
    "catalog_batch_lines": Holding(none=("batch_id", "line", "item_id", "before", "after")),
}
