"""A question as the visitor answers it."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.catalog.schemas.screens import QuestionLine
from aistrategyhub.ui.parts.base import is_given, when


def asked_question(row: rx.Var[QuestionLine]) -> rx.Component:
    """One question with the control that its kind asks for."""
    return rx.match(
        row.kind,
        ("long_text", _under(row, rx.el.textarea(rows="3", class_name="input"))),
        ("number", _under(row, rx.el.input(type="number", class_name="input max-w-40"))),
        ("date", _under(row, rx.el.input(type="date", class_name="input max-w-48"))),
        ("yes_no", _group(row, rx.fragment(_mark("radio", _("Sì")), _mark("radio", _("No"))))),
        ("choice", _group(row, rx.foreach(row.choices, lambda choice: _mark("radio", choice)))),
        ("choices", _group(row, rx.foreach(row.choices, lambda choice: _mark("checkbox", choice)))),
        _under(row, rx.el.input(type="text", class_name="input")),
    )


def _label(row: rx.Var[QuestionLine]) -> rx.Component:
    optional = rx.el.span(" (", _("facoltativo"), ")", class_name="field-optional")
    return rx.fragment(row.label, rx.cond(row.is_required, rx.fragment(), optional))


def _hint(row: rx.Var[QuestionLine]) -> rx.Component:
    return when(is_given(row.hint), rx.el.span(row.hint, class_name="field-hint block"))


def _under(row: rx.Var[QuestionLine], control: rx.Component) -> rx.Component:
    return rx.el.label(
        rx.el.span(_label(row), class_name="field-label"), _hint(row), control, class_name="field wrap-anywhere"
    )


def _group(row: rx.Var[QuestionLine], choices: rx.Component) -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(_label(row), class_name="field-label"),
        _hint(row),
        rx.el.div(choices),
        class_name="field wrap-anywhere",
    )


def _mark(kind: str, label: rx.Var[str] | str) -> rx.Component:
    return rx.el.label(rx.el.input(type=kind, class_name="choice-mark"), rx.el.span(label), class_name="choice")
