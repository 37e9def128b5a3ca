"""Pieces of the blog's pages."""

from aistrategyhub.features.blog.components.cards import post_cards
from aistrategyhub.features.blog.components.post import post_page

__all__ = ["post_cards", "post_page"]
