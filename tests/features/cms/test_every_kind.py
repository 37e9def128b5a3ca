"""The one editor with a kind that is no page: its form, its edits, and whose rights it asks for."""

from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import PermissionDenied, Role, acting_as
from aistrategyhub.features.cms.finders import find_publications
from aistrategyhub.features.cms.rules.edits import UnknownField, apply_edits
from aistrategyhub.features.cms.schemas.edits import CompareBody, EditsBody
from aistrategyhub.features.cms.service.editing import edit_page, edited_content
from aistrategyhub.features.cms.state.editor import EditorState
from aistrategyhub.features.cms.state.going_live import GoingLiveState
from aistrategyhub.features.cms.state.page_list import AdminPagesState
from aistrategyhub.features.cms.state.previews import PreviewLinksState
from aistrategyhub.features.cms.state.settings import PageSettingsState
from aistrategyhub.features.cms.state.shown_preview import DraftViewState
from aistrategyhub.features.cms.state.trash import TrashState
from aistrategyhub.features.cms.state.versions import VersionsState
from aistrategyhub.features.publishing.models import PublicationStatus
from aistrategyhub.features.publishing.queries import (
    PreviewNotFound,
    PublicationNotFound,
    get_publication,
    list_versions,
)
from aistrategyhub.features.publishing.service import archive, issue_preview, publish, trash
from tests.factories.drafts import create_draft
from tests.factories.guides import Guide, GuidePermission, create_guide
from tests.factories.people import cookie_of, create_somebody, principal_of
from tests.factories.posts import create_author, create_category, create_post
from tests.harness.states import Tab

EDITOR_PAGE = "/admin/pagine/[page_id]"


@pytest.fixture
async def author(session: AsyncSession, tab: Tab) -> AsyncIterator[Tab]:
    """A tab of somebody who may do everything with guides but erase them."""
    somebody = principal_of(await create_somebody(session, Role.EDITOR))
    rights = frozenset(GuidePermission) - {GuidePermission.ERASE}
    tab.principal = replace(somebody, permissions=somebody.permissions | rights)
    with acting_as(tab.principal):
        yield tab


@pytest.fixture
async def outsider(session: AsyncSession, tab: Tab) -> AsyncIterator[Tab]:
    """A tab of somebody who may do everything with pages and nothing with guides."""
    tab.principal = principal_of(await create_somebody(session, Role.ADMIN))
    with acting_as(tab.principal):
        yield tab


def handlers(state: Any) -> Any:
    return state.event_handlers


async def open_guide(tab: Tab, guide_id: object) -> None:
    tab.go(EDITOR_PAGE, page_id=str(guide_id))
    await tab.send(handlers(EditorState)["load"])


async def test_the_form_is_drawn_from_the_schema_of_the_kind(session: AsyncSession, author: Tab) -> None:
    guide = await create_guide(session, offer={"steps": [{"title": "Uno"}]})
    await open_guide(author, guide.id)
    drawn = [(row["path"], row["widget"], row["depth"]) for row in author.seen(EditorState, "page_fields")]
    assert drawn == [
        ("name", "line", 0),
        ("excerpt", "lines", 0),
        ("cover_id", "image", 0),
        ("body", "article", 0),
        ("offer", "part", 0),
        ("offer.lead", "lines", 0),
        ("offer.link.label", "line", 0),
        ("offer.link.href", "line", 0),
        ("offer.steps", "items", 0),
        ("offer.steps", "item", 1),
        ("offer.steps.0.title", "line", 1),
        ("offer.steps", "more", 0),
    ]
    assert author.seen(EditorState, "has_blocks") is False
    assert next(row["path"] for row in author.seen(EditorState, "seo_fields")) == "seo.title"


async def test_the_editor_leads_back_to_the_list_of_the_kind_and_to_its_facts(
    session: AsyncSession, author: Tab
) -> None:
    guide = await create_guide(session)
    await open_guide(author, guide.id)
    head = author.seen(EditorState, "head")
    assert (head["list_route"], head["list_label"]) == ("/admin/guide", "Guide")
    assert (head["facts_route"], head["facts_label"]) == (f"/admin/guide/{guide.id}/dati", "Dati della guida")
    assert (head["is_open"], head["may_publish"], head["may_nest"]) == (True, True, False)


async def test_the_words_for_search_engines_fall_back_on_those_of_the_kind(session: AsyncSession, author: Tab) -> None:
    guide = await create_guide(session, excerpt="Che cosa cambia.")
    await open_guide(author, guide.id)
    found = author.seen(EditorState, "found")
    assert (found["title"], found["description"], found["address"]) == (
        "La NIS2 in breve",
        "Che cosa cambia.",
        "/manuali/la-nis2-in-breve",
    )


def edits(*given: dict[str, Any]) -> EditsBody:
    return EditsBody.model_validate({"revision": 1, "edits": [{"locale": "it", **one} for one in given]})


async def test_fields_and_rows_outside_of_blocks_are_saved_and_undone(session: AsyncSession, author: Tab) -> None:
    guide = await create_guide(session)
    before = guide.draft
    saved, _applied = await edit_page(
        session,
        guide.id,
        edits(
            {"op": "set", "path": "offer.lead", "value": "In una settimana"},
            {"op": "add_item", "block": "", "path": "offer.steps", "length": 0},
            {"op": "set", "path": "offer.steps.0.title", "value": "Ascolto"},
            {"op": "set", "path": "body", "value": "<h2>Uno</h2><script>x</script>"},
        ),
    )
    written = Guide.model_validate(saved.draft["it"])
    assert (written.offer.lead, written.offer.steps[0].title) == ("In una settimana", "Ascolto")
    assert written.body == '<h2 id="s-uno">Uno</h2>'

    removal = edits({"op": "remove_item", "block": "", "path": "offer.steps", "at": 0, "length": 1})
    removed = apply_edits(saved.draft, removal.edits, Guide)
    assert removed.content["it"]["offer"]["steps"] == []
    [undo] = edits(*({**one, "locale": "it"} for one in removed.undo)).edits
    assert apply_edits(removed.content, [undo], Guide).content == saved.draft
    assert before["it"]["offer"]["steps"] == []


@pytest.mark.parametrize(
    "edit",
    [
        {"op": "add", "id": "n", "kind": "text"},
        {"op": "remove", "block": "n"},
        {"op": "add_item", "block": "", "path": "name", "length": 0},
        {"op": "add_item", "block": "", "path": "offer", "length": 0},
        {"op": "set", "path": "offer.nowhere", "value": "x"},
    ],
)
async def test_what_the_kind_does_not_have_is_refused(session: AsyncSession, author: Tab, edit: dict[str, Any]) -> None:
    guide = await create_guide(session)
    with pytest.raises(UnknownField):
        await edit_page(session, guide.id, edits(edit))


async def test_what_is_missing_is_said_in_the_words_of_the_form(session: AsyncSession, author: Tab) -> None:
    guide = await create_guide(session, name="")
    await open_guide(author, guide.id)
    assert author.seen(EditorState, "unfinished") == ["Manca il titolo: scrivilo prima di pubblicare."]
    await author.send(handlers(GoingLiveState)["publish"])
    assert author.seen(GoingLiveState, "refusals")
    assert (await get_publication(session, guide.id)).status is PublicationStatus.DRAFT


async def test_a_difference_is_said_in_the_words_of_the_form(session: AsyncSession, author: Tab) -> None:
    guide = await create_guide(session)
    await publish(session, guide.id)
    await edit_page(session, guide.id, edits({"op": "set", "path": "offer.lead", "value": "Presto"}))
    await open_guide(author, guide.id)
    await author.send(handlers(VersionsState)["load"])
    await author.send(handlers(VersionsState)["compare"], number=1)
    [change] = author.seen(VersionsState, "changes")
    assert (change["where"], change["what"]) == ("Promessa", "aggiunto")


async def test_new_addresses_stand_below_the_root_of_the_kind(session: AsyncSession, author: Tab) -> None:
    guide = await create_guide(session)
    await publish(session, guide.id)
    await open_guide(author, guide.id)
    await author.send(handlers(PageSettingsState)["load"])
    assert author.seen(PageSettingsState, "parents") == []
    await author.send(handlers(PageSettingsState)["foresee"], field="slugs.it", value="NIS2")
    assert author.seen(PageSettingsState, "moved") == [
        {"before": "/manuali/la-nis2-in-breve", "after": "/manuali/nis2"},
    ]
    await author.send(handlers(PageSettingsState)["foresee"], field="slugs.it", value="/")
    assert author.seen(PageSettingsState, "errors")["slugs.it"]
    await author.send(handlers(PageSettingsState)["save"], data={"slugs.it": "nis2", "slugs.en": "nis2-guide"})
    assert (await get_publication(session, guide.id)).slugs == {"it": "nis2", "en": "nis2-guide"}


async def test_what_is_archived_is_reopened_and_what_goes_into_the_trash_leads_back_to_its_list(
    session: AsyncSession, author: Tab
) -> None:
    guide = await create_guide(session)
    await publish(session, guide.id)
    await open_guide(author, guide.id)
    await author.send(handlers(GoingLiveState)["archive"])
    assert (await get_publication(session, guide.id)).status is PublicationStatus.ARCHIVED
    assert author.seen(EditorState, "head")["is_open"] is False
    await author.send(handlers(GoingLiveState)["reopen"])
    assert (await get_publication(session, guide.id)).status is PublicationStatus.DRAFT
    assert author.seen(EditorState, "head")["is_open"] is True

    await author.send(handlers(GoingLiveState)["put_into_trash"])
    assert (await get_publication(session, guide.id)).status is PublicationStatus.TRASHED
    assert author.events[-1].payload["path"] == "/admin/guide"
    await author.send(handlers(TrashState)["load"])
    assert [(row["title"], row["kind_label"], row["path"]) for row in author.seen(TrashState, "rows")] == [
        ("La NIS2 in breve", "Guida", "/manuali/la-nis2-in-breve")
    ]
    await open_guide(author, guide.id)
    await author.send(handlers(GoingLiveState)["reopen"])
    assert (await get_publication(session, guide.id)).status is PublicationStatus.DRAFT


async def test_a_post_is_previewed_as_its_readers_will_see_it(session: AsyncSession, author: Tab) -> None:
    category, writer = await create_category(session), await create_author(session)
    post_id = await create_post(session, "Registri", excerpt="In breve.", category_id=category, author_ids=(writer,))
    author.go(f"{EDITOR_PAGE}/vista", page_id=str(post_id))
    await author.send(handlers(DraftViewState)["load"])
    drawn = author.seen(DraftViewState, "drawn")
    assert (drawn["kind"], drawn["is_empty"], drawn["blocks"]) == ("post", False, [])
    post = drawn["post"]
    assert (post["title"], post["excerpt"], post["category"]["name"]) == ("Registri", "In breve.", "AI Act")
    assert ([one["name"] for one in post["authors"]], post["sight"]) == (["Giulia Marenco"], "")


async def test_lists_of_pages_show_no_other_kind(session: AsyncSession, author: Tab) -> None:
    await create_guide(session)
    await create_draft(session, "Chi siamo")
    await author.send(handlers(AdminPagesState)["load"])
    assert [row["title"] for row in author.seen(AdminPagesState, "rows")] == ["Chi siamo"]


async def test_who_may_do_nothing_with_the_kind_sees_none_of_it(session: AsyncSession, outsider: Tab) -> None:
    guide = await create_guide(session)
    outsider.go(EDITOR_PAGE, page_id=str(guide.id))
    for handler in (
        handlers(EditorState)["load"],
        handlers(EditorState)["refresh"],
        handlers(EditorState)["beat"],
        handlers(PageSettingsState)["load"],
        handlers(GoingLiveState)["look"],
        handlers(PreviewLinksState)["load"],
        handlers(VersionsState)["load"],
        handlers(DraftViewState)["load"],
    ):
        with suppress(PermissionDenied):
            await outsider.send(handler)
    assert guide.title not in str(outsider.values)

    await trash(session, guide.id)
    await outsider.send(handlers(TrashState)["load"])
    assert outsider.seen(TrashState, "rows") == []
    assert await find_publications(session, "NIS2") == []


async def test_who_may_do_nothing_with_the_kind_changes_none_of_it(session: AsyncSession, outsider: Tab) -> None:
    guide = await create_guide(session)
    await publish(session, guide.id)
    link = (await issue_preview(session, guide.id)).link
    outsider.go(EDITOR_PAGE, page_id=str(guide.id))
    plan = {"publish_at": "", "unpublish_at": "2099-01-01T10:00", "forward": ""}
    for handler, payload in (
        (handlers(GoingLiveState)["publish"], {}),
        (handlers(GoingLiveState)["unpublish"], {"data": {}}),
        (handlers(GoingLiveState)["plan"], {"data": plan}),
        (handlers(GoingLiveState)["unplan"], {}),
        (handlers(GoingLiveState)["archive"], {}),
        (handlers(GoingLiveState)["put_into_trash"], {}),
        (handlers(PageSettingsState)["save"], {"data": {"slugs.it": "altro", "slugs.en": "altro"}}),
        (handlers(PageSettingsState)["admit"], {"audience": "members"}),
        (handlers(VersionsState)["keep"], {"data": {"note": "mia"}}),
        (handlers(VersionsState)["go_back"], {"number": 1}),
        (handlers(PreviewLinksState)["issue"], {"data": {"days": "7"}}),
        (handlers(PreviewLinksState)["revoke"], {"link_id": str(link.id)}),
        (handlers(AdminPagesState)["duplicate"], {"page_id": str(guide.id)}),
        (handlers(AdminPagesState)["put_into_trash"], {"page_id": str(guide.id)}),
    ):
        with suppress(PermissionDenied, PublicationNotFound):
            await outsider.send(handler, **payload)
    now = await get_publication(session, guide.id)
    assert (now.status, now.slugs["it"], now.audience, now.unpublish_at) == (
        PublicationStatus.PUBLISHED,
        "la-nis2-in-breve",
        "everybody",
        None,
    )
    assert len(await list_versions(session, guide.id)) == 1
    await session.refresh(link)
    assert link.revoked_at is None
    with pytest.raises(PermissionDenied):
        await edit_page(session, guide.id, edits({"op": "set", "path": "name", "value": "x"}))
    with pytest.raises(PermissionDenied):
        await edited_content(
            session, guide.id, CompareBody(edits=edits({"op": "set", "path": "name", "value": "x"}).edits)
        )

    await archive(session, guide.id)
    with suppress(PermissionDenied):
        await outsider.send(handlers(GoingLiveState)["reopen"])
    assert (await get_publication(session, guide.id)).status is PublicationStatus.ARCHIVED
    await trash(session, guide.id)
    for name in ("restore", "erase"):
        with suppress(PermissionDenied):
            await outsider.send(handlers(TrashState)[name], page_id=str(guide.id))
    assert (await get_publication(session, guide.id)).status is PublicationStatus.TRASHED


async def test_a_link_is_revoked_only_from_what_it_shows(session: AsyncSession, author: Tab) -> None:
    guide, page = await create_guide(session), await create_draft(session, "Chi siamo")
    link = (await issue_preview(session, guide.id)).link
    author.go(EDITOR_PAGE, page_id=str(page.id))
    with pytest.raises(PreviewNotFound):
        await author.send(handlers(PreviewLinksState)["revoke"], link_id=str(link.id))
    await session.refresh(link)
    assert link.revoked_at is None


async def test_the_door_of_the_autosave_asks_for_the_rights_of_the_kind(
    api: httpx.AsyncClient, session: AsyncSession
) -> None:
    guide = await create_guide(session)
    headers = await cookie_of(session, Role.ADMIN) | {"Origin": "http://localhost:3000"}
    edit = {"op": "set", "locale": "it", "path": "name", "value": "Mia"}
    for path, body in (("", {"revision": 1, "edits": [edit]}), ("/compare", {"edits": [edit]})):
        answer = await api.post(f"/api/v1/admin/pages/{guide.id}/edits{path}", headers=headers, json=body)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "PERMISSION_DENIED")
