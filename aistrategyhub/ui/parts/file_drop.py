"""Where files are dropped, chosen or pasted, and how far each has gone."""

from typing import Any, Literal

import reflex as rx

from aistrategyhub.core.text import _, current_locale
from aistrategyhub.ui import forms
from aistrategyhub.ui.parts.base import Flag, Text, is_given

MOST_AT_ONCE = 50


class _FileDrop(rx.Component):
    library = "$/utils/file_drop"
    tag = "FileDrop"
    alias = "HouseFileDrop"

    label: rx.Var[str]
    address: rx.Var[str]
    method: rx.Var[str]
    part: rx.Var[str]
    extra: rx.Var[dict[str, str]]
    accept: rx.Var[str]
    multiple: rx.Var[bool]
    largest: rx.Var[int]
    most: rx.Var[int]
    locale: rx.Var[str]
    words: rx.Var[dict[str, str]]
    disabled: rx.Var[bool]
    invalid: rx.Var[bool]
    described_by: rx.Var[str]
    on_done: rx.EventHandler[rx.event.passthrough_event_spec(dict[str, Any])]
    on_all_done: rx.EventHandler[rx.event.passthrough_event_spec(list[str])]


def file_drop(
    label: Text,
    name: str,
    *,
    address: Text,
    accept: str = "",
    largest: int = 0,
    multiple: bool = True,
    part: str = "file",
    method: Literal["POST", "PUT"] = "POST",
    extra: dict[str, Text] | rx.Var[dict[str, str]] | None = None,
    error: Text = "",
    hint: Text = "",
    required: bool = True,
    disabled: Flag = False,
    on_done: Any = None,
    on_all_done: Any = None,
) -> rx.Component:
    """Files that go to `address` as soon as they are chosen, two at a time, each with its progress.

    Each is one POST of `multipart/form-data`: the file under `part`, beside it the texts of `extra`. With an empty
    `part` the body is the file itself, its name and the texts stand in the address: what a route needs that reads a
    large file while it comes. The address answers with the API's envelope; a refusal's sentence is shown beside the
    file, which can be sent again. `accept` and `largest` (bytes) only spare a journey: the address decides. `on_done`
    hears the `data` of each answer, `on_all_done` the `id` of all that arrived once none is under way.
    """
    props: dict[str, Any] = {"on_done": on_done, "on_all_done": on_all_done}
    drawn = _FileDrop.create(
        label=label,
        address=address,
        part=part,
        method=method,
        extra=extra if isinstance(extra, rx.Var) else rx.Var.create(extra or {}),
        accept=accept,
        multiple=multiple,
        largest=largest,
        most=MOST_AT_ONCE,
        locale=current_locale(),
        words=rx.Var.create(_words()),
        disabled=disabled,
        invalid=is_given(error),
        described_by=forms.error_attributes(name, error, hint).get("aria-describedby", ""),
        custom_attrs={"id": f"field-{name}"},
        **{event: handler for event, handler in props.items() if handler is not None},
    )
    return forms.labelled(label, name, drawn, error, hint, required)


def _words() -> dict[str, str]:
    return {
        "dropMany": _("Trascina qui i file, incollali o sceglili"),
        "dropOne": _("Trascina qui un file, incollalo o sceglilo"),
        "letGo": _("Lascia andare per caricare"),
        "rule": _("Fino a {size} per file.", size="{size}"),
        "wrongKind": _("Questo tipo di file qui non serve."),
        "tooLarge": _("È troppo grande: al massimo {size}.", size="{size}"),
        "tooMany": _("Ne prendo {count} per volta: aggiungi gli altri dopo.", count="{count}"),
        "empty": _("È vuoto."),
        "failed": _("Non è arrivato. Riprova."),
        "offline": _("La connessione si è interrotta. Riprova."),
        "done": _("{name}: caricato.", name="{name}"),
        "sent": _("Caricato"),
        "retry": _("Riprova"),
        "stop": _("Ferma"),
        "remove": _("Togli"),
    }
