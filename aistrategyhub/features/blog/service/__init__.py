"""Verbs of the blog. The words of a post are changed through `publishing.service`."""

from aistrategyhub.features.blog.service.authors import forget_author, remove_author, save_author
from aistrategyhub.features.blog.service.posts import catch_up, create_post, duplicate_post, set_facts
from aistrategyhub.features.blog.service.shelves import ShelfInUse, remove_shelf, save_shelf

__all__ = [
    "ShelfInUse",
    "catch_up",
    "create_post",
    "duplicate_post",
    "forget_author",
    "remove_author",
    "remove_shelf",
    "save_author",
    "save_shelf",
    "set_facts",
]
