"""Reads of the site's pages and menus."""

from aistrategyhub.features.cms.queries.pages import MEMBERS, ShownPage, find_page, list_page_paths
from aistrategyhub.features.cms.queries.views import draw_blocks

__all__ = ["MEMBERS", "ShownPage", "draw_blocks", "find_page", "list_page_paths"]
