"""A form that saves itself: what is written in it is kept in the browser until the server has it."""

from typing import Any

import reflex as rx
from reflex_base.event import no_args_event_spec, passthrough_event_spec

from aistrategyhub.core.text import _
from aistrategyhub.ui.parts.base import Text


class _Keeper(rx.Component):
    library = "$/utils/keeper"
    tag = "Keeper"
    alias = "HouseKeeper"

    address: rx.Var[str]
    place: rx.Var[str]
    revision: rx.Var[int]
    locale: rx.Var[str]
    words: rx.Var[dict[str, str]]
    picked: rx.Var[dict[str, Any]]
    tools: rx.Var[Any]
    on_saved: rx.EventHandler[passthrough_event_spec(dict[str, str | int | bool])]
    on_dropped: rx.EventHandler[no_args_event_spec]
    on_settled: rx.EventHandler[passthrough_event_spec(str)]
    on_beat: rx.EventHandler[no_args_event_spec]


def keeper(
    *children: rx.Component,
    address: Text,
    place: Text,
    revision: rx.Var[int],
    locale: Text,
    tools: rx.Component,
    picked: rx.Var[dict[str, Any]],
    on_saved: Any,
    on_dropped: Any,
    on_settled: Any,
    on_beat: Any,
) -> rx.Component:
    """Sends every change of the controls inside it to `address`, and says in its bar what is saved.

    A control with `data-path` (and `data-block`) sends its value, a button with `data-edit` the edit written there as
    JSON, what stands in `picked` (`{block, path, value, count}`) goes when `count` changes. Until the server has
    answered, all of it is also in the browser under `place`, and is sent again after a lost connection, a reload or a
    crash. `revision` is that of the content that was loaded. The server answers 409
    EDITED_MEANWHILE when somebody else has saved since: the person chooses, `on_dropped` hears that theirs are taken.
    What both have changed is said besides (details CHANGED_BY_BOTH), and leads to the control whose `data-place` is
    the detail's `field`.
    `on_saved` hears `{revision, opened, recovered}`; `on_settled` hears the value of a pressed `data-settles` once
    everything written before is saved; `on_beat` comes every 20 s while the page is in sight.
    """
    return _Keeper.create(
        *children,
        address=address,
        place=place,
        revision=revision,
        locale=locale,
        words=rx.Var.create(_words()),
        picked=picked,
        tools=rx.Var.create(tools),
        on_saved=on_saved,
        on_dropped=on_dropped,
        on_settled=on_settled,
        on_beat=on_beat,
    )


def _words() -> dict[str, str]:
    return {
        "saved": _("Tutto salvato"),
        "savedAt": _("Salvato alle {at}"),
        "waiting": _("Modifiche da salvare"),
        "saving": _("Salvataggio…"),
        "unsaved": _("Non salvato: riproviamo da soli"),
        "conflict": _("Non salvato: serve una scelta"),
        "refused": _("Non salvato: qualcosa da correggere"),
        "barred": _("Non salvato"),
        "retry": _("Riprova ora"),
        "undo": _("Annulla"),
        "close": _("Chiudi"),
        "keepMine": _("Tieni le mie, sopra le sue"),
        "takeTheirs": _("Prendi le sue"),
        "compare": _("Confronta"),
        "goThere": _("Vai lì"),
        "theirs": _("Adesso:"),
        "mine": _("Con le tue:"),
        "nothing": _("(niente)"),
        "same": _("Le due versioni dicono lo stesso."),
    }
