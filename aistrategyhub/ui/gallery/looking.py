"""Parts that one looks at: charts, faces, boards."""

from dataclasses import replace

import reflex as rx

from aistrategyhub.core.access import public
from aistrategyhub.core.feature import Page, Shell
from aistrategyhub.ui.gallery.basics import FOR_LOOKING
from aistrategyhub.ui.parts import avatar, charts, figures, kanban, words

_MONTHS = ["dic", "gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov"]
_SALES = (8200, 3100, 5400, 0, 12800, 9900, 7600, 15200, 1200, 18400, 22150, 6400)
_COSTS = (6100, 4200, 4900, 3800, 6600, 7100, 5200, 8800, 2100, 9400, 10100, 3300)
_CREDIT = (0, 0, -800, 0, 0, -1200, 0, 0, 0, -400, 0, 0)
_COLUMNS = [
    kanban.KanbanColumn("new", "Nuove"),
    kanban.KanbanColumn("talks", "In trattativa"),
    kanban.KanbanColumn("won", "Accettate"),
    kanban.KanbanColumn("lost", "Rifiutate"),
]
_CARDS = [
    kanban.KanbanCard("a", "new", "Officine Meccaniche Brambilla & Figli", "Valutazione d'impatto", "Oggi", "waiting"),
    kanban.KanbanCard("b", "new", "Cantina Sociale di Sant'Ambrogio", "Formazione, 12 persone"),
    kanban.KanbanCard("c", "talks", "Ada Conti", "Registro dei sistemi", "Scade domani", "failed"),
    kanban.KanbanCard("d", "won", "Precipitevolissimevolmente S.p.A.", "Audit annuale", "Firmata", "action"),
]


def _series(name: str, values: tuple[int, ...]) -> charts.ChartSeries:
    labels = [f"{value:,} €".replace(",", ".") for value in values]
    points = [charts.ChartPoint(*one) for one in zip(_MONTHS, values, labels, strict=True)]
    return charts.ChartSeries(name, [*points[:-1], replace(points[-1], is_current=name == "")])


class GalleryBoard(rx.State):
    cards: list[kanban.KanbanCard] = _CARDS
    opened: str = ""

    @rx.event
    @public(FOR_LOOKING)
    async def move(self, card: str, column: str, place: int) -> None:
        moved = next((one for one in self.cards if one.id == card), None)
        if moved is None or column not in {one.id for one in _COLUMNS}:
            return
        others = [one for one in self.cards if one.id != card]
        inside = [one for one in others if one.column == column]
        at = others.index(inside[place]) if 0 <= place < len(inside) else len(others)
        self.cards = [*others[:at], replace(moved, column=column), *others[at:]]

    @rx.event
    @public(FOR_LOOKING)
    async def open(self, card: str) -> None:
        self.opened = card


def looking_page() -> rx.Component:
    return rx.el.div(
        words.page_header("Grafici, volti, lavagne", crumbs=[("Le parti", "/dev/ui")], size="2xl"),
        _charts(),
        _faces(),
        _board(),
        class_name="grid gap-10",
    )


def _charts() -> rx.Component:
    parts = charts.ChartSeries(
        "",
        [
            charts.ChartPoint("Assessment", 42000, "42.000 €"),
            charts.ChartPoint("Formazione", 21000, "21.000 €"),
            charts.ChartPoint("Audit annuale dei sistemi ad alto rischio", 11000, "11.000 €"),
            charts.ChartPoint("Modelli", 4200, "4.200 €"),
        ],
    )
    return rx.el.div(
        words.section("Barre", charts.bar_chart("Ricavi per mese", [_series("", _SALES)])),
        words.section(
            "Due serie", charts.bar_chart("Ricavi e costi", [_series("Ricavi", _SALES), _series("Costi", _COSTS)])
        ),
        words.section(
            "Linee",
            charts.line_chart(
                "Andamento", [_series("Ricavi", _SALES), _series("Costi", _COSTS), _series("Note di credito", _CREDIT)]
            ),
        ),
        words.section("Ciambella", charts.donut_chart("Ricavi per servizio", [parts], total="78.200 €")),
        words.section("Vuoto", charts.bar_chart("Ricavi", [], empty="Il primo incasso comparirà qui.")),
        words.section("In arrivo", figures.skeleton(6)),
        class_name="grid gap-10 xl:grid-cols-2",
    )


def _faces() -> rx.Component:
    people = ("Ada Conti", "Officine Meccaniche Brambilla", "info@studio.example", "李小龙", "")
    return words.section(
        "Volti",
        rx.el.div(
            *(avatar.avatar(name) for name in people),
            avatar.avatar("Ada Conti", size="sm"),
            avatar.avatar("Ada Conti", size="lg", is_decorative=False),
            avatar.avatar("Con figura", src="/favicon.svg", size="lg"),
            class_name="flex flex-wrap items-center gap-3",
        ),
    )


def _board() -> rx.Component:
    return words.section(
        "Lavagna",
        kanban.kanban("Offerte", _COLUMNS, GalleryBoard.cards, on_move=GalleryBoard.move, on_open=GalleryBoard.open),
        rx.el.p("Aperta: ", GalleryBoard.opened, class_name="text-sm text-ink-soft"),
        kanban.kanban("Ferma", _COLUMNS[:2], _CARDS[:1], disabled=True),
    )


PAGES = (
    Page("/dev/ui/guardare", "Grafici, volti, lavagne", looking_page, shell=Shell.ADMIN, outside_production_only=True),
)
