"""What is being written, drawn as the page that it will be."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role, acting_as
from aistrategyhub.features.catalog.models import ItemKind
from aistrategyhub.features.catalog.queries import get_item, read_detail
from aistrategyhub.features.catalog.queries.batches import named_items
from aistrategyhub.features.cms.queries.drawing import DRAWN_BY, draw
from aistrategyhub.features.cms.queries.editor import is_edited_here
from aistrategyhub.features.cms.state.shown_preview import DraftViewState, PreviewState
from aistrategyhub.features.publishing.queries import get_publication
from aistrategyhub.features.publishing.rules import list_kinds
from aistrategyhub.features.publishing.service import issue_preview, save_draft
from tests.factories.catalog import create_service
from tests.factories.people import create_somebody, principal_of
from tests.factories.posts import create_author, create_post, post_words
from tests.features.cms.test_blocks import ACTIVE, SCRIPTS
from tests.harness.statements import counted_statements
from tests.harness.states import Tab

VIEW = "/admin/pagine/[page_id]/vista"


@pytest.fixture
async def editor(session: AsyncSession, tab: Tab) -> AsyncIterator[Tab]:
    """A tab in which an editor works."""
    tab.principal = principal_of(await create_somebody(session, Role.EDITOR))
    with acting_as(tab.principal):
        yield tab


async def words_of(session: AsyncSession, slug: str) -> UUID:
    """The publication of a service's words."""
    by_slug, _by_sku, _out_of_reach = await named_items(session, slugs=[slug], skus=[])
    item = await get_item(session, by_slug[slug])
    assert item.publication_id
    return item.publication_id


async def seen(tab: Tab, page_id: UUID, *, route: str = VIEW) -> Any:
    tab.go(route, page_id=str(page_id))
    await tab.send(DraftViewState.event_handlers["load"])
    return tab.seen(DraftViewState, "drawn")


def test_every_kind_that_is_edited_here_is_drawn_as_its_own_page() -> None:
    edited = {kind.name for kind in list_kinds() if is_edited_here(kind)}
    of_the_product = {kind.name for kind in list_kinds() if kind.content.__module__.startswith("aistrategyhub.")}
    assert edited & of_the_product == set(DRAWN_BY)


async def test_beside_the_editor_a_post_stands_with_what_its_page_has(session: AsyncSession, editor: Tab) -> None:
    author = await create_author(session)
    post_id = await create_post(session, "Le soglie", excerpt="Due domande.", author_ids=(author,))
    drawn = await seen(editor, post_id)
    assert (drawn["kind"], drawn["is_empty"], drawn["blocks"]) == ("post", False, [])
    post = drawn["post"]
    assert (post["title"], post["excerpt"], post["lang"]) == ("Le soglie", "Due domande.", "it")
    assert "Il registro si tiene aggiornato." in post["html"]
    assert [one["name"] for one in post["authors"]] == ["Giulia Marenco"]
    assert post["sight"] == "", "looking at a draft is no visit"


async def test_a_post_is_drawn_in_the_language_of_the_frame_or_else_in_italian(
    session: AsyncSession, editor: Tab
) -> None:
    both = await create_post(session, words=post_words("Le soglie", en={"title": "The thresholds"}))
    alone = await create_post(session, "Solo italiano")
    for post_id, title, lang in ((both, "The thresholds", "en"), (alone, "Solo italiano", "it")):
        post = (await seen(editor, post_id, route=f"/en{VIEW}"))["post"]
        assert (post["title"], post["lang"]) == (title, lang)
        assert post["minutes_label"]


async def test_a_service_that_was_never_published_stands_with_its_price_and_its_act(
    session: AsyncSession, editor: Tab
) -> None:
    await create_service(session, slug="dpia", name="DPIA", price="1000.00", published=False)
    service = (await seen(editor, await words_of(session, "dpia")))["service"]
    assert (service["name"], service["short_description"], service["lang"]) == ("DPIA", "Una prova.", "it")
    assert service["price"]["firms"]["label"] == "1.000,00\u00a0€ + IVA"
    assert service["price"]["people"]["label"] == "1.220,00\u00a0€ IVA inclusa", "the ordinary rate until one is chosen"
    assert (service["act"]["label"], service["category_name"]) == ("Acquista ora", "Conformità AI")


async def test_a_draft_of_a_service_is_drawn_and_what_visitors_read_stays(session: AsyncSession, editor: Tab) -> None:
    await create_service(session, slug="dpia", name="DPIA", kind=ItemKind.SERVICE_FIXED, vat_class="standard")
    words_id = await words_of(session, "dpia")
    draft = (await get_publication(session, words_id)).draft
    changed = {"it": {**draft["it"], "name": "DPIA e FRIA", "steps": [{"title": "Ascolto"}]}}
    await save_draft(session, words_id, changed, revision=1)
    service = (await seen(editor, words_id))["service"]
    assert (service["name"], service["sections"]["steps"][0]["title"]) == ("DPIA e FRIA", "Ascolto")
    found = await read_detail(session, "dpia")
    assert found is not None
    assert (found[1].name, found[1].sections.steps) == ("DPIA", ())
    assert service["price"]["firms"]["label"] == found[1].price.firms.label


async def test_whoever_holds_a_link_sees_the_page_of_a_post(session: AsyncSession, tab: Tab) -> None:
    issued = await issue_preview(session, await create_post(session, "Le soglie"))
    tab.go("/anteprima/[preview_token]", preview_token=issued.token)
    await tab.send(PreviewState.event_handlers["load"])
    assert tab.seen(PreviewState, "drawn")["post"]["title"] == "Le soglie"


@pytest.mark.parametrize("html", SCRIPTS)
async def test_what_could_run_is_in_no_drawn_post(session: AsyncSession, html: str) -> None:
    post_id = await create_post(session, html[:200], excerpt=html[:200], body=f"<p>prima</p>{html}<p>dopo</p>")
    drawn = await draw(session, "post", post_id, (await get_publication(session, post_id)).draft)
    assert "prima" in drawn.post.html
    assert not any(sign in drawn.post.html.lower() for sign in ACTIVE)


async def test_long_words_cost_no_more_statements_than_short_ones(session: AsyncSession, editor: Tab) -> None:
    await create_service(session, slug="dpia", name="DPIA", published=False)
    words_id = await words_of(session, "dpia")
    with counted_statements() as few:
        await seen(editor, words_id)
    draft = (await get_publication(session, words_id)).draft
    faqs = [{"question": f"{number}?", "answer": "Sì."} for number in range(40)]
    await save_draft(session, words_id, {"it": {**draft["it"], "faqs": faqs}}, revision=1)
    with counted_statements() as many:
        drawn = await seen(editor, words_id)
    assert len(drawn["service"]["sections"]["faqs"]) == 40
    assert len(many) == len(few)
