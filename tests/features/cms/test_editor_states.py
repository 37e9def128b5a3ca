"""The screens of editors as a browser tab meets them."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role, acting_as
from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.core.moments import wall_time
from aistrategyhub.features.cms.kinds import PAGE
from aistrategyhub.features.cms.state.editor import EditorState
from aistrategyhub.features.cms.state.going_live import GoingLiveState
from aistrategyhub.features.cms.state.page_list import AdminPagesState, NewPageState
from aistrategyhub.features.cms.state.previews import PreviewLinksState
from aistrategyhub.features.cms.state.redirects import RedirectsState
from aistrategyhub.features.cms.state.settings import PageSettingsState
from aistrategyhub.features.cms.state.shown_preview import DraftViewState, PreviewState
from aistrategyhub.features.cms.state.trash import TrashState
from aistrategyhub.features.cms.state.versions import VersionsState
from aistrategyhub.features.publishing.models import PublicationStatus
from aistrategyhub.features.publishing.queries import (
    PublicationNotFound,
    find_where_it_went,
    get_publication,
    list_tree,
)
from aistrategyhub.features.publishing.service import add_redirect, issue_preview, revoke_preview, save_draft, trash
from tests.factories.catalog import create_service
from tests.factories.drafts import create_draft, page_words, publish_draft, text_block
from tests.factories.people import create_somebody, principal_of
from tests.harness.statements import counted_statements
from tests.harness.states import Tab

EDITOR_PAGE = "/admin/pagine/[page_id]"


@pytest.fixture
async def editor(session: AsyncSession, tab: Tab) -> AsyncIterator[Tab]:
    """A tab in which an editor works."""
    tab.principal = principal_of(await create_somebody(session, Role.EDITOR))
    with acting_as(tab.principal):
        yield tab


def handlers(state: Any) -> Any:
    return state.event_handlers


async def open_page(tab: Tab, page_id: object) -> None:
    tab.go(EDITOR_PAGE, page_id=str(page_id))
    await tab.send(handlers(EditorState)["load"])


def toasts(tab: Tab) -> list[str]:
    return [event.payload["text"] for event in tab.events if event.name == "_toast"]


async def test_the_list_searches_filters_and_turns_in_the_database(session: AsyncSession, editor: Tab) -> None:
    for number in range(23):
        await create_draft(session, f"Pagina {number:02}")
    await publish_draft(session, "Perché noi")
    editor.go("/admin/pagine")
    with counted_statements() as statements:
        await editor.send(handlers(AdminPagesState)["load"])
    assert len(statements) < 12, "the list does not ask once per row"
    assert editor.seen(AdminPagesState, "total") == 24
    assert len(editor.seen(AdminPagesState, "rows")) == 20

    await editor.send(handlers(AdminPagesState)["search"], q="perche")
    [row] = editor.seen(AdminPagesState, "rows")
    assert (row["title"], row["path"], row["status_label"], row["locales"]) == (
        "Perché noi",
        "/perche-noi",
        "Pubblicata",
        "IT",
    )
    assert row["changed_label"].endswith("Anna Ferri")
    await editor.send(handlers(AdminPagesState)["search"], q="")
    await editor.send(handlers(AdminPagesState)["choose"], status="pubblicate")
    assert editor.seen(AdminPagesState, "total") == 1
    await editor.send(handlers(AdminPagesState)["choose"], status="inventato")
    assert editor.seen(AdminPagesState, "total") == 24


async def test_the_structure_puts_pages_under_their_parents(session: AsyncSession, editor: Tab) -> None:
    above = await create_draft(session, "Chi siamo")
    await create_draft(session, "Contatti")
    await create_draft(session, "Persone", parent_id=above.id)
    await editor.send(handlers(AdminPagesState)["show_tree"], is_tree=True)
    items = editor.seen(AdminPagesState, "items")
    assert [(item["label"], item["parent"]) for item in items] == [
        ("Chi siamo", ""),
        ("Persone", str(above.id)),
        ("Contatti", ""),
    ]


async def test_a_page_moves_in_the_structure_and_its_addresses_follow(session: AsyncSession, editor: Tab) -> None:
    first, second = await publish_draft(session, "Chi siamo"), await publish_draft(session, "Servizi nostri")
    third = await publish_draft(session, "Persone")
    await editor.send(handlers(AdminPagesState)["show_tree"], is_tree=True)
    place = handlers(AdminPagesState)["place"]

    await editor.send(place, page_id=str(third.id), parent="", at=0)
    assert [item["label"] for item in editor.seen(AdminPagesState, "items")] == [
        "Persone",
        "Chi siamo",
        "Servizi nostri",
    ]
    assert toasts(editor) == [], "the order of pages is in no address"

    await editor.send(place, page_id=str(third.id), parent=str(first.id), at=0)
    assert [item["parent"] for item in editor.seen(AdminPagesState, "items")] == ["", str(first.id), ""]
    assert toasts(editor) == ["Ora è in /chi-siamo/persone: chi arriva dal vecchio indirizzo viene portato lì."]
    went = await find_where_it_went(session, "/persone")
    assert went is not None
    assert went.to == "/chi-siamo/persone"

    with pytest.raises(InvalidInput):
        await editor.send(place, page_id=str(first.id), parent=str(third.id), at=0)
    with pytest.raises(PublicationNotFound):
        await editor.send(place, page_id=str(second.id), parent="nulla", at=0)
    assert (await get_publication(session, first.id)).parent_id is None


async def test_a_new_page_gets_the_address_of_its_title(session: AsyncSession, editor: Tab) -> None:
    await editor.send(handlers(NewPageState)["start"])
    await editor.send(handlers(NewPageState)["suggest"], title="Perché l’AI Act, adesso?")
    assert editor.seen(NewPageState, "slug") == "perche-l-ai-act-adesso"
    await editor.send(
        handlers(NewPageState)["create"], data={"title": "Perché l’AI Act, adesso?", "slug": "", "parent": ""}
    )
    [page] = await list_tree(session, PAGE.name)
    assert page.paths["it"] == "/perche-l-ai-act-adesso"
    assert editor.events[-1].payload["path"] == f"/admin/pagine/{page.id}"


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"title": "Due", "slug": "chi-siamo"}, "slugs.it"),
        ({"title": "Due", "slug": "Chi Siàmo"}, "slugs.it"),
        ({"title": "Due", "slug": "admin"}, "slugs.it"),
        ({"title": "Due", "slug": "x" * 300}, "slugs.it"),
        ({"title": "x" * 301, "slug": ""}, "it.title"),
    ],
)
async def test_a_new_page_that_cannot_be_says_why_beside_the_field(
    session: AsyncSession, editor: Tab, data: dict[str, str], field: str
) -> None:
    await create_draft(session, "Chi siamo")
    await editor.send(handlers(NewPageState)["start"])
    await editor.send(handlers(NewPageState)["create"], data=data)
    assert editor.seen(NewPageState, "errors")[field]
    assert len(await list_tree(session, PAGE.name)) == 1


async def test_a_copy_has_its_own_title_address_and_blocks(session: AsyncSession, editor: Tab) -> None:
    page = await publish_draft(session, "Chi siamo", text_block("uno"), text_block("due"))
    await editor.send(handlers(AdminPagesState)["duplicate"], page_id=str(page.id))
    [copy] = [row for row in await list_tree(session, PAGE.name) if row.id != page.id]
    assert (copy.title, copy.paths["it"], copy.status) == (
        "Chi siamo (copia)",
        "/chi-siamo-copia",
        PublicationStatus.DRAFT,
    )
    blocks = (await get_publication(session, copy.id)).draft["it"]["blocks"]
    assert len({block["id"] for block in blocks} - {"uno", "due"}) == 2


async def test_the_editor_shows_blocks_and_opens_the_form_of_one(session: AsyncSession, editor: Tab) -> None:
    page = await create_draft(session, "Chi siamo", text_block("uno", "Metodo"), {"id": "due", "kind": "quote"})
    await open_page(editor, page.id)
    assert [block["title"] for block in editor.seen(EditorState, "blocks")] == ["Testo", "Citazione"]
    assert editor.seen(EditorState, "fields") == []
    epoch = editor.seen(EditorState, "epoch")

    await editor.send(handlers(GoingLiveState)["follow"], wish="open:uno")
    assert editor.seen(EditorState, "opened") == "uno"
    assert {"path": "title", "value": "Metodo"}.items() <= editor.seen(EditorState, "fields")[0].items()
    assert editor.seen(EditorState, "epoch") == epoch + 1
    await editor.send(handlers(GoingLiveState)["follow"], wish="open:uno")
    assert editor.seen(EditorState, "opened") == ""


async def test_after_a_save_the_lists_follow_and_the_fields_stay(session: AsyncSession, editor: Tab) -> None:
    page = await create_draft(session, "Chi siamo", text_block("uno", "Metodo"))
    await open_page(editor, page.id)
    await editor.send(handlers(GoingLiveState)["follow"], wish="open:uno")
    epoch, fields = editor.seen(EditorState, "epoch"), editor.seen(EditorState, "fields")
    await save_draft(session, page.id, {"it": page_words("Chi siamo", text_block("uno", "Come lavoriamo"))}, revision=1)
    await editor.send(handlers(EditorState)["saved"], answer={"revision": 2, "opened": "", "recovered": False})
    assert editor.seen(EditorState, "blocks")[0]["summary"] == "Come lavoriamo"
    assert (editor.seen(EditorState, "epoch"), editor.seen(EditorState, "fields")) == (epoch, fields)
    assert (editor.seen(EditorState, "stamp"), editor.seen(EditorState, "revision")) == (2, 1)

    await editor.send(handlers(EditorState)["saved"], answer={"revision": 2, "opened": "", "recovered": True})
    assert editor.seen(EditorState, "epoch") == epoch + 1
    assert toasts(editor) == ["Ritrovate e salvate le parole che non erano arrivate al server."]


async def test_what_may_be_chosen_is_looked_up_only_for_the_block_that_asks(session: AsyncSession, editor: Tab) -> None:
    await create_service(session, slug="dpia", name="DPIA")
    page = await create_draft(session, "Chi siamo", text_block("uno"), {"id": "due", "kind": "service_list"})
    await open_page(editor, page.id)
    await editor.send(handlers(GoingLiveState)["follow"], wish="open:due")
    [services] = [row for row in editor.seen(EditorState, "fields") if row["widget"] == "service_choice"]
    assert services["choices"] == [{"value": "dpia", "label": "DPIA"}]
    await editor.send(handlers(GoingLiveState)["follow"], wish="open:uno")
    with counted_statements() as statements:
        await editor.send(handlers(EditorState)["saved"], answer={"revision": 1, "opened": "", "recovered": False})
    assert not [statement for statement in statements if "catalog" in statement or "blog" in statement]


async def test_a_save_costs_the_same_however_many_blocks_there_are_and_sends_only_what_changed(
    session: AsyncSession, editor: Tab
) -> None:
    costs = []
    for many in (2, 40):
        blocks = [text_block(f"b{number}", f"Parte {number}") for number in range(many)]
        page = await create_draft(session, f"Di {many} parti", *blocks)
        await open_page(editor, page.id)
        await editor.send(handlers(GoingLiveState)["follow"], wish="open:b1")
        blocks[1] = text_block("b1", "Parte 1", body="<p>Altre parole.</p>")
        await save_draft(session, page.id, {"it": page_words(f"Di {many} parti", *blocks)}, revision=1)
        editor.values[EditorState.get_full_name()].clear()
        with counted_statements() as statements:
            await editor.send(handlers(EditorState)["saved"], answer={"revision": 2, "opened": "", "recovered": False})
        assert set(editor.values[EditorState.get_full_name()]) == {"stamp_rx_state_"}
        costs.append(len(statements))
    assert costs[0] == costs[1] < 10


async def test_a_language_without_words_shows_the_italian_ones(session: AsyncSession, editor: Tab) -> None:
    page = await create_draft(session, "Chi siamo")
    await open_page(editor, page.id)
    await editor.send(handlers(GoingLiveState)["follow"], wish="speak:en")
    assert (editor.seen(EditorState, "locale"), editor.seen(EditorState, "has_own")) == ("en", False)
    assert editor.seen(EditorState, "page_fields")[0]["value"] == "Chi siamo"
    await editor.send(handlers(GoingLiveState)["follow"], wish="speak:klingon")
    assert editor.seen(EditorState, "locale") == "en"


async def test_a_chosen_file_is_handed_to_the_browser_to_save(session: AsyncSession, editor: Tab) -> None:
    page = await create_draft(session, "Chi siamo", {"id": "foto", "kind": "image"})
    await open_page(editor, page.id)
    for count in (1, 2):
        await editor.send(handlers(EditorState)["choose_file"], target="foto|image_id", file_id="abc")
        assert editor.seen(EditorState, "picked") == {
            "block": "foto",
            "path": "image_id",
            "value": "abc",
            "count": count,
        }


@pytest.mark.parametrize("page_id", ["nulla", "01890a5d-ac96-774b-bcce-b302099a8057"])
async def test_a_page_that_is_none_is_said_so(editor: Tab, page_id: str) -> None:
    await open_page(editor, page_id)
    assert editor.seen(EditorState, "is_missing") is True


async def test_publishing_says_what_is_missing_and_then_waits_for_the_file(session: AsyncSession, editor: Tab) -> None:
    page = await create_draft(session, "Chi siamo", {"id": "a", "kind": "call_to_action", "link": {"label": "Scrivi"}})
    await open_page(editor, page.id)
    assert len(editor.seen(EditorState, "unfinished")) == 1
    await editor.send(handlers(GoingLiveState)["publish"])
    assert "Il link ha bisogno di un testo e di un indirizzo." in editor.seen(GoingLiveState, "refusals")[0]
    assert (await get_publication(session, page.id)).status is PublicationStatus.DRAFT

    await save_draft(session, page.id, {"it": page_words("Chi siamo", text_block())}, revision=1)
    await editor.send(handlers(EditorState)["refresh"])
    await editor.send(handlers(GoingLiveState)["publish"])
    assert (await get_publication(session, page.id)).status is PublicationStatus.PUBLISHED
    assert "Pubblicata." in toasts(editor)
    await editor.send(handlers(GoingLiveState)["look"])
    live = editor.seen(GoingLiveState, "live")
    assert [(row["path"], row["state"]) for row in live] == [("/chi-siamo", "pending"), ("/en/chi-siamo", "pending")]


async def test_what_somebody_saved_since_is_not_published_unseen(session: AsyncSession, editor: Tab) -> None:
    page = await create_draft(session, "Chi siamo")
    await open_page(editor, page.id)
    await save_draft(session, page.id, {"it": page_words("Altro titolo", text_block())}, revision=1)
    await editor.send(handlers(GoingLiveState)["publish"])
    assert "ha salvato delle modifiche" in editor.seen(GoingLiveState, "form_error")
    assert (await get_publication(session, page.id)).status is PublicationStatus.DRAFT


async def test_a_plan_is_made_shown_and_taken_back(session: AsyncSession, editor: Tab) -> None:
    page = await create_draft(session, "Chi siamo")
    await open_page(editor, page.id)
    tomorrow = wall_time(now() + timedelta(days=1))
    await editor.send(
        handlers(GoingLiveState)["plan"], data={"publish_at": tomorrow, "unpublish_at": "", "forward": ""}
    )
    assert editor.seen(EditorState, "head")["publish_label"]
    await editor.send(handlers(GoingLiveState)["unplan"])
    assert editor.seen(EditorState, "head")["publish_label"] == ""

    past = wall_time(now() - timedelta(days=1))
    await editor.send(handlers(GoingLiveState)["plan"], data={"publish_at": past, "unpublish_at": "", "forward": ""})
    assert editor.seen(GoingLiveState, "errors")["publish_at"]


async def test_a_withdrawn_page_leads_where_the_editor_said(session: AsyncSession, editor: Tab) -> None:
    page = await publish_draft(session, "Chi siamo")
    await open_page(editor, page.id)
    await editor.send(handlers(GoingLiveState)["unpublish"], data={"forward": "/contatti-nuovi"})
    went = await find_where_it_went(session, "/chi-siamo")
    assert went is not None
    assert went.to == "/contatti-nuovi"
    assert editor.seen(GoingLiveState, "live") == []


async def test_a_new_address_tells_first_which_ones_will_lead_on(session: AsyncSession, editor: Tab) -> None:
    page = await publish_draft(session, "Chi siamo")
    await publish_draft(session, "Persone", parent_id=page.id)
    await open_page(editor, page.id)
    await editor.send(handlers(PageSettingsState)["load"])
    await editor.send(handlers(PageSettingsState)["foresee"], field="slugs.it", value="Noi")
    moved = {(row["before"], row["after"]) for row in editor.seen(PageSettingsState, "moved")}
    assert moved == {("/chi-siamo", "/noi"), ("/chi-siamo/persone", "/noi/persone")}
    assert (await get_publication(session, page.id)).slugs["it"] == "chi-siamo"

    data = {"slugs.it": "Noi", "slugs.en": "chi-siamo", "parent": ""}
    await editor.send(handlers(PageSettingsState)["save"], data=data)
    went = await find_where_it_went(session, "/chi-siamo/persone")
    assert went is not None
    assert went.to == "/noi/persone"


async def test_a_page_is_not_put_under_itself(session: AsyncSession, editor: Tab) -> None:
    page = await create_draft(session, "Chi siamo")
    below = await create_draft(session, "Persone", parent_id=page.id)
    other = await create_draft(session, "Contatti")
    await open_page(editor, page.id)
    await editor.send(handlers(PageSettingsState)["load"])
    offered = {choice["value"] for choice in editor.seen(PageSettingsState, "parents")}
    assert offered == {"", str(other.id)}
    data = {"slugs.it": "chi-siamo", "slugs.en": "chi-siamo", "parent": str(below.id)}
    await editor.send(handlers(PageSettingsState)["save"], data=data)
    assert (await get_publication(session, page.id)).parent_id is None


async def test_versions_are_compared_in_words_and_brought_back(session: AsyncSession, editor: Tab) -> None:
    page = await publish_draft(session, "Chi siamo", text_block("uno", "Metodo"))
    changed = {"it": page_words("Chi siamo", text_block("uno", "Come lavoriamo"), {"id": "q", "kind": "quote"})}
    await save_draft(session, page.id, changed, revision=1)
    await open_page(editor, page.id)
    await editor.send(handlers(VersionsState)["load"])
    assert [(row["number"], row["is_live"]) for row in editor.seen(VersionsState, "rows")] == [(1, True)]
    await editor.send(handlers(VersionsState)["compare"], number=1)
    changes = editor.seen(VersionsState, "changes")
    assert {(change["where"], change["what"]) for change in changes} == {
        ("Testo, Titolo", "cambiato"),
        ("Citazione", "aggiunto"),
    }
    await editor.send(handlers(VersionsState)["go_back"], number=1)
    assert (await get_publication(session, page.id)).draft["it"]["blocks"][0]["title"] == "Metodo"
    assert editor.seen(EditorState, "blocks")[0]["summary"] == "Metodo"


async def test_a_link_is_told_once_and_can_be_revoked(session: AsyncSession, editor: Tab) -> None:
    page = await create_draft(session, "Chi siamo")
    await open_page(editor, page.id)
    await editor.send(handlers(PreviewLinksState)["issue"], data={"recipient": "Studio Rossi", "days": "7"})
    [told] = [event.payload for event in editor.events if event.name == "_reveal"]
    assert told["lines"][0].startswith("http://localhost/anteprima/")
    [link] = editor.seen(PreviewLinksState, "links")
    assert (link["recipient"], link["is_open"]) == ("Studio Rossi", True)
    assert told["lines"][0].rpartition("/")[2] not in str(editor.values), "the token is in no state"
    await editor.send(handlers(PreviewLinksState)["revoke"], link_id=link["id"])
    assert editor.seen(PreviewLinksState, "links")[0]["is_open"] is False

    await editor.send(handlers(PreviewLinksState)["issue"], data={"recipient": "", "days": "molti"})
    assert editor.seen(PreviewLinksState, "errors")["days"]


async def test_whoever_holds_a_link_sees_the_draft_and_answers(session: AsyncSession, tab: Tab) -> None:
    page = await create_draft(session, "Chi siamo", text_block("uno", "Metodo"))
    issued = await issue_preview(session, page.id)
    tab.go("/anteprima/[preview_token]", preview_token=issued.token)
    await tab.send(handlers(PreviewState)["load"])
    assert [block["id"] for block in tab.seen(PreviewState, "drawn")["blocks"]] == ["uno"]
    await tab.send(handlers(PreviewState)["ask_change"], data={"name": "Ada", "words": ""})
    assert tab.seen(PreviewState, "errors")["words"]
    await tab.send(handlers(PreviewState)["ask_change"], data={"name": "Ada", "words": "Più corto."})
    assert tab.seen(PreviewState, "thanks").startswith("Grazie")


@pytest.mark.parametrize("how", ["revoked", "unknown", "trashed"])
async def test_a_link_that_is_good_no_more_shows_nothing(session: AsyncSession, tab: Tab, how: str) -> None:
    page = await create_draft(session, "Chi siamo")
    issued = await issue_preview(session, page.id)
    if how == "revoked":
        await revoke_preview(session, issued.link.id)
    elif how == "trashed":
        await trash(session, page.id)
    await session.flush()
    tab.go("/anteprima/[preview_token]", preview_token="x" * 43 if how == "unknown" else issued.token)
    await tab.send(handlers(PreviewState)["load"])
    assert tab.seen(PreviewState, "is_gone") is True
    assert tab.seen(PreviewState, "drawn")["blocks"] == []


async def test_the_frame_beside_the_editor_shows_the_draft_in_its_own_language(
    session: AsyncSession, editor: Tab
) -> None:
    page = await create_draft(session, "Chi siamo", text_block("uno"), en=page_words("About us", text_block("two")))
    for language, ids in (("", ["uno"]), ("/en", ["two"])):
        editor.go(f"{language}{EDITOR_PAGE}/vista", page_id=str(page.id))
        await editor.send(handlers(DraftViewState)["load"])
        assert [block["id"] for block in editor.seen(DraftViewState, "drawn")["blocks"]] == ids


async def test_a_redirect_is_added_and_a_circle_refused(session: AsyncSession, editor: Tab) -> None:
    add = handlers(RedirectsState)["add"]
    await editor.send(add, data={"source": "/vecchia", "target": "/nuova", "status": "301", "note": ""})
    [row] = editor.seen(RedirectsState, "rows")
    assert (row["source"], row["target"]) == ("/vecchia", "/nuova")
    await editor.send(add, data={"source": "/nuova", "target": "/vecchia", "status": "301", "note": ""})
    assert editor.seen(RedirectsState, "errors")["target"]
    await editor.send(handlers(RedirectsState)["remove"], redirect_id=row["id"])
    assert editor.seen(RedirectsState, "rows") == []


@pytest.mark.parametrize(
    ("place", "labels"),
    [("/admin/reindirizzamenti", ["0 visite", "1 visita", "2 visite"]),
     ("/en/admin/reindirizzamenti", ["0 visits", "1 visit", "2 visits"])],
)  # fmt: skip
async def test_how_often_a_redirect_was_used_is_said_in_words(
    session: AsyncSession, editor: Tab, place: str, labels: list[str]
) -> None:
    for hits in range(3):
        redirect = await add_redirect(session, source=f"/vecchia-{hits}", target="/nuova")
        redirect.hits = hits
    await session.flush()
    editor.go(place)
    await editor.send(handlers(RedirectsState)["load"])
    rows = sorted(editor.seen(RedirectsState, "rows"), key=lambda row: row["source"])
    assert [row["hits_label"] for row in rows] == labels


async def test_what_became_of_a_file_of_redirects_is_told(session: AsyncSession, editor: Tab) -> None:
    imported = handlers(RedirectsState)["imported"]
    told = {
        "added": 2,
        "refused": 1,
        "is_rehearsal": False,
        "lines": [{"line": 3, "message": "Manca la destinazione."}],
    }
    await editor.send(imported, answer=told)
    assert editor.seen(RedirectsState, "report") == "Righe aggiunte 2, rifiutate 1."
    for odd in ({}, {**told, "added": "'><img>"}, {**told, "lines": [7]}, {**told, "lines": "x"}):
        await editor.send(imported, answer=odd)
    assert editor.seen(RedirectsState, "refused") == [{"line": 3, "why": "Manca la destinazione."}]
    assert editor.events == []


async def test_the_trash_gives_back_what_it_holds(session: AsyncSession, editor: Tab) -> None:
    page = await create_draft(session, "Chi siamo")
    await editor.send(handlers(AdminPagesState)["put_into_trash"], page_id=str(page.id))
    await editor.send(handlers(TrashState)["load"])
    [row] = editor.seen(TrashState, "rows")
    assert (row["title"], row["path"]) == ("Chi siamo", "/chi-siamo")
    await editor.send(handlers(TrashState)["erase"], page_id=str(page.id))
    assert (await get_publication(session, page.id)).status is PublicationStatus.TRASHED, "editors do not erase"
    await editor.send(handlers(TrashState)["restore"], page_id=str(page.id))
    assert (await get_publication(session, page.id)).status is PublicationStatus.DRAFT
    assert editor.seen(TrashState, "rows") == []


async def test_who_may_only_read_changes_nothing(session: AsyncSession, tab: Tab) -> None:
    page = await create_draft(session, "Chi siamo")
    tab.principal = principal_of(await create_somebody(session, Role.SUPPORT))
    await open_page(tab, page.id)
    assert tab.seen(EditorState, "page_fields")[0]["value"] == "Chi siamo"
    for handler, payload in (
        (handlers(GoingLiveState)["publish"], {}),
        (handlers(AdminPagesState)["put_into_trash"], {"page_id": str(page.id)}),
        (handlers(AdminPagesState)["duplicate"], {"page_id": str(page.id)}),
        (handlers(PreviewLinksState)["issue"], {"data": {"days": "7"}}),
        (handlers(RedirectsState)["add"], {"data": {"source": "/a", "target": "/b", "status": "301"}}),
    ):
        await tab.send(handler, **payload)
    assert (await get_publication(session, page.id)).status is PublicationStatus.DRAFT
    assert len(await list_tree(session, PAGE.name)) == 1
