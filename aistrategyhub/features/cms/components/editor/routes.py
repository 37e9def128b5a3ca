"""The addresses of the editors' screens."""

PAGES_ROUTE = "/admin/pagine"
MENUS_ROUTE = "/admin/menu"
REDIRECTS_ROUTE = "/admin/reindirizzamenti"
TRASH_ROUTE = "/admin/cestino"
PREVIEW_ROUTE = "/anteprima"
LINKS_ADDRESS = "/api/v1/admin/links?in="
"""Where texts find what they may link to; a language follows."""
IMPORT_ADDRESS = "/api/v1/admin/redirects/import"
LARGEST_LIST = 1_000_000
"""Bytes of a file of redirects."""
