"""Content as it is drawn."""

from typing import Any

import pytest

from aistrategyhub.core.ids import new_id
from aistrategyhub.features.cms.rules import things_of
from aistrategyhub.features.cms.rules.views import Material, block_views, film_view, link_view
from aistrategyhub.features.cms.schemas import BLOCK_KINDS, PageContent
from aistrategyhub.features.cms.schemas.views import BlockView, LinkView
from aistrategyhub.features.media.schemas import FileView, ImageView

PICTURE, FILM, GONE = new_id(), new_id(), new_id()
MATERIAL = Material(
    images={PICTURE: ImageView(id=str(PICTURE), src="/media/1/a.jpg", width=1200, height=800, alt="La sede")},
    files={FILM: FileView(id=str(FILM), href="/media/2/film.mp4", mime="video/mp4")},
)


def drawn(*blocks: dict[str, Any]) -> list[BlockView]:
    return block_views(PageContent.model_validate({"title": "x", "blocks": blocks}), MATERIAL)


@pytest.mark.parametrize("kind", sorted(set(BLOCK_KINDS) - {"contacts", "contact_form"}))
def test_a_block_that_has_nothing_to_show_is_not_drawn(kind: str) -> None:
    assert drawn(BLOCK_KINDS[kind].empty()) == []


@pytest.mark.parametrize(
    "block",
    [
        {"kind": "image", "image_id": str(GONE)},
        {"kind": "gallery", "title": "Foto", "pictures": [{"image_id": str(GONE)}]},
        {"kind": "video", "file_id": str(GONE)},
    ],
)
def test_a_file_that_is_not_in_the_library_any_more_leaves_no_hole(block: dict[str, Any]) -> None:
    assert drawn(block) == []


def test_the_first_block_that_is_drawn_loads_its_picture_at_once() -> None:
    views = drawn({"kind": "text"}, {"kind": "image", "image_id": str(PICTURE)}, {"kind": "quote", "text": "a"})

    assert [(view.kind, view.is_first) for view in views] == [("image", True), ("quote", False)]


@pytest.mark.parametrize(
    ("label", "href", "link"),
    [
        ("Servizi", "/servizi", LinkView("Servizi", "/servizi", True)),
        ("Listino", "/media/1/listino.pdf", LinkView("Listino", "/media/1/listino.pdf", False)),
        ("Fuori", "https://esempio.it", LinkView("Fuori", "https://esempio.it", False)),
        ("Giù", "#domande", LinkView("Giù", "#domande", False)),
        ("", "/servizi", LinkView()),
        ("Servizi", "", LinkView()),
    ],
)
def test_a_link_knows_whether_it_stays_on_the_site(label: str, href: str, link: LinkView) -> None:
    assert link_view(label, href) == link


@pytest.mark.parametrize(
    ("address", "player"),
    [
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=4", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"),
        ("https://youtu.be/dQw4w9WgXcQ", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"),
        ("https://www.youtube.com/shorts/dQw4w9WgXcQ", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"),
        ("https://vimeo.com/76979871", "https://player.vimeo.com/video/76979871"),
        ("", ""),
    ],
)
def test_a_film_elsewhere_is_shown_by_a_player_without_cookies(address: str, player: str) -> None:
    assert film_view(address, None).player.partition("?")[0] == player


def test_a_film_of_ones_own_wins() -> None:
    [view] = drawn({"kind": "video", "address": "https://vimeo.com/76979871", "file_id": str(FILM)})

    assert (view.film.file, view.film.player) == ("/media/2/film.mp4", "")


def test_a_ragged_table_is_filled_and_its_cells_know_their_columns() -> None:
    rows = [{"cells": ["NIS2", "2024"]}, {"cells": ["AI Act"]}, {"cells": []}]
    [view] = drawn({"kind": "table", "columns": ["Norma"], "rows": rows})

    assert view.columns == ["Norma", ""]
    assert [[(cell.label, cell.text) for cell in row.cells] for row in view.rows] == [
        [("Norma", "NIS2"), ("", "2024")],
        [("Norma", "AI Act"), ("", "")],
    ]


def test_steps_are_numbered_without_the_empty_ones() -> None:
    steps = [{"title": "Uno"}, {}, {"title": "Due"}]
    [view] = drawn({"kind": "steps", "steps": steps})

    assert [(step.number, step.title) for step in view.rows] == [(1, "Uno"), (2, "Due")]


def test_texts_show_their_pictures_and_no_two_headings_of_a_page_share_an_anchor() -> None:
    figure = f'<figure><img data-media="{PICTURE}" alt=""><figcaption>Torino</figcaption></figure>'
    text = {"kind": "text", "body": f"<h3>Note</h3>{figure}"}
    first, second = drawn({**text, "id": "a"}, {**text, "id": "b"})

    assert 'src="/media/1/a.jpg" alt="La sede"' in first.html
    anchors = [view.html.partition('id="')[2].partition('"')[0] for view in (first, second)]
    assert len(set(anchors)) == 2


def test_a_page_needs_the_pictures_of_its_texts() -> None:
    body = f'<figure><img data-media="{PICTURE}" alt=""><figcaption></figcaption></figure>'
    content = PageContent.model_validate({"title": "x", "blocks": [{"kind": "text", "body": body}]})

    assert things_of(content) == {f"media:{PICTURE}"}
