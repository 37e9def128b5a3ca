"""The fields of a form that is drawn from a schema, and saves itself (`ui.parts.keeper`)."""

from typing import Any

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.cms.components.editor.routes import LINKS_ADDRESS
from aistrategyhub.features.cms.schemas.editor import FormField
from aistrategyhub.features.cms.state.editor import EditorState
from aistrategyhub.features.media.components.picker import PickedKind, open_picker, picker_button
from aistrategyhub.features.publishing.rules import LANGUAGES
from aistrategyhub.ui.parts.actions import button, icon
from aistrategyhub.ui.parts.rich_text import LEVELS, rich_text

# The title of a block is its second-level heading.
_LEVELS = (3, 4)


def fields_of(rows: rx.Var[list[FormField]], block_id: rx.Var[str] | str) -> rx.Component:
    """The fields, in their order. They are drawn anew only when the editor's epoch changes."""
    return rx.el.div(
        rx.foreach(rows, lambda row: _row(row, block_id)),
        custom_attrs={"data-block": block_id},
        class_name="grid gap-4",
    )


def _row(row: rx.Var[FormField], block_id: rx.Var[str] | str) -> rx.Component:
    return rx.el.div(
        rx.match(
            row.widget,
            ("part", _part_head(row)),
            ("items", _list_head(row)),
            ("item", _item_head(row)),
            ("more", _more(row)),
            ("rich_text", _text(row, block_id, _LEVELS)),
            ("article", _text(row, block_id, LEVELS)),
            ("image", _file(row, block_id, "pictures")),
            ("media", _file(row, block_id, "videos")),
            ("choice", _labelled(row.label, row.path, row.hint, _choice(row))),
            ("flag", _flag(row)),
            ("service_choice", _members(row)),
            ("post_choice", _members(row)),
            ("lines", _labelled(row.label, row.path, row.hint, _text_control(row.path, row.value, lines=True))),
            ("list", _labelled(row.label, row.path, row.hint, _text_control(row.path, row.value, lines=True))),
            ("number", _labelled(row.label, row.path, row.hint, _text_control(row.path, row.value, kind="number"))),
            _labelled(row.label, row.path, row.hint, _text_control(row.path, row.value)),
        ),
        key=EditorState.epoch.to(str) + ":" + row.path + row.widget,
        class_name=rx.cond(row.depth > 0, "border-l border-line pl-4", ""),
    )


def _text(row: rx.Var[FormField], block_id: rx.Var[str] | str, levels: tuple[int, ...]) -> rx.Component:
    return rich_text(
        row.label,
        path=row.path,
        value=row.value,
        hint=row.hint,
        levels=levels,
        languages=LANGUAGES,
        links_address=rx.Var.create(LINKS_ADDRESS) + EditorState.locale,
        place=_target(row, block_id),
        put_in=EditorState.put_in,
        on_ask_picture=open_picker,
    )


def _target(row: rx.Var[FormField], block_id: rx.Var[str] | str) -> rx.Var[str]:
    return rx.Var.create(block_id).to(str) + "|" + row.path


def _labelled(label: Any, path: Any, hint: Any, control: rx.Component) -> rx.Component:
    return rx.el.label(
        rx.el.span(label, class_name="field-label"),
        rx.cond(hint != "", rx.el.span(hint, class_name="field-hint"), rx.fragment()),
        control,
        class_name="field",
    )


def _text_control(path: Any, value: Any, *, lines: bool = False, kind: str = "text") -> rx.Component:
    attributes = {"data-path": path}
    if lines:
        return rx.el.textarea(default_value=value, rows="3", class_name="input", custom_attrs=attributes)
    return rx.el.input(type=kind, default_value=value, class_name="input", custom_attrs=attributes)


def _choice(row: rx.Var[FormField]) -> rx.Component:
    return rx.el.select(
        rx.foreach(row.choices, lambda choice: rx.el.option(choice.label, value=choice.value)),
        default_value=row.value,
        class_name="input",
        custom_attrs={"data-path": row.path},
    )


def _flag(row: rx.Var[FormField]) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            default_checked=row.value == "true",
            class_name="choice-mark",
            custom_attrs={"data-path": row.path},
        ),
        rx.el.span(row.label),
        class_name="choice",
    )


def _members(row: rx.Var[FormField]) -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(row.label, class_name="field-label"),
        _hint(row),
        rx.foreach(
            row.choices,
            lambda choice: rx.el.label(
                rx.el.input(
                    type="checkbox",
                    default_checked=row.members.contains(choice.value),
                    class_name="choice-mark",
                    custom_attrs={"data-path": row.path, "data-member": choice.value},
                ),
                rx.el.span(choice.label),
                class_name="choice",
            ),
        ),
        class_name="field",
    )


def _file(row: rx.Var[FormField], block_id: rx.Var[str] | str, kind: PickedKind) -> rx.Component:
    target = _target(row, block_id)
    return rx.el.div(
        rx.el.p(row.label, class_name="field-label"),
        _hint(row),
        rx.cond(
            EditorState.files[target],
            rx.el.img(src=EditorState.files[target], alt=_("Il file scelto"), class_name="max-h-40 w-auto max-w-full")
            if kind == "pictures"
            else rx.el.p(EditorState.files[target], class_name="break-all text-sm text-ink-soft"),
            rx.fragment(),
        ),
        rx.el.div(
            picker_button(target, kind=kind),
            rx.cond(
                EditorState.files[target],
                button(_("Togli"), kind="quiet", on_click=EditorState.choose_file(target, "")),
                rx.fragment(),
            ),
            class_name="flex flex-wrap gap-2",
        ),
        class_name="field",
    )


def _part_head(row: rx.Var[FormField]) -> rx.Component:
    return rx.el.div(
        rx.el.h2(row.label, class_name="display text-lg"),
        _hint(row),
        class_name="border-t border-ink pt-3",
    )


def _list_head(row: rx.Var[FormField]) -> rx.Component:
    title = (row.label, " (", row.size, ")")
    return rx.el.div(
        # Below the title of the page; a list inside a list below that one.
        rx.cond(row.depth > 0, rx.el.h3(*title, class_name="font-medium"), rx.el.h2(*title, class_name="font-medium")),
        _hint(row),
        class_name="border-t border-line pt-4",
    )


def _hint(row: rx.Var[FormField]) -> rx.Component:
    return rx.cond(row.hint != "", rx.el.p(row.hint, class_name="field-hint"), rx.fragment())


def _item_head(row: rx.Var[FormField]) -> rx.Component:
    return rx.el.div(
        rx.el.p(row.label, class_name="text-sm text-ink-faint"),
        rx.el.div(
            edit_button(_("Sposta su"), row.up, "arrow-up", row.label),
            edit_button(_("Sposta giù"), row.down, "arrow-down", row.label),
            edit_button(_("Elimina"), row.remove, "trash-2", row.label),
            class_name="flex",
        ),
        class_name="flex items-center justify-between gap-3",
    )


def _more(row: rx.Var[FormField]) -> rx.Component:
    return rx.el.button(
        icon("plus", size=16),
        _("Aggiungi"),
        rx.el.span(" ", row.label, class_name="sr-only"),
        type="button",
        class_name="button button-secondary",
        custom_attrs={"data-edit": row.add},
    )


def edit_button(label: str, edit: rx.Var[str], icon_name: str, of: rx.Var[str]) -> rx.Component:
    """A small button that asks for an edit; it cannot be pressed where there is none to ask for."""
    return rx.el.button(
        icon(icon_name, size=16),
        rx.el.span(label, " ", of, class_name="sr-only"),
        type="button",
        title=label,
        disabled=edit == "",
        class_name="tool",
        custom_attrs={"data-edit": edit},
    )
