"""The addresses of the editors' screens."""

PAGES_ROUTE = "/admin/pagine"
MENUS_ROUTE = "/admin/menu"
REDIRECTS_ROUTE = "/admin/reindirizzamenti"
TRASH_ROUTE = "/admin/cestino"
PREVIEW_ROUTE = "/anteprima"
