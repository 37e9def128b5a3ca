"""Addresses of the room's pages."""

LEGAL_ROUTE = "/admin/pagine-legali"
EDITOR_ROUTE = "/admin/pagine"
SETTINGS_ROUTE = "/admin/impostazioni"
