"""The owner's list of posts: search, filters, order, what is done to several at once; and new ones."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID

import reflex as rx

from aistrategyhub.core.access import public, requires
from aistrategyhub.core.errors import DomainError, FieldError, InvalidInput
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.paging import MOST_PER_PAGE, PageRequest
from aistrategyhub.core.text import _, mark, ngettext
from aistrategyhub.features.blog.links import POSTS_ROUTE
from aistrategyhub.features.blog.permissions import BlogPermission
from aistrategyhub.features.blog.queries import get_facts, list_authors, list_post_rows, list_shelves
from aistrategyhub.features.blog.rules.screens import POST_FILTERS, post_line
from aistrategyhub.features.blog.schemas.rows import PostFilter
from aistrategyhub.features.blog.schemas.screens import Choice, PostLine
from aistrategyhub.features.blog.schemas.shelves import ShelfKind
from aistrategyhub.features.blog.service.posts import create_post, set_facts
from aistrategyhub.features.publishing.service import publish, unpublish
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.forms import FormMixin
from aistrategyhub.ui.parts.base import localized
from aistrategyhub.ui.parts.floating import toast_done, toast_failed
from aistrategyhub.ui.tables import AddressFilter, TableMixin

_ALL = "tutti"
_PER_PAGE = 20
_ASK_TITLE = mark("Scrivi un titolo.")
_WHY_PUBLIC = "changes only what this tab asks for; the rows are guarded by `load`"


class AdminPostsState(TableMixin, rx.State):
    """Posts by search, status, category and author. `chosen` are the ids of those that something is done to."""

    rows: list[PostLine] = []
    status: str = _ALL
    category: str = ""
    author: str = ""
    categories: list[Choice] = []
    authors: list[Choice] = []
    chosen: list[str] = []

    @classmethod
    def _filters(cls) -> Sequence[AddressFilter]:
        return (
            AddressFilter("stato", "status", _ALL, POST_FILTERS),
            AddressFilter("categoria", "category"),
            AddressFilter("autore", "author"),
        )

    @rx.event
    @requires(BlogPermission.READ)
    async def load(self) -> None:
        _label, statuses, only_planned = POST_FILTERS[self.status]
        wanted = PostFilter(
            q=self.q,
            statuses=statuses,
            only_planned=only_planned,
            category_id=read_id(self.category),
            author_id=read_id(self.author),
        )
        async with unit_of_work() as session:
            page = await list_post_rows(
                session, wanted, self._request(_PER_PAGE), sort=self.sort, descending=self.descending
            )
            shelves = await list_shelves(session, ShelfKind.CATEGORY)
            authors = await list_authors(session, page=PageRequest(per_page=MOST_PER_PAGE))
        self.rows = [post_line(row) for row in page.rows]
        self.categories = [Choice(str(row.id), row.name_it) for row in shelves.rows]
        self.authors = [Choice(str(row.id), row.name) for row in authors.rows]
        self.chosen = [one for one in self.chosen if one in {row.id for row in self.rows}]
        self._show(page)

    @rx.event(supersedes=True)
    @public(_WHY_PUBLIC)
    async def show_status(self, status: str) -> Any:
        self.status, self.page = status if status in POST_FILTERS else _ALL, 1
        return self._ask()

    @rx.event(supersedes=True)
    @public(_WHY_PUBLIC)
    async def show_category(self, category: str) -> Any:
        self.category, self.page = category[:40], 1
        return self._ask()

    @rx.event(supersedes=True)
    @public(_WHY_PUBLIC)
    async def show_author(self, author: str) -> Any:
        self.author, self.page = author[:40], 1
        return self._ask()

    @rx.event
    @public(_WHY_PUBLIC)
    async def choose(self, post_id: str, is_chosen: bool) -> None:
        others = [one for one in self.chosen if one != post_id]
        shown = {row.id for row in self.rows}
        self.chosen = [*others, post_id] if is_chosen and post_id in shown else others

    @rx.event
    @public(_WHY_PUBLIC)
    async def choose_all(self, is_chosen: bool) -> None:
        self.chosen = [row.id for row in self.rows] if is_chosen else []

    @rx.event
    @requires(BlogPermission.PUBLISH)
    async def publish_chosen(self) -> Any:
        async def act(session: Any, post_id: UUID) -> None:
            await publish(session, post_id)

        async for event in self._to_each(act):
            yield event

    @rx.event
    @requires(BlogPermission.PUBLISH)
    async def unpublish_chosen(self) -> Any:
        async def act(session: Any, post_id: UUID) -> None:
            await unpublish(session, post_id)

        async for event in self._to_each(act):
            yield event

    @rx.event
    @requires(BlogPermission.EDIT)
    async def categorise_chosen(self, form: dict[str, Any]) -> Any:
        category_id = read_id(str(form.get("category", "")))

        async def act(session: Any, post_id: UUID) -> None:
            facts = await get_facts(session, post_id)
            await set_facts(session, post_id, facts.model_copy(update={"category_id": category_id}))

        async for event in self._to_each(act):
            yield event

    async def _to_each(self, act: Callable[[Any, UUID], Awaitable[None]]) -> Any:
        """Does it to each chosen post in a transaction of its own; one that refuses stays chosen and says why."""
        refused: dict[str, str] = {}
        for post_id in filter(None, map(read_id, self.chosen)):
            try:
                async with unit_of_work() as session:
                    await act(session, post_id)
            except DomainError as refusal:
                refused[str(post_id)] = _(refusal.sentence, **refusal.values)
        done = len(self.chosen) - len(refused)
        self.chosen = list(refused)
        if done:
            yield toast_done(ngettext("Fatto: {count} articolo.", "Fatto: {count} articoli.", done))
        if refused:
            titles = {row.id: row.title for row in self.rows}
            post_id, sentence = next(iter(refused.items()))
            yield toast_failed(f"{titles.get(post_id, '')}: {sentence}")
        yield AdminPostsState.load


class NewPostState(FormMixin, rx.State):
    """The form of a new post: a title, the rest follows."""

    is_open: bool = False

    @rx.event
    @requires(BlogPermission.EDIT)
    async def start(self) -> None:
        self.is_open, self.errors, self.form_error = True, {}, ""

    @rx.event
    @public("closes a form of this tab")
    async def leave(self) -> None:
        self.is_open = False

    @rx.event
    @requires(BlogPermission.EDIT)
    async def create(self, form: dict[str, Any]) -> Any:
        self._start()
        yield
        async with self._filling():
            title = str(form.get("title", "")).strip()
            if not title:
                raise InvalidInput([FieldError("it.title", "REQUIRED", _ASK_TITLE)])
            async with unit_of_work() as session:
                post = await create_post(session, title=title)
            self.is_open = False
            yield rx.redirect(localized(f"{POSTS_ROUTE}/{post.id}"))
