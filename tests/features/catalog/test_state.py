"""The catalogue's pages as a browser tab meets them: real events, real gate, real database."""

from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.text import speaking
from aistrategyhub.features.catalog.schemas import Asked
from aistrategyhub.features.catalog.service import add_category, create_category
from aistrategyhub.features.catalog.state import CompareState, ServicesState, ServiceState
from aistrategyhub.features.catalog.state import services as screens
from aistrategyhub.features.media.service import take_in
from aistrategyhub.infra.storage.local import LocalStorage
from tests.factories.catalog import create_service
from tests.factories.pictures import new_picture
from tests.harness.states import Tab

LIST = "/servizi"
ITEM = "/servizi/[service_slug]"


async def names(tab: Tab) -> list[str]:
    return [card["name"] for card in tab.seen(ServicesState, "cards")]


async def test_the_list_shows_labels_and_no_numbers(session: AsyncSession, tab: Tab) -> None:
    await create_service(session, slug="dpia", name="DPIA", price="2400.00")

    tab.go(LIST)
    await tab.send(ServicesState.load)

    (card,) = tab.seen(ServicesState, "cards")
    assert {name: card[name] for name in ("slug", "lang", "name", "short_description", "category_name", "route")} == {
        "slug": "dpia",
        "lang": "it",
        "name": "DPIA",
        "short_description": "Una prova.",
        "category_name": "Conformità AI",
        "route": "/servizi/dpia",
    }
    assert card["price"]["firms"]["label"] == "2.400,00\xa0€ + IVA"
    assert card["price"]["people"]["label"] == "2.928,00\xa0€ IVA inclusa"
    assert tab.seen(ServicesState, "is_loaded") is True


async def test_the_address_chooses_category_words_and_page(session: AsyncSession, tab: Tab, monkeypatch) -> None:
    monkeypatch.setattr(screens, "_PER_PAGE", 2)
    await create_category(session, slug="nis2", name_it="NIS2", name_en="NIS2")
    for number in range(5):
        await create_service(session, slug=f"s{number}", name=f"Servizio {number}", category="nis2", sort_order=number)
    await create_service(session, slug="altro", name="Servizio diverso")

    tab.go(LIST, query={"categoria": "nis2", "q": "servizio", "pagina": "2"})
    await tab.send(ServicesState.load)

    assert await names(tab) == ["Servizio 2", "Servizio 3"]
    assert tab.seen(ServicesState, "previous_route") == "/servizi?q=servizio&categoria=nis2"
    assert tab.seen(ServicesState, "next_route") == "/servizi?q=servizio&categoria=nis2&pagina=3"
    assert [(c["name"], c["count_label"], c["is_chosen"]) for c in tab.seen(ServicesState, "categories")] == [
        ("Tutti i servizi", "6", False),
        ("Conformità AI", "1", False),
        ("NIS2", "5", True),
    ]


async def test_a_chosen_category_shows_its_picture_and_its_words(
    session: AsyncSession, tab: Tab, tmp_path: Path
) -> None:
    kept = await take_in(session, LocalStorage(tmp_path), new_picture(), "Sede.png")
    kept.file.alt = {"it": "La sede"}
    await add_category(session, name_it="NIS2", description_it="Che cosa chiede.", image_id=kept.file.id)
    await create_service(session, category="nis2")

    tab.go(LIST, query={"categoria": "nis2"})
    await tab.send(ServicesState.load)

    shown = tab.seen(ServicesState, "category")
    assert (shown["image"]["id"], shown["image"]["alt"]) == (str(kept.file.id), "La sede")
    assert (shown["description"], shown["lang"]) == ("Che cosa chiede.", "it")
    with speaking("en"):
        snapshot = await screens._list_snapshot(session, Asked(category="nis2"))
    assert snapshot.things == {"catalog", f"media:{kept.file.id}"}
    await tab.send(ServicesState.choose, word="categoria", value="nessuna")
    assert (tab.seen(ServicesState, "category")["image"]["src"], await names(tab)) == ("", [])


@pytest.mark.parametrize(
    ("query", "is_open"),
    [
        ({}, False),
        ({"categoria": "nis2", "q": "servizio", "pagina": "2"}, False),
        ({"tipo": "abbonamento"}, True),
        ({"per": "privati"}, True),
        ({"da": "100"}, True),
        ({"fino_a": "100"}, True),
        ({"ordina": "nome"}, True),
    ],
)
async def test_the_filters_stand_open_only_where_one_of_them_is_set(
    session: AsyncSession, tab: Tab, query: dict[str, str], is_open: bool
) -> None:
    """The category and the words are seen without them; opening them would push what was found away."""
    tab.go(LIST, query=query)
    await tab.send(ServicesState.load)

    assert tab.seen(ServicesState, "is_filtered") is is_open


async def test_a_page_past_the_end_leads_back_to_the_last(session: AsyncSession, tab: Tab) -> None:
    await create_service(session)

    tab.go(LIST, query={"pagina": "9"})
    await tab.send(ServicesState.load)

    assert await names(tab) == []
    assert tab.seen(ServicesState, "previous_route") == "/servizi"


async def test_a_search_of_5000_characters_gets_a_sentence_instead_of_results(session: AsyncSession, tab: Tab) -> None:
    await create_service(session)

    tab.go(LIST, query={"q": "x" * 5000})
    await tab.send(ServicesState.load)

    assert tab.seen(ServicesState, "refusal") == "Il testo supera i 200 caratteri ammessi."
    assert await names(tab) == []
    assert tab.events == []


def address(tab: Tab) -> str:
    """What the last handler wrote into the address."""
    event = tab.events[-1]
    assert event.name == "_address"
    return f"{event.payload['path']}?{event.payload['query']}"


async def test_a_search_is_written_into_its_address_and_keeps_the_category(session: AsyncSession, tab: Tab) -> None:
    tab.go("/en" + LIST, query={"categoria": "nis2", "pagina": "4"})
    await tab.send(ServicesState.load)
    await tab.send(ServicesState.search, form={"q": "  gap & more ", "categoria": "nis2"})

    assert address(tab) == "/en/servizi?q=gap+%26+more&categoria=nis2"


async def test_an_address_that_the_browser_made_loses_its_empty_fields(session: AsyncSession, tab: Tab) -> None:
    await create_service(session)

    tab.go(LIST, query={"q": "gap", "categoria": "", "tipo": "", "ordina": ""})
    await tab.send(ServicesState.load)

    assert address(tab) == "/servizi?q=gap"


async def test_the_list_follows_what_one_types_and_chooses(session: AsyncSession, tab: Tab) -> None:
    await create_service(session, slug="caro", name="Piano caro", price="900.00")
    await create_service(session, slug="piccolo", name="Piano piccolo", price="90.00", sort_order=1)
    await create_service(session, slug="altro", name="Altro", price="9.00")
    tab.go(LIST)
    await tab.send(ServicesState.load)

    await tab.send(ServicesState.search, form={"q": "pian"})
    assert await names(tab) == ["Piano caro", "Piano piccolo"]
    await tab.send(ServicesState.choose, word="ordina", value="prezzo")

    assert await names(tab) == ["Piano piccolo", "Piano caro"]
    assert tab.seen(ServicesState, "found_label") == "2 servizi"
    assert address(tab) == "/servizi?q=pian&ordina=prezzo"


async def test_other_words_in_a_search_are_no_step_of_their_own(session: AsyncSession, tab: Tab) -> None:
    def is_replaced() -> bool:
        return tab.events[-1].payload["replace"]

    tab.go(LIST)
    await tab.send(ServicesState.load)
    steps = []
    for form in ({"q": "pi"}, {"q": "pian"}, {"q": "pian", "ordina": "prezzo"}, {"q": "", "ordina": "prezzo"}):
        await tab.send(ServicesState.search, form=form)
        steps.append(not is_replaced())

    assert steps == [True, False, True, False]


@pytest.mark.parametrize("q", ["x" * 5000, "%_%", "?!"])
async def test_what_is_no_search_is_answered_with_a_sentence(session: AsyncSession, tab: Tab, q: str) -> None:
    await create_service(session)
    tab.go(LIST)
    await tab.send(ServicesState.search, form={"q": q})

    assert tab.seen(ServicesState, "refusal") != ""
    assert await names(tab) == []


async def test_a_guess_is_said_to_be_one(session: AsyncSession, tab: Tab) -> None:
    await create_service(session, name="Registro dei sistemi")
    tab.go(LIST, query={"q": "reggistro"})
    await tab.send(ServicesState.load)

    assert await names(tab) == ["Registro dei sistemi"]
    assert tab.seen(ServicesState, "is_guessed") is True


async def test_up_to_three_are_compared_and_what_is_missing_is_said(session: AsyncSession, tab: Tab) -> None:
    sections = {"includes": ["Uno", "Due"]}
    texts = {"it": {"name": "Con", "short_description": "Prova.", "sections": sections}}
    await create_service(session, slug="con", texts=texts)
    for slug in ("senza", "terzo", "quarto"):
        await create_service(session, slug=slug, name=slug.title())

    tab.go("/servizi/confronta", query=[("con", slug) for slug in ("con", "senza", "terzo", "quarto")])
    await tab.send(CompareState.load)

    assert [card["name"] for card in tab.seen(CompareState, "cards")] == ["Con", "Senza", "Terzo"]
    assert (tab.seen(CompareState, "is_over"), tab.seen(CompareState, "is_short")) == (True, False)
    (includes,) = [row for row in tab.seen(CompareState, "rows") if row["label"] == "Comprende"]
    assert [cell["lines"] for cell in includes["cells"]] == [["Uno", "Due"], ["Non indicato"], ["Non indicato"]]
    assert [cell["is_missing"] for cell in includes["cells"]] == [False, True, True]


async def test_an_english_page_speaks_english(session: AsyncSession, tab: Tab) -> None:
    texts = {
        "it": {"name": "Registro", "short_description": "Un registro."},
        "en": {"name": "Register", "short_description": "A register."},
    }
    await create_service(session, slug="registro", price="1900.00", texts=texts)

    tab.go("/en" + ITEM, service_slug="registro")
    await tab.send(ServiceState.load)

    service = tab.seen(ServiceState, "service")
    assert (service["name"], service["price"]["firms"]["label"]) == ("Register", "€1,900.00 + VAT")
    assert service["price_note"] == "The total, taxes included, is shown before you pay."
    assert service["act"] == {"label": "Buy now", "route": "/acquista/registro"}


async def test_the_page_of_a_service_brings_its_sections(session: AsyncSession, tab: Tab) -> None:
    sections = {"hero_title": "Un titolo", "includes": ["Uno", "Due"], "faqs": [{"question": "Q?", "answer": "A."}]}
    texts = {"it": {"name": "DPIA", "short_description": "Una prova.", "sections": sections}}
    await create_service(session, slug="dpia", texts=texts)

    tab.go(ITEM, service_slug="dpia")
    await tab.send(ServiceState.load)

    shown = tab.seen(ServiceState, "service")["sections"]
    assert (shown["hero_title"], shown["includes"]) == ("Un titolo", ["Uno", "Due"])
    assert shown["faqs"] == [{"question": "Q?", "answer": "A."}]


async def test_a_draft_is_missing_for_visitors(session: AsyncSession, tab: Tab) -> None:
    await create_service(session, slug="bozza", published=False)

    tab.go(ITEM, service_slug="bozza")
    await tab.send(ServiceState.load)

    assert tab.seen(ServiceState, "is_missing") is True
    assert tab.seen(ServiceState, "service")["name"] == ""


async def test_the_list_holds_one_page_of_the_database(session: AsyncSession, tab: Tab) -> None:
    for number in range(14):
        await create_service(session, slug=f"s{number:02}")

    tab.go(LIST)
    await tab.send(ServicesState.load)

    assert len(tab.seen(ServicesState, "cards")) == 12
    assert tab.seen(ServicesState, "next_route") == "/servizi?pagina=2"


async def test_a_tab_cannot_set_what_the_page_shows(session: AsyncSession, tab: Tab) -> None:
    await tab.send(ServicesState.event_handlers["setvar"], var_name="refusal", value="dirottato")

    assert tab.seen(ServicesState, "refusal") == ""
