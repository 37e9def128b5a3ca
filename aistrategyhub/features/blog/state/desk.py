"""One post outside its words: category, tags, authors, series, and how often it is looked at."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import reflex as rx

from aistrategyhub.core.access import public, requires
from aistrategyhub.core.clock import today_in_rome
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.paging import MOST_PER_PAGE, PageRequest
from aistrategyhub.core.text import _, mark, month_label, number_label, short_date_label
from aistrategyhub.features.blog.links import POSTS_ROUTE
from aistrategyhub.features.blog.permissions import BlogPermission
from aistrategyhub.features.blog.queries import get_facts, get_post_row, list_authors, list_shelves
from aistrategyhub.features.blog.queries.counting import total_views, views_by_day
from aistrategyhub.features.blog.queries.desk import tag_names
from aistrategyhub.features.blog.queries.helping import find_disclosure
from aistrategyhub.features.blog.rules.counting import days_of, months_of
from aistrategyhub.features.blog.rules.screens import desk_head, read_facts
from aistrategyhub.features.blog.schemas.drafts import LONGEST_NAME, MOST_AUTHORS, MOST_TAGS
from aistrategyhub.features.blog.schemas.screens import Choice, DeskHead
from aistrategyhub.features.blog.schemas.shelves import ShelfKind
from aistrategyhub.features.blog.service.helping import find_or_make_tag, show_disclosure
from aistrategyhub.features.blog.service.posts import duplicate_post, set_facts
from aistrategyhub.features.publishing.queries import PublicationNotFound
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.forms import FormMixin
from aistrategyhub.ui.parts.base import localized
from aistrategyhub.ui.parts.charts import ChartPoint
from aistrategyhub.ui.parts.floating import toast_done

_SAVED = mark("Salvato.")
_COPIED = mark("Ecco la copia: è una bozza.")
_DAYS, _MONTHS = 30, 12
_MOST_OFFERED = 8
_WHY_PUBLIC = "changes only what this tab has not saved yet"


def post_id_of(text: str) -> UUID:
    """The id in the address. Raises PublicationNotFound."""
    post_id = read_id(text)
    if post_id is None:
        raise PublicationNotFound
    return post_id


class PostDeskState(FormMixin, rx.State):
    """The facts of a post as they are typed: nothing is changed before they are saved."""

    head: DeskHead = DeskHead()
    category: str = ""
    series: str = ""
    series_position: str = ""
    tags: list[str] = []
    _saved_tags: list[str] = []
    authors: list[Choice] = []
    categories: list[Choice] = []
    all_series: list[Choice] = []
    all_authors: list[Choice] = []
    offered_tags: list[str] = []
    is_helped: bool = False
    is_disclosed: bool = True
    is_changed: bool = False
    is_loaded: bool = False
    is_missing: bool = False
    epoch: int = 0

    @rx.event
    @requires(BlogPermission.READ)
    async def load(self) -> Any:
        self.is_missing = self.is_loaded = False
        yield
        try:
            await self._read(post_id_of(self.post_id))
        except PublicationNotFound:
            self.is_missing = True
        self.is_loaded = True

    @rx.event
    @public(_WHY_PUBLIC)
    async def add_tag(self, form: dict[str, Any]) -> None:
        name = " ".join(str(form.get("tag", "")).split())[:LONGEST_NAME]
        if name and name.casefold() not in {tag.casefold() for tag in self.tags} and len(self.tags) < MOST_TAGS:
            self.tags, self.is_changed = [*self.tags, name], True
        self.offered_tags = []
        self.epoch += 1

    @rx.event
    @public(_WHY_PUBLIC)
    async def remove_tag(self, name: str) -> None:
        self.tags, self.is_changed = [tag for tag in self.tags if tag != name], True

    @rx.event(supersedes=True)
    @requires(BlogPermission.READ)
    async def offer_tags(self, typed: str) -> None:
        """The tags whose name has these letters, most of them not there yet."""
        if len(typed.strip()) < 2:
            self.offered_tags = []
            return
        async with unit_of_work() as session:
            found = await list_shelves(
                session, ShelfKind.TAG, q=typed[:LONGEST_NAME], page=PageRequest(per_page=_MOST_OFFERED)
            )
        self.offered_tags = [row.name_it for row in found.rows if row.name_it not in self.tags]

    @rx.event
    @public(_WHY_PUBLIC)
    async def add_author(self, author_id: str) -> None:
        chosen = next((one for one in self.all_authors if one.value == author_id), None)
        if chosen and chosen not in self.authors and len(self.authors) < MOST_AUTHORS:
            self.authors, self.is_changed = [*self.authors, chosen], True
        self.epoch += 1

    @rx.event
    @public(_WHY_PUBLIC)
    async def remove_author(self, author_id: str) -> None:
        self.authors, self.is_changed = [one for one in self.authors if one.value != author_id], True

    @rx.event
    @public(_WHY_PUBLIC)
    async def put_author_first(self, author_id: str) -> None:
        self.authors = sorted(self.authors, key=lambda one: one.value != author_id)
        self.is_changed = True

    @rx.event
    @requires(BlogPermission.EDIT)
    async def save(self, form: dict[str, Any]) -> Any:
        self._start()
        yield
        async with self._filling():
            post_id = post_id_of(self.post_id)
            async with unit_of_work() as session:
                facts = read_facts(form, [one.value for one in self.authors])
                tag_ids = [await find_or_make_tag(session, name) for name in self.tags]
                await set_facts(session, post_id, facts.model_copy(update={"tag_ids": tuple(tag_ids)}))
            await self._read(post_id)
            yield toast_done(_(_SAVED))

    @rx.event
    @requires(BlogPermission.EDIT)
    async def disclose(self, is_shown: bool) -> Any:
        """Whether the page says that a model helped."""
        async with unit_of_work() as session:
            await show_disclosure(session, post_id_of(self.post_id), is_shown=is_shown)
        self.is_disclosed = is_shown
        yield toast_done(_(_SAVED))

    @rx.event
    @requires(BlogPermission.READ)
    async def refresh(self) -> None:
        """What a suggestion may have changed; what was typed and is not saved yet stays."""
        typed, authors, before, was_changed = self.tags, self.authors, self._saved_tags, self.is_changed
        await self._read(post_id_of(self.post_id))
        if was_changed:
            self.tags = [*typed, *(name for name in self.tags if name not in {*typed, *before})]
            self.authors, self.is_changed = authors, True

    @rx.event
    @requires(BlogPermission.EDIT)
    async def duplicate(self) -> Any:
        """A copy of the post as a draft of its own, and the way to it."""
        async with unit_of_work() as session:
            copy = await duplicate_post(session, post_id_of(self.post_id))
        yield toast_done(_(_COPIED))
        yield rx.redirect(localized(f"{POSTS_ROUTE}/{copy.id}"))

    async def _read(self, post_id: UUID) -> None:
        async with unit_of_work() as session:
            row = await get_post_row(session, post_id)
            facts = await get_facts(session, post_id)
            names = await tag_names(session, facts.tag_ids)
            categories = await list_shelves(session, ShelfKind.CATEGORY)
            series = await list_shelves(session, ShelfKind.SERIES)
            authors = await list_authors(session, page=PageRequest(per_page=MOST_PER_PAGE))
            disclosure = await find_disclosure(session, post_id)
        self.head = desk_head(row)
        self.categories = [Choice(str(one.id), one.name_it) for one in categories.rows]
        self.all_series = [Choice(str(one.id), one.name_it) for one in series.rows]
        self.all_authors = [Choice(str(one.id), one.name) for one in authors.rows]
        by_id = {one.value: one for one in self.all_authors}
        self.category, self.series = str(facts.category_id or ""), str(facts.series_id or "")
        self.series_position = str(facts.series_position or "")
        self.authors = [by_id[str(one)] for one in facts.author_ids if str(one) in by_id]
        self.tags = self._saved_tags = names
        self.is_helped = disclosure is not None
        self.is_disclosed = disclosure is None or disclosure.is_shown
        self.is_changed, self.offered_tags = False, []
        self.epoch += 1


class PostViewsState(rx.State):
    """How often the post was looked at: every day of a month, every month of a year."""

    total_label: str = ""
    days: list[ChartPoint] = []
    months: list[ChartPoint] = []
    is_loaded: bool = False

    @rx.event
    @requires(BlogPermission.READ)
    async def load(self) -> None:
        post_id, today = read_id(self.post_id), today_in_rome()
        if post_id is None:
            return
        async with unit_of_work() as session:
            totals = await total_views(session, [post_id])
            views = await views_by_day(session, post_id, today - timedelta(days=366))
        self.total_label = number_label(totals.get(post_id, 0))
        self.days = [
            ChartPoint(short_date_label(day), seen, number_label(seen), day == today)
            for day, seen in days_of(views, last=today, count=_DAYS)
        ]
        self.months = [
            ChartPoint(f"{month_label(month)} {month.year}", seen, number_label(seen), month == today.replace(day=1))
            for month, seen in months_of(views, last=today, count=_MONTHS)
        ]
        self.is_loaded = True
