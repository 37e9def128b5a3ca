"""The owner's screens of the blog as a browser tab meets them."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import PermissionDenied, Role, acting_as
from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.features.blog.models import PostDisclosure
from aistrategyhub.features.blog.permissions import BlogPermission
from aistrategyhub.features.blog.queries import get_facts, list_authors, list_shelves
from aistrategyhub.features.blog.queries.desk import tag_names
from aistrategyhub.features.blog.rules.helping import read_wish
from aistrategyhub.features.blog.rules.screens import calendar_days, grid_of, month_after, read_facts, read_month
from aistrategyhub.features.blog.rules.typed import read_author, read_shelf
from aistrategyhub.features.blog.schemas.rows import Act, Moment
from aistrategyhub.features.blog.schemas.shelves import ShelfKind
from aistrategyhub.features.blog.service.helping import ask_help
from aistrategyhub.features.blog.state.authors import AuthorsState
from aistrategyhub.features.blog.state.calendar import BlogCalendarState
from aistrategyhub.features.blog.state.desk import PostDeskState, PostViewsState
from aistrategyhub.features.blog.state.helping import DraftHelpState
from aistrategyhub.features.blog.state.posts import AdminPostsState, NewPostState
from aistrategyhub.features.blog.state.shelves import CategoriesState, TagsState
from aistrategyhub.features.publishing.models import PublicationStatus
from aistrategyhub.features.publishing.queries import get_publication
from aistrategyhub.features.publishing.service import save_draft, schedule
from tests.factories.people import create_somebody, principal_of
from tests.factories.posts import create_author, create_category, create_post, create_tag, publish_post
from tests.features.blog.test_helping import ANSWERS, answer, work
from tests.harness.model_server import ModelServer
from tests.harness.statements import counted_statements
from tests.harness.states import Tab

POST_PAGE = "/admin/articoli/[post_id]"


@pytest.fixture
async def editor(session: AsyncSession, tab: Tab) -> AsyncIterator[Tab]:
    """A tab in which an editor works."""
    tab.principal = principal_of(await create_somebody(session, Role.EDITOR))
    with acting_as(tab.principal):
        yield tab


async def send(tab: Tab, state: Any, name: str, **payload: Any) -> None:
    await tab.send(state.event_handlers[name], **payload)


def toasts(tab: Tab) -> list[str]:
    return [event.payload["text"] for event in tab.events if event.name == "_toast"]


def titles(tab: Tab) -> list[str]:
    return [row["title"] for row in tab.seen(AdminPostsState, "rows")]


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2026-12", date(2026, 12, 1)),
        ("", date(2026, 11, 1)),
        ("2026-13", date(2026, 11, 1)),
        ("9999-01", date(2026, 11, 1)),
        ("dicembre", date(2026, 11, 1)),
    ],
)
def test_a_month_is_read_from_the_address(text: str, month: date) -> None:
    assert read_month(text, date(2026, 11, 21)) == month


def test_a_sheet_is_whole_weeks_in_the_time_of_rome() -> None:
    assert grid_of(date(2026, 11, 1)) == (date(2026, 10, 26), date(2026, 12, 7))
    assert grid_of(date(2027, 2, 1)) == (date(2027, 2, 1), date(2027, 3, 1))
    assert (month_after(date(2026, 11, 1), 2), month_after(date(2026, 1, 1), -1)) == (
        date(2027, 1, 1),
        date(2025, 12, 1),
    )
    late = Moment(None, "Sera", datetime(2026, 11, 20, 23, 30, tzinfo=UTC), Act.PUBLISH)  # type: ignore[arg-type]
    days = calendar_days(date(2026, 11, 1), [late], date(2026, 11, 21))
    assert len(days) == 42
    (day,) = [day for day in days if day.acts]
    assert (day.number, day.is_today, day.acts[0].time, day.acts[0].label) == (21, True, "00:30", "va online")


@pytest.mark.parametrize("text", ["0", "1001", "due", "1.5", "٣"])
def test_a_part_of_a_series_is_a_number(text: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_facts({"series_position": text}, [])
    assert [error.field for error in refusal.value.fields] == ["series_position"]


def test_what_is_typed_of_a_shelf_or_an_author_is_refused_field_by_field() -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_shelf({"name_it": "x" * 200, "position": "-3"})
    assert {error.field for error in refusal.value.fields} == {"name_it", "position"}
    with pytest.raises(InvalidInput) as refusal:
        read_author({"name": "Anna", "links": "Profilo | javascript:alert(1)"}, "")
    assert [error.field for error in refusal.value.fields] == ["links"]
    links = read_author({"name": "Anna", "links": "Il mio | profilo | https://example.it\n\n"}, "").links
    assert [(link.label, link.href) for link in links] == [("Il mio | profilo", "https://example.it")]


async def test_the_list_filters_sorts_and_turns_in_the_database(session: AsyncSession, editor: Tab) -> None:
    category, author = await create_category(session), await create_author(session)
    for number in range(22):
        await create_post(session, f"Articolo {number:02}")
    await publish_post(session, "Perché un registro", category_id=category, author_ids=(author,))
    planned = await create_post(session, "Domani")
    await schedule(session, planned, publish_at=now() + timedelta(days=1))
    editor.go("/admin/articoli")
    with counted_statements() as statements:
        await send(editor, AdminPostsState, "load")
    assert len(statements) < 14, "the list does not ask once per row"
    assert (editor.seen(AdminPostsState, "total"), len(titles(editor))) == (24, 20)

    await send(editor, AdminPostsState, "search", q="perche registro")
    (row,) = editor.seen(AdminPostsState, "rows")
    assert (row["status_label"], row["category"], row["authors"], row["views"]) == (
        "Pubblicato",
        "AI Act",
        "Giulia Marenco",
        "0",
    )
    await send(editor, AdminPostsState, "search", q="")
    await send(editor, AdminPostsState, "show_status", status="in-programma")
    (row,) = editor.seen(AdminPostsState, "rows")
    assert row["status_label"] == "In programma"
    assert row["plan"].endswith("(ora di Roma)")
    await send(editor, AdminPostsState, "show_status", status="tutti")
    await send(editor, AdminPostsState, "show_author", author=str(author))
    assert titles(editor) == ["Perché un registro"]
    await send(editor, AdminPostsState, "show_author", author="nobody")
    await send(editor, AdminPostsState, "sort_by", column="title")
    assert titles(editor)[:2] == ["Articolo 00", "Articolo 01"]


async def test_the_address_remembers_what_was_asked(session: AsyncSession, editor: Tab) -> None:
    category = await create_category(session)
    await create_post(session, "Altro")
    await create_post(session, "Registri", category_id=category)
    editor.go("/admin/articoli", query={"stato": "bozze", "categoria": str(category), "ordine": "-views"})
    await send(editor, AdminPostsState, "arrive")
    assert titles(editor) == ["Registri"]
    editor.go("/admin/articoli", query={"stato": "'; drop table posts", "categoria": "x", "ordine": "slugs"})
    await send(editor, AdminPostsState, "arrive")
    assert len(titles(editor)) == 2


async def test_several_posts_are_published_at_once_and_what_refuses_says_why(
    session: AsyncSession, editor: Tab
) -> None:
    ready, empty = await create_post(session, "Pronto"), await create_post(session, "Vuoto", body="")
    editor.go("/admin/articoli")
    await send(editor, AdminPostsState, "load")
    await send(editor, AdminPostsState, "choose_all", is_chosen=True)
    await send(editor, AdminPostsState, "publish_chosen")
    assert (await get_publication(session, ready)).status is PublicationStatus.PUBLISHED
    assert (await get_publication(session, empty)).status is PublicationStatus.DRAFT
    assert editor.seen(AdminPostsState, "chosen") == [str(empty)]
    assert toasts(editor)[0] == "Fatto: 1 articolo."
    assert toasts(editor)[1].startswith("Vuoto: ")


async def test_several_posts_change_their_category_or_leave_the_site(session: AsyncSession, editor: Tab) -> None:
    category = await create_category(session)
    one, other = await publish_post(session, "Uno"), await publish_post(session, "Due")
    editor.go("/admin/articoli")
    await send(editor, AdminPostsState, "load")
    await send(editor, AdminPostsState, "choose", post_id=str(one), is_chosen=True)
    await send(editor, AdminPostsState, "choose", post_id="another page", is_chosen=True)
    assert editor.seen(AdminPostsState, "chosen") == [str(one)]
    await send(editor, AdminPostsState, "categorise_chosen", form={"category": str(category)})
    assert (await get_facts(session, one)).category_id == category
    assert (await get_facts(session, other)).category_id is None
    await send(editor, AdminPostsState, "choose", post_id=str(one), is_chosen=True)
    await send(editor, AdminPostsState, "unpublish_chosen")
    assert (await get_publication(session, one)).status is PublicationStatus.DRAFT


async def test_support_reads_and_changes_nothing(session: AsyncSession, tab: Tab) -> None:
    tab.principal = principal_of(await create_somebody(session, Role.SUPPORT))
    post_id = await create_post(session, "Registri")
    tab.go("/admin/articoli")
    await send(tab, AdminPostsState, "load")
    assert titles(tab) == ["Registri"]
    await send(tab, AdminPostsState, "choose_all", is_chosen=True)
    await send(tab, AdminPostsState, "publish_chosen")
    assert (await get_publication(session, post_id)).status is PublicationStatus.DRAFT


async def test_a_new_post_needs_only_a_title(session: AsyncSession, editor: Tab) -> None:
    editor.go("/admin/articoli")
    await send(editor, NewPostState, "start")
    await send(editor, NewPostState, "create", form={"title": "  "})
    assert editor.seen(NewPostState, "errors") or editor.seen(NewPostState, "form_error")
    assert editor.seen(NewPostState, "is_open")
    await send(editor, NewPostState, "create", form={"title": "Registri"})
    assert not editor.seen(NewPostState, "is_open")


async def test_the_calendar_shows_what_goes_on_and_off(session: AsyncSession, editor: Tab) -> None:
    with time_machine.travel(datetime(2026, 11, 21, 12, tzinfo=UTC), tick=False):
        post_id = await create_post(session, "Domani")
        await schedule(
            session,
            post_id,
            publish_at=datetime(2026, 11, 30, 23, 30, tzinfo=UTC),
            unpublish_at=datetime(2026, 12, 24, 17, tzinfo=UTC),
        )
        editor.go("/admin/blog/calendario", query={"mese": "2026-12"})
        await send(editor, BlogCalendarState, "load")
        days = {day["name"]: day["acts"] for day in editor.seen(BlogCalendarState, "days") if day["acts"]}
        assert {name: [(act["time"], act["label"]) for act in acts] for name, acts in days.items()} == {
            "1 dicembre 2026": [("00:30", "va online")],
            "24 dicembre 2026": [("18:00", "va offline")],
        }
        await send(editor, BlogCalendarState, "turn", steps=1)
        assert editor.seen(BlogCalendarState, "title") == "Gennaio 2027"
        await send(editor, BlogCalendarState, "show_today")
        assert editor.seen(BlogCalendarState, "title") == "Novembre 2026"


async def test_the_facts_of_a_post_are_saved_together(session: AsyncSession, editor: Tab) -> None:
    category, author, other = (
        await create_category(session),
        await create_author(session),
        await create_author(session, "Paolo Riva"),
    )
    await create_tag(session)
    post_id = await create_post(session, "Registri", author_ids=(author,))
    editor.go(POST_PAGE, post_id=str(post_id))
    await send(editor, PostDeskState, "load")
    await send(editor, PostDeskState, "offer_tags", typed="regi")
    assert editor.seen(PostDeskState, "offered_tags") == ["registri"]
    for name in ("registri", "Nuovo tag", "REGISTRI", ""):
        await send(editor, PostDeskState, "add_tag", form={"tag": name})
    assert editor.seen(PostDeskState, "tags") == ["registri", "Nuovo tag"]
    await send(editor, PostDeskState, "add_author", author_id=str(other))
    await send(editor, PostDeskState, "put_author_first", author_id=str(other))
    assert (await get_facts(session, post_id)).tag_ids == ()
    await send(editor, PostDeskState, "save", form={"category": str(category), "series": "", "series_position": ""})
    facts = await get_facts(session, post_id)
    assert (facts.category_id, facts.author_ids) == (category, (other, author))
    assert await tag_names(session, facts.tag_ids) == ["Nuovo tag", "registri"]
    await send(editor, PostDeskState, "save", form={"category": "", "series": "", "series_position": "0"})
    assert "series_position" in editor.seen(PostDeskState, "errors")
    assert (await get_facts(session, post_id)).category_id == category


async def test_what_stands_beside_a_live_post_changes_with_the_right_to_publish(
    session: AsyncSession, editor: Tab
) -> None:
    category = await create_category(session)
    draft, live = await create_post(session, "Bozza"), await publish_post(session, "Online")
    session.add(PostDisclosure(post_id=live))
    publisher = editor.principal
    writer = replace(publisher, permissions=frozenset({BlogPermission.READ, BlogPermission.EDIT}))
    form = {"category": str(category), "series": "", "series_position": ""}
    for principal, post_id, refusal in (
        (writer, draft, ""), (writer, live, "Il tuo ruolo non permette questa operazione."), (publisher, live, "")
    ):  # fmt: skip
        editor.principal = principal
        editor.go(POST_PAGE, post_id=str(post_id))
        await send(editor, PostDeskState, "load")
        await send(editor, PostDeskState, "save", form=form)
        assert editor.seen(PostDeskState, "form_error") == refusal
        assert (await get_facts(session, post_id)).category_id == (None if refusal else category)
    editor.principal = writer
    with pytest.raises(PermissionDenied):
        await send(editor, PostDeskState, "disclose", is_shown=False)
    assert editor.seen(PostDeskState, "is_disclosed")


async def test_a_post_that_is_not_there_says_so(session: AsyncSession, editor: Tab) -> None:
    editor.go(POST_PAGE, post_id="nothing")
    await send(editor, PostDeskState, "load")
    await send(editor, PostViewsState, "load")
    assert editor.seen(PostDeskState, "is_missing")


async def test_two_tags_become_one_without_losing_a_post(session: AsyncSession, editor: Tab) -> None:
    one, other = await create_tag(session, "registri"), await create_tag(session, "registro")
    post_id = await create_post(session, "Registri", tag_ids=(one,))
    editor.go("/admin/blog/tag")
    await send(editor, TagsState, "load")
    await send(editor, TagsState, "ask_removal", shelf_id=str(one))
    assert [choice["label"] for choice in editor.seen(TagsState, "others")] == ["registro"]
    await send(editor, TagsState, "remove", form={"move_to": str(other)})
    assert (await get_facts(session, post_id)).tag_ids == (other,)
    assert [row["name_it"] for row in editor.seen(TagsState, "rows")] == ["registro"]
    assert toasts(editor)[-1] == "«registri» è confluito in «registro»."


async def test_a_category_with_posts_is_not_lost_by_a_slip(session: AsyncSession, editor: Tab) -> None:
    category = await create_category(session)
    await create_post(session, "Registri", category_id=category)
    editor.go("/admin/blog/categorie")
    await send(editor, CategoriesState, "load")
    await send(editor, CategoriesState, "ask_removal", shelf_id=str(category))
    await send(editor, CategoriesState, "remove", form={"move_to": ""})
    assert "scegli dove spostarli" in editor.seen(CategoriesState, "form_error")
    assert (await list_shelves(session, ShelfKind.CATEGORY)).total == 1


async def test_a_category_is_made_renamed_and_refused_by_field(session: AsyncSession, editor: Tab) -> None:
    editor.go("/admin/blog/categorie")
    await send(editor, CategoriesState, "start", shelf_id="")
    await send(editor, CategoriesState, "save", form={"name_it": "", "slug": "", "position": "x"})
    assert set(editor.seen(CategoriesState, "errors")) == {"position"}
    await send(editor, CategoriesState, "save", form={"name_it": "AI Act", "slug": "", "position": "2"})
    (row,) = editor.seen(CategoriesState, "rows")
    assert (row["name_it"], row["path"], row["position"]) == ("AI Act", "/blog/categoria/ai-act", "2")
    await send(editor, CategoriesState, "start", shelf_id=row["id"])
    await send(editor, CategoriesState, "save", form={"name_it": "Regolamento AI", "slug": "ai-act", "position": "1"})
    (row,) = editor.seen(CategoriesState, "rows")
    assert (row["name_it"], row["slug"]) == ("Regolamento AI", "ai-act")


async def test_an_author_keeps_their_account_when_they_are_edited(session: AsyncSession, editor: Tab) -> None:
    person = await create_somebody(session, Role.EDITOR, email="anna@example.test")
    author = await create_author(session, "Anna Neri", person_id=person.id)
    editor.go("/admin/blog/autori")
    await send(editor, AuthorsState, "load")
    await send(editor, AuthorsState, "start", author_id=str(author))
    await send(editor, AuthorsState, "save", form={"name": "Anna Neri", "slug": "", "role_it": "Avvocata", "links": ""})
    (row,) = (await list_authors(session)).rows
    assert (row.role_it, row.person_id) == ("Avvocata", person.id)


async def test_help_is_asked_watched_and_taken_from_the_panel(
    session: AsyncSession, editor: Tab, models: ModelServer
) -> None:
    models.answer = answer
    post_id = await create_post(session, "Registri")
    editor.go(POST_PAGE, post_id=str(post_id))
    await send(editor, PostDeskState, "load")
    await send(editor, DraftHelpState, "start")
    assert editor.seen(DraftHelpState, "has_key")
    wish = {"topic": "Il registro", "keywords": "", "locale": "it", "tone": "direct", "length": "short"}
    await send(editor, DraftHelpState, "ask", form=wish | {"topic": ""})
    assert "topic" in editor.seen(DraftHelpState, "errors")
    await ask_help(session, post_id, read_wish(wish))
    await work(session)
    await send(editor, DraftHelpState, "start")
    view = editor.seen(DraftHelpState, "view")
    assert (view["percent"], view["is_running"]) == (100, False)
    suggestion = view["groups"][0]["rows"][0]
    await send(editor, DraftHelpState, "take", suggestion_id=suggestion["id"])
    assert (await get_publication(session, post_id)).draft["it"]["title"] == ANSWERS["titles"]["titles"][0]
    assert editor.seen(PostDeskState, "is_helped")
    other = view["groups"][0]["rows"][1]
    await send(editor, DraftHelpState, "put_aside", suggestion_id=other["id"])
    states = [row["state"] for row in editor.seen(DraftHelpState, "view")["groups"][0]["rows"]]
    assert states == ["accepted", "rejected"]


async def test_a_suggestion_leaves_what_was_typed_and_is_not_saved(
    session: AsyncSession, editor: Tab, models: ModelServer
) -> None:
    models.answer = answer
    author, other = await create_author(session), await create_author(session, "Paolo Riva")
    post_id = await create_post(
        session, "Registri", author_ids=(author,), tag_ids=(await create_tag(session, "da togliere"),)
    )
    wish = {"topic": "Il registro", "keywords": "", "locale": "it", "tone": "direct", "length": "short"}
    await ask_help(session, post_id, read_wish(wish))
    await work(session)
    editor.go(POST_PAGE, post_id=str(post_id))
    await send(editor, PostDeskState, "load")
    await send(editor, PostDeskState, "add_author", author_id=str(other))
    await send(editor, PostDeskState, "add_tag", form={"tag": "Scritto a mano"})
    await editor.send(PostDeskState.event_handlers["remove_tag"], name="da togliere")
    await send(editor, DraftHelpState, "start")
    tags = next(group for group in editor.seen(DraftHelpState, "view")["groups"] if group["piece"] == "tag")
    await send(editor, DraftHelpState, "take", suggestion_id=tags["rows"][0]["id"])
    assert editor.seen(PostDeskState, "tags") == ["Scritto a mano", "registro"]
    assert [one["label"] for one in editor.seen(PostDeskState, "authors")] == ["Giulia Marenco", "Paolo Riva"]
    assert editor.seen(PostDeskState, "is_changed")


async def test_a_post_is_copied_from_its_desk(session: AsyncSession, editor: Tab) -> None:
    author = await create_author(session)
    editor.go(POST_PAGE, post_id=str(await publish_post(session, "Registri", author_ids=(author,))))
    await send(editor, PostDeskState, "duplicate")
    copy = editor.events[-1].payload["path"].rpartition("/")[2]
    found = await get_publication(session, UUID(copy))
    assert (found.status, found.slugs["it"]) == (PublicationStatus.DRAFT, "registri-2")
    assert (await get_facts(session, found.id)).author_ids == (author,)


async def test_a_draft_that_somebody_else_saved_is_said_and_taken_into_at_the_next_try(
    session: AsyncSession, editor: Tab, models: ModelServer
) -> None:
    models.answer = answer
    post_id = await create_post(session, "Registri")
    wish = {"topic": "Il registro", "keywords": "", "locale": "it", "tone": "direct", "length": "short"}
    await ask_help(session, post_id, read_wish(wish))
    await work(session)
    editor.go(POST_PAGE, post_id=str(post_id))
    await send(editor, DraftHelpState, "start")
    post = await get_publication(session, post_id)
    await save_draft(session, post_id, {"it": {**post.draft["it"], "excerpt": "Altro"}}, revision=post.draft_revision)
    suggestion = editor.seen(DraftHelpState, "view")["groups"][0]["rows"][0]["id"]
    await send(editor, DraftHelpState, "take", suggestion_id=suggestion)
    assert "ha salvato delle modifiche" in toasts(editor)[-1]
    await send(editor, DraftHelpState, "take", suggestion_id=suggestion)
    words = (await get_publication(session, post_id)).draft["it"]
    assert (words["title"], words["excerpt"]) == (ANSWERS["titles"]["titles"][0], "Altro")


async def test_without_a_key_the_panel_says_where_to_set_one(session: AsyncSession, editor: Tab) -> None:
    post_id = await create_post(session, "Registri")
    editor.go(POST_PAGE, post_id=str(post_id))
    await send(editor, DraftHelpState, "start")
    assert not editor.seen(DraftHelpState, "has_key")
    wish = {"topic": "Il registro", "keywords": "", "locale": "it", "tone": "direct", "length": "short"}
    await send(editor, DraftHelpState, "ask", form=wish)
    assert "ANTHROPIC_API_KEY" in editor.seen(DraftHelpState, "form_error")
