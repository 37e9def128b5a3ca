"""What the owner's screens say, and what their forms mean."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.core.text import speaking
from aistrategyhub.features.catalog.models import BillingUnit, ListAudience, PlanInterval
from aistrategyhub.features.catalog.rules.screens.prices import (
    discount_lines,
    every_label,
    gross_label,
    history_choices,
    history_points,
    missing_class_note,
    price_key,
    price_lines,
    range_label,
    read_reduction,
    vat_label,
)
from aistrategyhub.features.catalog.rules.screens.questions import (
    QuestionGone,
    move_question,
    question_form,
    question_lines,
    remove_question,
    write_question,
)
from aistrategyhub.features.catalog.schemas import DiscountRow, PriceChangeRow, PriceListRow, PriceRow, Question
from aistrategyhub.features.vat.rules import with_vat
from aistrategyhub.features.vat.schemas import Scheme, VatClass

EVERYONE, FIRMS = UUID(int=1), UUID(int=2)
LISTS = [
    PriceListRow(EVERYONE, "Base", ListAudience.EVERYONE, "EUR", True),
    PriceListRow(FIRMS, "Aziende", ListAudience.FIRMS, "EUR", False),
]
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, tzinfo=UTC)


def change(amount: str, since: datetime, until: datetime | None = None, unit: BillingUnit = BillingUnit.ONCE) -> Any:
    return PriceChangeRow(EVERYONE, "Base", unit, Decimal(amount), None, "EUR", since, until)


@pytest.mark.parametrize(
    ("net", "vat_class", "gross"),
    [
        ("1000.00", VatClass.STANDARD, "1220.00"),
        ("0.01", VatClass.STANDARD, "0.01"),
        ("0.25", VatClass.REDUCED, "0.28"),
        ("99.99", VatClass.SUPER_REDUCED, "103.99"),
    ],
)
def test_vat_is_rounded_half_up_on_the_price(net: str, vat_class: VatClass, gross: str) -> None:
    assert with_vat(Decimal(net), vat_class) == Decimal(gross)


def test_a_range_is_shown_with_both_ends_before_and_with_vat() -> None:
    low, high = Decimal("1000"), Decimal("2500")
    assert range_label(low, high).replace("\u00a0", " ") == "da 1.000,00 € a 2.500,00 €"
    assert (
        gross_label(low, high, VatClass.STANDARD, Scheme.ORDINARY).replace("\u00a0", " ")
        == "da 1.220,00 € a 3.050,00 €"
    )
    assert gross_label(low, None, None, Scheme.ORDINARY) == ""
    with speaking("en"):
        assert range_label(low, high) == "from €1,000.00 to €2,500.00"


def test_a_seller_that_charges_no_vat_is_told_of_none() -> None:
    assert gross_label(Decimal(1000), None, VatClass.STANDARD, Scheme.FLAT_RATE).replace("\u00a0", " ") == "1.000,00 €"
    assert vat_label(VatClass.STANDARD, Scheme.FLAT_RATE) == "(senza IVA, per il regime della ditta)"
    assert vat_label(VatClass.STANDARD, Scheme.ORDINARY) == "(IVA 22%)"
    assert vat_label(None, Scheme.ORDINARY) == ""
    notes = [missing_class_note(None, scheme) for scheme in (Scheme.ORDINARY, Scheme.FLAT_RATE)]
    assert ["IVA non si può" in note or "con IVA" in note for note in notes] == [True, False]
    assert missing_class_note(VatClass.STANDARD, Scheme.ORDINARY) == ""


def test_prices_stand_in_the_order_of_the_lists_and_units() -> None:
    prices = [
        PriceRow(FIRMS, BillingUnit.ONCE, Decimal(90), None, "EUR"),
        PriceRow(EVERYONE, BillingUnit.DAY, Decimal(50), None, "EUR"),
        PriceRow(EVERYONE, BillingUnit.ONCE, Decimal(100), None, "EUR"),
    ]
    lines = price_lines(prices, LISTS, VatClass.STANDARD, Scheme.ORDINARY)
    assert [(line.list_name, line.unit) for line in lines] == [("Base", "once"), ("Base", "day"), ("Aziende", "once")]


def test_the_drawing_of_a_price_ends_today_or_when_it_was_taken_away() -> None:
    changes = [
        change("120", at(10, 1)),
        change("100", at(8, 1), at(10, 1)),
        change("9", at(1, 1), at(2, 1), BillingUnit.HOUR),
    ]
    once = price_key(EVERYONE, BillingUnit.ONCE)
    assert [point.value for point in history_points(changes, once, NOW)] == [100.0, 120.0, 120.0]
    assert history_points(changes, once, NOW)[-1].label == "21 novembre 2026"
    hour = history_points(changes, price_key(EVERYONE, BillingUnit.HOUR), NOW)
    assert [point.label for point in hour] == ["1 gennaio 2026", "1 febbraio 2026"]
    assert [choice.label for choice in history_choices(changes)] == ["Base, una volta", "Base, all’ora"]


@pytest.mark.parametrize(
    ("starts", "ends", "state"),
    [(at(11, 1), None, "In corso"), (at(12, 1), None, "In programma"), (at(11, 1), at(11, 10), "Finito")],
)
def test_a_discount_says_where_it_stands_and_the_lowest_price_before_it(
    starts: datetime, ends: datetime | None, state: str
) -> None:
    changes = [change("120", at(10, 20)), change("100", at(8, 1), at(10, 20))]
    [line] = discount_lines([DiscountRow(EVERYONE, Decimal(10), None, starts, ends)], changes, EVERYONE, at(9, 1), NOW)
    assert (line.state_label, line.reduction_label) == (state, "−10%")
    lowest = "120,00" if starts == at(12, 1) else "100,00"
    assert line.lowest_label.startswith(lowest)
    assert line.is_over is (state == "Finito")


def test_what_was_asked_before_the_item_was_on_sale_measures_no_discount() -> None:
    changes = [change("120", at(10, 25)), change("100", at(8, 1), at(10, 25))]
    discount = DiscountRow(EVERYONE, Decimal(10), None, at(11, 1), None)
    [line] = discount_lines([discount], changes, EVERYONE, at(10, 26), NOW)
    assert line.lowest_label.startswith("120,00")
    [never] = discount_lines([discount], changes, EVERYONE, at(11, 2), NOW)
    assert never.lowest_label == "nessun prezzo prima"


def test_a_discount_as_a_form_sends_it() -> None:
    read = read_reduction({"kind": "percent", "value": "15%", "starts_at": "", "ends_at": "2026-12-01T00:00"})
    assert (read.percent, read.amount, read.starts_at) == (Decimal(15), None, None)
    assert read.ends_at == datetime(2026, 11, 30, 23, tzinfo=UTC)
    assert read_reduction({"kind": "amount", "value": "1.000", "ends_at": ""}).amount == Decimal(1000)


def test_every_wrong_field_of_a_discount_is_named() -> None:
    with pytest.raises(InvalidInput) as refused:
        read_reduction({"kind": "percent", "value": "tanto", "starts_at": "ieri", "ends_at": "poi"})
    assert [error.field for error in refused.value.fields] == ["value", "starts_at", "ends_at"]


@pytest.mark.parametrize(
    ("interval", "count", "label"),
    [
        (PlanInterval.MONTH, 1, "ogni mese"),
        (PlanInterval.MONTH, 3, "ogni 3 mesi"),
        (PlanInterval.YEAR, 1, "ogni anno"),
        (PlanInterval.WEEK, 2, "ogni 2 settimane"),
    ],
)
def test_how_often_a_plan_is_paid(interval: PlanInterval, count: int, label: str) -> None:
    assert every_label(interval, count) == label


def asked(*labels: str) -> list[Question]:
    questions: list[Question] = []
    for label in labels:
        questions = write_question(questions, "", "text", {"label_it": label})
    return questions


def test_a_question_gets_a_key_of_its_own_that_stays_when_its_words_change() -> None:
    questions = asked("Quanti siete?", "Quanti siete?")
    assert [question.key for question in questions] == ["quanti-siete", "quanti-siete-2"]
    changed = write_question(questions, "quanti-siete", "number", {"label_it": "Quante persone?", "most": "500"})
    assert [(question.key, question.kind, question.most) for question in changed] == [
        ("quanti-siete", "number", 500),
        ("quanti-siete-2", "text", None),
    ]


def test_questions_are_moved_and_removed() -> None:
    questions = asked("A", "B", "C")
    assert [question.key for question in move_question(questions, "c", 0)] == ["c", "a", "b"]
    assert [question.key for question in move_question(questions, "a", 9)] == ["b", "c", "a"]
    assert [question.key for question in remove_question(questions, "b")] == ["a", "c"]
    with pytest.raises(QuestionGone):
        move_question(questions, "z", 0)


def test_an_answer_to_choose_keeps_its_key_while_its_italian_words_stay() -> None:
    form = {"label_it": "Settore", "choices_it": "Energia\nSanità\n", "choices_en": "Energy\nHealth"}
    [question] = write_question([], "", "choice", form)
    assert [(one.key, one.labels["en"]) for one in question.options] == [("energia", "Energy"), ("sanita", "Health")]
    [again] = write_question(
        [question], "settore", "choice", {"label_it": "Settore", "choices_it": "Sanità\nAcqua\nEnergia"}
    )
    assert [one.key for one in again.options] == ["sanita", "acqua", "energia"]
    assert question_form(question).choices_en == "Energy\nHealth"
    [line] = question_lines([again], "it")
    assert line.choices == ["Sanità", "Acqua", "Energia"]
    assert line.missing_label == "Manca l’inglese"


@pytest.mark.parametrize(
    ("kind", "form", "field"),
    [
        ("text", {"label_it": "  "}, "label_it"),
        ("text", {"label_it": "x" * 301}, "label_it"),
        ("choice", {"label_it": "a", "choices_it": "una sola"}, "choices_it"),
        ("choices", {"label_it": "a", "choices_it": "sì\nno\nsì"}, "choices_it"),
        ("choice", {"label_it": "a", "choices_it": "sì\nno", "choices_en": "yes"}, "choices_en"),
        ("choice", {"label_it": "a", "choices_it": "\n".join(map(str, range(41)))}, "choices_it"),
        ("number", {"label_it": "a", "least": "molto"}, "least"),
        ("number", {"label_it": "a", "least": "5", "most": "5"}, "most"),
    ],
)
def test_what_a_question_cannot_be(kind: str, form: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        write_question([], "", kind, form)
    assert refused.value.fields[0].field == field
