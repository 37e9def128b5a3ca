"""Forms: native controls that keep what was typed, and errors from the server beside the field they speak of."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Literal

import reflex as rx
from reflex_components_core.el.elements.base import BaseHTML

from aistrategyhub.core.errors import DomainError, InvalidInput
from aistrategyhub.core.text import _
from aistrategyhub.ui.feedback import note_fault
from aistrategyhub.ui.parts.actions import button
from aistrategyhub.ui.parts.base import HOUSE_JS, Flag, Text, given_or, is_given, when
from aistrategyhub.ui.parts.words import notice

InputKind = Literal["text", "email", "tel", "password", "url", "search", "number", "date"]
Option = tuple[str, Text]
"""What a choice sends, and what it says."""


class _Refusal(rx.Component):
    library = HOUSE_JS
    tag = "Refusal"
    alias = "HouseRefusal"

    sentence: rx.Var[str]


class _NativeForm(BaseHTML):
    tag = "form"

    action: rx.Var[str]
    method: rx.Var[str]


class FormMixin(rx.State, mixin=True):
    """A form's errors and its busy flag. What was typed stays in the browser, so a refusal loses nothing.

    A room's handler calls `self._start()`, yields once, then does its act inside `self._filling()`.
    """

    errors: dict[str, str] = {}
    form_error: str = ""
    busy: bool = False

    def _start(self) -> None:
        """Busy, and nothing refused any more."""
        self.errors, self.form_error, self.busy = {}, "", True

    @asynccontextmanager
    async def _filling(self) -> AsyncIterator[None]:
        """Shows why what is done inside was refused: one sentence per field, or one for the form.

        A fault is logged and shown as a number to quote: an exception that left the handler would leave the form
        busy, because Reflex sends nothing of a state whose handler failed.
        """
        self._start()
        try:
            yield
        except DomainError as refusal:
            self._refuse(refusal)
        except Exception as fault:
            self.form_error = note_fault(fault)
        finally:
            self.busy = False

    def _refuse(self, refusal: DomainError) -> None:
        self.form_error = _(refusal.sentence, **refusal.values)
        if isinstance(refusal, InvalidInput):
            self.errors = {error.field: _(error.sentence, **error.values) for error in refusal.fields}


def form(
    *children: rx.Component,
    on_submit: Any,
    state: type[FormMixin] | None = None,
    submit_label: Text = "",
    other_actions: Sequence[rx.Component] = (),
    **props: Any,
) -> rx.Component:
    """A form that sends its named controls to `on_submit` as one dict. The server decides what is valid.

    With a `state`, its refusal is shown above the submit button and the button turns while it is busy.
    """
    return rx.el.form(
        *children,
        form_refusal(state) if state else rx.fragment(),
        rx.el.div(
            button(given_or(submit_label, _("Invia")), submit=True, busy=state.busy if state else False),
            *other_actions,
            class_name="flex flex-wrap items-center gap-3",
        ),
        on_submit=on_submit,
        no_validate=True,
        class_name="grid gap-6",
        **props,
    )


def native_form(
    *children: rx.Component,
    action: str,
    method: Literal["post", "get"] = "post",
    form_id: str = "",
    class_name: str = "grid gap-6",
) -> rx.Component:
    """A form that the browser itself posts to `action`, which answers with a redirect: it works without any script.
    With `get` it opens the address that its fields make. Fields elsewhere in the page belong to it by `form_id`.

    Reflex's own form never leaves the page: without an `on_submit` it does nothing.
    """
    named = {"id": form_id} if form_id else {}
    return _NativeForm.create(*children, action=action, method=method, class_name=class_name, **named)


def form_refusal(state: type[FormMixin]) -> rx.Component:
    """The sentence that refused the whole form, read aloud when it appears; the first wrong field takes the focus."""
    return _Refusal.create(notice(state.form_error, tone="failed"), sentence=state.form_error)


def field(
    label: Text,
    name: str,
    *,
    state: type[FormMixin] | None = None,
    error: Text = "",
    hint: Text = "",
    kind: InputKind = "text",
    required: bool = True,
    autocomplete: str = "",
    inputmode: str = "",
    value: Text = "",
    disabled: Flag = False,
    **props: Any,
) -> rx.Component:
    """One line of text under its label. `autocomplete` and `inputmode` are the browser's own words."""
    control = rx.el.input(
        type=kind,
        default_value=value,
        disabled=disabled,
        class_name="input",
        custom_attrs=_attributes(name, required, error_of(state, name, error), hint, autocomplete, inputmode),
        **props,
    )
    return labelled(label, name, control, error_of(state, name, error), hint, required)


def text_area(
    label: Text,
    name: str,
    *,
    state: type[FormMixin] | None = None,
    error: Text = "",
    hint: Text = "",
    required: bool = True,
    value: Text = "",
    rows: int = 5,
) -> rx.Component:
    """Several lines of text, growing with what is written."""
    control = rx.el.textarea(
        default_value=value,
        rows=str(rows),
        class_name="input",
        custom_attrs=_attributes(name, required, error_of(state, name, error), hint),
    )
    return labelled(label, name, control, error_of(state, name, error), hint, required)


def select(
    label: Text,
    name: str,
    options: Sequence[Option] | rx.Var[list[Any]],
    *,
    state: type[FormMixin] | None = None,
    error: Text = "",
    hint: Text = "",
    required: bool = True,
    value: Text = "",
    autocomplete: str = "",
    **props: Any,
) -> rx.Component:
    """One of several, with the browser's own list: it works with a thumb, a keyboard and a screen reader.

    `options` may be a var of a State: rows with `value` and `label`.
    """
    is_later = isinstance(options, rx.Var)
    drawn = [rx.foreach(options, _later_option)] if is_later else [rx.el.option(said, value=v) for v, said in options]
    control = rx.el.select(
        *drawn,
        default_value=given_or(value, "" if is_later or not options else options[0][0]),
        class_name="input",
        custom_attrs=_attributes(name, required, error_of(state, name, error), hint, autocomplete),
        **props,
    )
    return labelled(label, name, control, error_of(state, name, error), hint, required)


def _later_option(choice: Any) -> rx.Component:
    return rx.el.option(choice.label, value=choice.value)


def checkbox(
    label: Text | rx.Component,
    name: str,
    *,
    state: type[FormMixin] | None = None,
    error: Text = "",
    checked: Flag = False,
    **props: Any,
) -> rx.Component:
    """A yes or no. Unticked it sends nothing."""
    problem = error_of(state, name, error)
    return rx.el.div(
        rx.el.label(
            rx.el.input(
                type="checkbox",
                default_checked=checked,
                class_name="choice-mark",
                custom_attrs={"name": name, **error_attributes(name, problem, "")},
                **props,
            ),
            rx.el.span(label),
            class_name="choice",
        ),
        _error_line(name, problem),
    )


def radio_group(
    label: Text,
    name: str,
    options: Sequence[Option],
    *,
    state: type[FormMixin] | None = None,
    error: Text = "",
    hint: Text = "",
    value: Text = "",
    on_change: Any = None,
) -> rx.Component:
    """One of a few, all in sight."""
    problem = error_of(state, name, error)
    events = {} if on_change is None else {"on_change": on_change}
    return rx.el.fieldset(
        rx.el.legend(label, class_name="field-label"),
        _hint_line(name, hint),
        rx.el.div(
            *(
                rx.el.label(
                    rx.el.input(
                        type="radio",
                        default_checked=value == sent,
                        class_name="choice-mark",
                        custom_attrs={"name": name, "value": sent},
                        **events,
                    ),
                    rx.el.span(text),
                    class_name="choice",
                )
                for sent, text in options
            )
        ),
        _error_line(name, problem),
        class_name="field",
        custom_attrs=error_attributes(name, problem, hint),
    )


def field_row(*fields: rx.Component) -> rx.Component:
    """Short fields that belong together, side by side where there is room."""
    return rx.el.div(*fields, class_name="field-row")


def labelled(label: Text, name: str, control: rx.Component, error: Text, hint: Text, required: bool) -> rx.Component:
    """A control under its label and hint, above what is wrong with it. Its `id` is `field-` and its name."""
    optional = rx.fragment() if required else rx.el.span(" (", _("facoltativo"), ")", class_name="field-optional")
    return rx.el.div(
        rx.el.label(label, optional, html_for=f"field-{name}", class_name="field-label"),
        _hint_line(name, hint),
        control,
        _error_line(name, error),
        class_name="field",
    )


def error_of(state: type[FormMixin] | None, name: str, error: Text) -> Text:
    """What the state refused of this field, or the error that the caller gave."""
    return state.errors[name] if state else error


def _error_line(name: str, error: Text) -> rx.Component:
    line = rx.el.p(error, class_name="field-error", custom_attrs={"id": f"{name}-error"})
    return when(is_given(error), line)


def _hint_line(name: str, hint: Text) -> rx.Component:
    return when(is_given(hint), rx.el.p(hint, class_name="field-hint", custom_attrs={"id": f"{name}-hint"}))


def _attributes(
    name: str, required: bool, error: Text, hint: Text, autocomplete: str = "", inputmode: str = ""
) -> dict[str, Any]:
    # Written as custom attributes: an `id` prop would make Reflex send the field a second time under it.
    attributes: dict[str, Any] = {"id": f"field-{name}", "name": name, **error_attributes(name, error, hint)}
    if required:
        attributes["required"] = True
    if autocomplete:
        attributes["autoComplete"] = autocomplete
    if inputmode:
        attributes["inputMode"] = inputmode
    return attributes


def error_attributes(name: str, error: Text, hint: Text) -> dict[str, Any]:
    """The attributes that tie a control to its hint and its error for screen readers."""
    hint_id = f"{name}-hint" if isinstance(hint, rx.Var) or hint else ""
    if isinstance(error, rx.Var):
        return {
            "aria-invalid": is_given(error),
            "aria-describedby": rx.cond(is_given(error), f"{hint_id} {name}-error".strip(), hint_id),
        }
    described = f"{hint_id} {name}-error".strip() if error else hint_id
    attributes = {"aria-invalid": "true"} if error else {}
    return attributes | ({"aria-describedby": described} if described else {})
