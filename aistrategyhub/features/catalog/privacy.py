"""What the catalogue holds about people: nothing."""

from aistrategyhub.core.privacy import Holding, PersonalData

PERSONAL_DATA: PersonalData = {
    "categories": Holding(none=("slug", "name_it", "name_en", "parent_id", "sort_order")),
    "catalog_items": Holding(
        none=(
            "slug",
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
    "catalog_prices": Holding(none=("item_id", "amount", "amount_max", "currency", "billing_unit")),
}
