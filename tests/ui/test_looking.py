"""Charts, faces and boards: what they are made of, and the state of the gallery's board."""

import pytest
import reflex as rx

from aistrategyhub.ui.gallery.looking import GalleryBoard
from aistrategyhub.ui.parts import avatar, charts, kanban
from tests.harness.states import Tab


class LookState(rx.State):
    name: str = ""
    points: list[charts.ChartPoint] = []
    series: list[charts.ChartSeries] = []
    columns: list[kanban.KanbanColumn] = []


def _columns(tab: Tab) -> list[tuple[str, str]]:
    return [(card["id"], card["column"]) for card in tab.seen(GalleryBoard, "cards")]


@pytest.mark.parametrize("draw", [charts.bar_chart, charts.line_chart])
def test_a_chart_takes_points_series_or_both_from_the_state(draw: object) -> None:
    known = charts.ChartSeries("Ricavi", [charts.ChartPoint("nov", 12.5, "12 e 50")])
    assert "12 e 50" in str(draw("Ricavi", [known]))
    assert "points_rx_state_" in str(draw("Ricavi", [charts.ChartSeries("Ricavi", LookState.points)]))
    assert "series_rx_state_" in str(draw("Ricavi", LookState.series))


def test_a_ring_has_its_whole_in_the_middle() -> None:
    parts = charts.ChartSeries("", [charts.ChartPoint("Audit", 1, "un euro")])
    assert 'total:"un euro"' in str(charts.donut_chart("Ricavi", [parts], total="un euro"))


def test_a_chart_without_figures_says_why() -> None:
    assert "Il primo incasso" in str(charts.bar_chart("Ricavi", [], empty="Il primo incasso comparirà qui."))
    assert "Non ci sono ancora dati" in str(charts.bar_chart("Ricavi", []))


def test_a_face_is_an_ornament_unless_it_stands_alone() -> None:
    assert "isDecorative:true" in str(avatar.avatar(LookState.name))
    assert "isDecorative:false" in str(avatar.avatar("Ada Conti", is_decorative=False))


def test_a_board_takes_its_columns_from_the_state() -> None:
    assert "columns_rx_state_" in str(kanban.kanban("Offerte", LookState.columns, []))


async def test_a_card_goes_to_its_place_in_another_column(bare_tab: Tab) -> None:
    await bare_tab.send(GalleryBoard.move, card="b", column="talks", place=0)
    assert [card for card in _columns(bare_tab) if card[1] == "talks"] == [("b", "talks"), ("c", "talks")]
    await bare_tab.send(GalleryBoard.move, card="b", column="lost", place=7)
    assert _columns(bare_tab)[-1] == ("b", "lost")


@pytest.mark.parametrize(("card", "column"), [("gone", "new"), ("a", "nowhere")])
async def test_what_is_not_on_the_board_moves_nothing(bare_tab: Tab, card: str, column: str) -> None:
    await bare_tab.send(GalleryBoard.open, card="a")
    before = bare_tab.values[GalleryBoard.get_full_name()].get("cards_rx_state_")
    await bare_tab.send(GalleryBoard.move, card=card, column=column, place=0)
    assert bare_tab.values[GalleryBoard.get_full_name()].get("cards_rx_state_") == before
