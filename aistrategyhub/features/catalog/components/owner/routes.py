"""Where the owner's screens of the catalogue are."""

ITEMS_ROUTE = "/admin/servizi"
CATEGORIES_ROUTE = "/admin/categorie"
PRICE_LISTS_ROUTE = "/admin/listini"
