"""What visitors see of the blog: the list of posts, those of each shelf, and each post."""

import reflex as rx

from aistrategyhub.core.feature import Page
from aistrategyhub.features.blog.components.lists import all_posts, shelf_posts
from aistrategyhub.features.blog.components.post import post_page
from aistrategyhub.features.blog.rules.heads import BLOG_LEAD, BLOG_TITLE
from aistrategyhub.features.blog.state.lists import BLOG_PAGE, LIST_PAGES, PostsState
from aistrategyhub.features.blog.state.reading import POST_PAGE, POST_TITLE, PostState
from aistrategyhub.ui.feedback import page_is_missing
from aistrategyhub.ui.parts.figures import loaded


def blog_page() -> rx.Component:
    return loaded(PostsState.is_loaded, all_posts, lines=9)


def shelf_page() -> rx.Component:
    shown = rx.cond(PostsState.is_missing, page_is_missing(), shelf_posts())
    return loaded(PostsState.is_loaded, lambda: shown, lines=9)


def reading_page() -> rx.Component:
    shown = rx.cond(PostState.is_missing, page_is_missing(), post_page(PostState.post))
    return loaded(PostState.is_loaded, lambda: shown, lines=12)


PAGES = (
    Page(BLOG_PAGE.route, BLOG_TITLE, blog_page, description=BLOG_LEAD, on_load=[PostsState.load]),
    *(
        Page(page.route, BLOG_TITLE, shelf_page, on_load=[PostsState.load])
        for page in LIST_PAGES
        if page is not BLOG_PAGE
    ),
    Page(POST_PAGE.route, POST_TITLE, reading_page, on_load=[PostState.load]),
)
