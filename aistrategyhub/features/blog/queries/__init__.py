"""Reads of the blog."""

from aistrategyhub.features.blog.queries.cards import list_cards, things_of_cards
from aistrategyhub.features.blog.queries.facts import get_facts
from aistrategyhub.features.blog.queries.lists import list_newest
from aistrategyhub.features.blog.queries.posts import get_post_row, list_moments, list_post_rows
from aistrategyhub.features.blog.queries.reading import draft_view
from aistrategyhub.features.blog.queries.searching import PostSearch, search_posts
from aistrategyhub.features.blog.queries.shelves import ShelfNotFound, get_author, get_shelf, list_authors, list_shelves

__all__ = [
    "PostSearch",
    "ShelfNotFound",
    "draft_view",
    "get_author",
    "get_facts",
    "get_post_row",
    "get_shelf",
    "list_authors",
    "list_cards",
    "list_moments",
    "list_newest",
    "list_post_rows",
    "list_shelves",
    "search_posts",
    "things_of_cards",
]
