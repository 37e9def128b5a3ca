"""Changing the site's menus, and its first pages."""

from aistrategyhub.features.cms.service.first_pages import open_site
from aistrategyhub.features.cms.service.menus import MenuChanged, read_menu, save_menu

__all__ = ["MenuChanged", "open_site", "read_menu", "save_menu"]
