"""Published pages: what a visitor reads at an address, what the head says, what the written HTML shows."""

from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Principal
from aistrategyhub.core.feature import SeedPlan
from aistrategyhub.core.ids import new_id
from aistrategyhub.core.text import LOCALES, speaking
from aistrategyhub.features.cms.queries.pages import find_page
from aistrategyhub.features.cms.seed import seed
from aistrategyhub.features.cms.state.menus import MenuState
from aistrategyhub.features.cms.state.pages import ANYWHERE, HOME, PageState
from aistrategyhub.features.publishing.models import Audience
from aistrategyhub.features.publishing.queries import find_where_it_went
from aistrategyhub.features.publishing.service import move, unpublish
from aistrategyhub.features.site_settings.seed import seed as seed_firm
from aistrategyhub.features.tenants.models import Tenant
from aistrategyhub.prerender.head import head_tags
from aistrategyhub.prerender.snapshots import state_of, with_head
from tests.factories.catalog import create_service
from tests.factories.pages import publish_page
from tests.harness.states import Tab

FAQ = {
    "kind": "faq",
    "id": "domande",
    "questions": [{"question": "Quanto dura?", "answer": "<p>Due <strong>giorni</strong> &amp; mezzo.</p>"}],
}


async def shown(tab: Tab, path: str, **query: str) -> dict[str, Any]:
    tab.go(path, query=query)
    await tab.send(PageState.load)
    return tab.seen(PageState, "page")


async def test_a_visitor_reads_what_is_published_at_the_address(session: AsyncSession, tab: Tab) -> None:
    await publish_page(session, slug="metodo", title="Metodo", blocks=({"kind": "text", "body": "<p>Così.</p>"},))

    page = await shown(tab, "/metodo")

    assert (page["title"], page["lang"], page["has_opening"]) == ("Metodo", "it", False)
    assert [block["html"] for block in page["blocks"]] == ["<p>Così.</p>"]
    assert tab.seen(PageState, "is_missing") is False


@pytest.mark.parametrize("path", ["/nulla", "/metodo/nulla", "/<script>alert(1)</script>", "/" + "x" * 300])
async def test_an_address_that_nobody_published_is_said_to_be_missing(
    session: AsyncSession, tab: Tab, path: str
) -> None:
    await publish_page(session, slug="metodo")

    page = await shown(tab, path)

    assert tab.seen(PageState, "is_missing") is True
    assert page["blocks"] == []


async def test_a_page_that_was_withdrawn_is_read_no_more(session: AsyncSession, tab: Tab) -> None:
    page_id = await publish_page(session, slug="promozione")
    await unpublish(session, page_id)

    await shown(tab, "/promozione")

    assert tab.seen(PageState, "is_missing") is True
    assert await ANYWHERE.snapshot(session, {"splat": "promozione"}) is None


async def test_a_page_for_members_waits_for_the_sign_in_and_is_never_written(
    session: AsyncSession, tenant: Tenant, tab: Tab
) -> None:
    blocks = ({"kind": "text", "body": "<p>Solo per voi.</p>"},)
    await publish_page(session, slug="riservata", title="Riservata", audience=Audience.MEMBERS, blocks=blocks)

    page = await shown(tab, "/riservata")
    assert (tab.seen(PageState, "for_members"), page["title"], page["blocks"]) == (True, "", [])
    assert await ANYWHERE.snapshot(session, {"splat": "riservata"}) is None
    assert await ANYWHERE.paths(session) == []

    tab.principal = Principal(tenant_id=tenant.id, person_id=new_id())
    page = await shown(tab, "/riservata")
    assert (tab.seen(PageState, "for_members"), page["title"]) == (False, "Riservata")


async def test_english_falls_back_to_italian_and_says_so(session: AsyncSession, tab: Tab) -> None:
    await publish_page(session, slug="solo-italiano", title="Solo italiano")

    page = await shown(tab, "/en/solo-italiano")
    with speaking("en"):
        snapshot = await ANYWHERE.snapshot(session, {"splat": "solo-italiano"})

    assert page["lang"] == "it"
    assert snapshot is not None
    assert snapshot.head.canonical == "/solo-italiano"
    assert not snapshot.head.alternates


async def test_a_mail_is_about_the_service_of_the_address(session: AsyncSession, tenant: Tenant, tab: Tab) -> None:
    await seed_firm(session, SeedPlan(tenant.id))
    await create_service(session, slug="piano", name="Piano NIS2")
    await publish_page(session, slug="contatti", blocks=({"kind": "contacts"},))

    page = await shown(tab, "/contatti", servizio="piano")
    assert tab.seen(PageState, "subject") == "?subject=Preventivo%3A%20Piano%20NIS2"
    assert page["blocks"][0]["contact"]["mail_href"] == "mailto:info@meridiana.example"

    await shown(tab, "/contatti", servizio="<script>alert(1)</script>")
    assert tab.seen(PageState, "subject") == ""


async def test_services_are_those_of_the_catalogue_now(session: AsyncSession, tab: Tab) -> None:
    for number in range(5):
        await create_service(session, slug=f"s{number}", sort_order=-number, is_featured=number != 4)
    lists: tuple[dict[str, Any], ...] = (
        {"kind": "service_list", "id": "uno"},
        {"kind": "service_list", "id": "due", "shows": "chosen", "services": ["s0", "s3", "mai-esistito"]},
        {"kind": "service_list", "id": "tre", "shows": "category", "category": "mai-esistita"},
    )
    await publish_page(session, slug="servizi-scelti", blocks=lists)

    page = await shown(tab, "/servizi-scelti")

    slugs = {block["id"]: [card["slug"] for card in block["services"]] for block in page["blocks"]}
    assert slugs == {"uno": ["s3", "s2", "s1"], "due": ["s0", "s3"]}


async def test_the_head_says_where_the_page_is_and_what_it_answers(session: AsyncSession, tenant: Tenant) -> None:
    await seed_firm(session, SeedPlan(tenant.id))
    above = await publish_page(session, slug="guide", title="Guide")
    page_id = await publish_page(
        session,
        slug="nis2",
        title="NIS2",
        parent_id=above,
        blocks=(FAQ,),
        summary="In breve.",
        seo={"title": "NIS2 in breve", "robots": "noindex"},
        english={"title": "NIS2 in English", "blocks": []},
        english_slug="nis2-explained",
    )

    snapshot = await ANYWHERE.snapshot(session, {"splat": "guide/nis2"})

    assert snapshot is not None
    head = snapshot.head
    assert (head.title, head.description, head.robots) == ("NIS2 in breve", "In breve.", "noindex")
    assert head.alternates == {"it": "/guide/nis2", "en": "/en/guide/nis2-explained"}
    told = {thing["@type"]: thing for thing in head.data}
    assert told["Organization"]["vatID"] == "IT24680130150"
    assert [step["item"] for step in told["BreadcrumbList"]["itemListElement"]] == ["/", "/guide", "/guide/nis2"]
    assert told["FAQPage"]["mainEntity"][0]["acceptedAnswer"]["text"] == "Due giorni & mezzo."
    assert {f"publication:{page_id}", f"link:{above}", "firm"} <= snapshot.things


async def test_the_way_to_a_page_is_in_the_language_of_whoever_reads_it(session: AsyncSession) -> None:
    english = {"title": "Guides", "blocks": []}
    above = await publish_page(session, slug="guide", title="Guide", english=english, english_slug="guides")
    english = {"title": "NIS2 explained", "blocks": []}
    await publish_page(session, slug="nis2", parent_id=above, english=english, english_slug="nis2-explained")

    with speaking("en"):
        shown = await find_page(session, "/guides/nis2-explained")

    assert shown is not None
    assert [(crumb.title, crumb.path) for crumb in shown.view.crumbs] == [("Guides", "/en/guides")]


async def test_nothing_in_a_page_ends_its_data_block(session: AsyncSession) -> None:
    title = "</script><script>alert(1)</script>"
    question = {"question": title, "answer": "<p>&lt;/script&gt;</p>"}
    await publish_page(session, slug="x", title=title, blocks=({"kind": "faq", "questions": [question]},))

    snapshot = await ANYWHERE.snapshot(session, {"splat": "x"})

    assert snapshot is not None
    tags = head_tags(snapshot.head, path="/x", origin="https://esempio.it", locale="it")
    assert tags.count("</script>") == len(snapshot.head.data)
    assert "<script>" not in tags


async def test_the_html_is_made_of_the_same_rows_that_an_open_page_receives(session: AsyncSession, tab: Tab) -> None:
    await publish_page(session, slug="uguale", blocks=(FAQ,))

    live = await shown(tab, "/uguale")
    snapshot = await ANYWHERE.snapshot(session, {"splat": "uguale"})

    assert snapshot is not None
    written = state_of(with_head(ANYWHERE, snapshot), {"splat": "uguale"})
    assert written[PageState.get_full_name()]["page_rx_state_"] == live


async def test_the_demo_firm_has_its_pages_in_both_languages(session: AsyncSession, tenant: Tenant, tab: Tab) -> None:
    plan = SeedPlan(tenant.id)
    await seed_firm(session, plan)
    await seed(session, plan)
    await seed(session, plan)

    paths, titles = {"it": ["/chi-siamo", "/contatti"], "en": ["/about-us", "/contact"]}, {}
    for locale in LOCALES:
        with speaking(locale):
            assert await HOME.paths(session) == ["/"]
            assert await ANYWHERE.paths(session) == paths[locale]
            home = await HOME.snapshot(session, {})
        assert home is not None
        titles[locale] = home.states[PageState]["page"].blocks[0].title

    assert titles["it"] == "Intelligenza artificiale e sicurezza, in\u00a0regola e\u00a0con\u00a0misura"
    assert titles["en"] != titles["it"]
    tab.go("/en/about-us")
    await tab.send(MenuState.load)
    assert [(entry["label"], entry["href"]) for entry in tab.seen(MenuState, "header")] == [
        ("Services", "/en/servizi"),
        ("Blog", "/en/blog"),
        ("About us", "/en/about-us"),
        ("Contact", "/en/contact"),
    ]
    went = await find_where_it_went(session, "/en/contatti")
    assert went is not None
    assert went.to == "/en/contact"


async def test_a_page_that_has_moved_is_followed_from_within_the_application(session: AsyncSession, tab: Tab) -> None:
    page = await publish_page(session, slug="contatti", title="Contatti")
    await move(session, page, slugs={"it": "scrivici"})
    tab.go("/contatti", query={"servizio": "dpia"})
    await tab.send(PageState.event_handlers["load"])
    assert tab.events[-1].payload["path"] == "/scrivici?servizio=dpia"
