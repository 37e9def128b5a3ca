"""Reads of the blog."""

from aistrategyhub.features.blog.queries.facts import get_facts
from aistrategyhub.features.blog.queries.posts import get_post_row, list_moments, list_post_rows
from aistrategyhub.features.blog.queries.shelves import ShelfNotFound, get_author, get_shelf, list_authors, list_shelves

__all__ = [
    "ShelfNotFound",
    "get_author",
    "get_facts",
    "get_post_row",
    "get_shelf",
    "list_authors",
    "list_moments",
    "list_post_rows",
    "list_shelves",
]
