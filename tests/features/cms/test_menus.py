"""Menus: what may stand in them, who saved first, and what visitors see of them."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.core.ids import new_id
from aistrategyhub.core.text import speaking
from aistrategyhub.features.audit.models import AuditEntry
from aistrategyhub.features.cms.queries.menus import get_menu, show_menu
from aistrategyhub.features.cms.schemas.menus import MenuName
from aistrategyhub.features.cms.service import MenuChanged, read_menu, save_menu
from aistrategyhub.features.cms.state.menus import menus_shown
from aistrategyhub.features.publishing.service import move, unpublish
from aistrategyhub.prerender.models import PrerenderRequest, Wish
from tests.factories.pages import publish_page

HEADER = MenuName.HEADER


def entry(**values: Any) -> dict[str, Any]:
    return {"leads_to": "address", "address": "https://esempio.it", "labels": {"it": "Fuori"}, **values}


def page_entry(page_id: Any, **values: Any) -> dict[str, Any]:
    return {"leads_to": "page", "publication_id": str(page_id), **values}


async def arrange(session: AsyncSession, *entries: dict[str, Any]) -> int:
    return await save_menu(session, HEADER, read_menu({"entries": list(entries)}))


@pytest.mark.parametrize(
    ("given", "path", "code"),
    [
        ([], "", "MODEL_TYPE"),
        ({"entries": "x"}, "entries", "TUPLE_TYPE"),
        ({"entries": [entry()] * 21}, "entries", "TOO_LONG"),
        ({"entries": [{}]}, "entries.0.publication_id", "REQUIRED"),
        ({"entries": [{"leads_to": "page", "publication_id": "1"}]}, "entries.0.publication_id", "UUID_PARSING"),
        ({"entries": [{"leads_to": "route", "route": "/admin"}]}, "entries.0.route", "UNKNOWN_ROUTE"),
        ({"entries": [entry(address="")]}, "entries.0.address", "REQUIRED"),
        ({"entries": [entry(address="javascript:alert(1)")]}, "entries.0.address", "LINK_REFUSED"),
        ({"entries": [entry(labels={})]}, "entries.0.labels.it", "REQUIRED"),
        ({"entries": [entry(children=[entry(address="")])]}, "entries.0.children.0.address", "REQUIRED"),
        ({"entries": [entry(children=[entry(children=[])])]}, "entries.0.children.0.children", "EXTRA_FORBIDDEN"),
    ],
)
def test_an_entry_that_leads_nowhere_is_refused_at_its_place(given: object, path: str, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_menu(given)

    assert (path, code) in [(error.field, error.code) for error in refused.value.fields]


async def test_a_site_without_menus_shows_the_services(session: AsyncSession) -> None:
    assert [(link.label, link.href) for link in await show_menu(session, HEADER)] == [("Servizi", "/servizi")]
    with speaking("en"):
        assert [(link.label, link.href) for link in await show_menu(session, HEADER)] == [("Services", "/en/servizi")]


async def test_the_entry_of_a_page_follows_it_when_it_moves(session: AsyncSession) -> None:
    page_id = await publish_page(session, slug="prima", title="Prima", english={"title": "First", "blocks": []})
    await arrange(session, page_entry(page_id), page_entry(new_id()), entry(labels={"it": "Fuori", "en": "Outside"}))

    await move(session, page_id, slugs={"it": "dopo", "en": "after"})

    assert [(link.label, link.href) for link in await show_menu(session, HEADER)] == [
        ("Prima", "/dopo"),
        ("Fuori", "https://esempio.it"),
    ]
    with speaking("en"):
        assert [(link.label, link.href, link.is_page) for link in await show_menu(session, HEADER)] == [
            ("First", "/en/after", True),
            ("Outside", "https://esempio.it", False),
        ]


async def test_a_page_that_is_not_published_is_in_no_menu_and_its_children_neither(session: AsyncSession) -> None:
    above = await publish_page(session, slug="sopra", title="Sopra")
    below = await publish_page(session, slug="sotto", title="Sotto")
    await arrange(session, page_entry(above, children=[page_entry(below)]))
    [shown] = await show_menu(session, HEADER)
    assert [child.label for child in shown.children] == ["Sotto"]

    await unpublish(session, above)

    assert await show_menu(session, HEADER) == []


async def test_whoever_saves_second_is_told(session: AsyncSession) -> None:
    opened = (await get_menu(session, HEADER)).revision
    assert await save_menu(session, HEADER, read_menu({"entries": [entry()]}), opened_revision=opened) == 1

    with pytest.raises(MenuChanged):
        await save_menu(session, HEADER, read_menu({"entries": []}), opened_revision=opened)

    assert len((await get_menu(session, HEADER)).content.entries) == 1


async def test_a_saved_menu_is_in_the_trail_and_on_every_page(session: AsyncSession) -> None:
    page_id = await publish_page(session, slug="chi-siamo")
    await arrange(session, page_entry(page_id))

    actions = await session.scalars(select(AuditEntry.action).where(AuditEntry.action == "cms.menu_changed"))
    asked = await session.scalars(select(PrerenderRequest.name).where(PrerenderRequest.wish == Wish.TOUCH))
    snapshot = await menus_shown(session)

    assert list(actions) == ["cms.menu_changed"]
    assert "menus" in set(asked)
    assert snapshot.things == {"menus", f"link:{page_id}"}
