"""Dates and moments that one types or picks. `core.moments` reads what they send."""

from typing import Any

import reflex as rx

from aistrategyhub.core.text import _, current_locale
from aistrategyhub.ui import forms
from aistrategyhub.ui.parts.base import Flag, Text, is_given

_BROWSER_LOCALES = {"it": "it-IT", "en": "en-GB"}


class _DatePicker(rx.Component):
    library = "$/utils/date_picker"
    tag = "DatePicker"
    alias = "HouseDatePicker"

    name: rx.Var[str]
    value: rx.Var[str]
    with_time: rx.Var[bool]
    min: rx.Var[str]
    max: rx.Var[str]
    zone: rx.Var[str]
    locale: rx.Var[str]
    words: rx.Var[dict[str, str]]
    required: rx.Var[bool]
    disabled: rx.Var[bool]
    invalid: rx.Var[bool]
    described_by: rx.Var[str]
    on_change: rx.EventHandler[rx.event.passthrough_event_spec(str)]


def date_field(
    label: Text,
    name: str,
    *,
    state: type[forms.FormMixin] | None = None,
    error: Text = "",
    hint: Text = "",
    required: bool = True,
    value: Text = "",
    min: Text = "",
    max: Text = "",
    disabled: Flag = False,
    on_change: Any = None,
) -> rx.Component:
    """A day under its label, typed as people write it or picked from a calendar.

    It sends `2026-11-21`, or what was typed when that is no day: read it with `core.moments.read_day`. `value`, `min`
    and `max` are such days too. `on_change` hears a day when one leaves the field or picks it, "" when it is cleared.
    """
    return _labelled(label, name, state, error, hint, required, value, min, max, disabled, on_change)


def moment_field(
    label: Text,
    name: str,
    *,
    state: type[forms.FormMixin] | None = None,
    error: Text = "",
    hint: Text = "",
    required: bool = True,
    value: Text = "",
    min: Text = "",
    max: Text = "",
    zone: str = "Europe/Rome",
    disabled: Flag = False,
    on_change: Any = None,
) -> rx.Component:
    """A day and a time on the clocks of `zone` (an IANA name), which is named beside it with its distance from UTC.

    It sends `2026-12-01T09:30`, the time of those clocks: read it with `core.moments.read_moment`. Whoever's own
    clock differs also sees what theirs will show.
    """
    return _labelled(label, name, state, error, hint, required, value, min, max, disabled, on_change, zone)


def _labelled(
    label: Text,
    name: str,
    state: type[forms.FormMixin] | None,
    error: Text,
    hint: Text,
    required: bool,
    value: Text,
    first: Text,
    last: Text,
    disabled: Flag,
    on_change: Any,
    zone: str = "",
) -> rx.Component:
    problem = forms.error_of(state, name, error)
    control = _DatePicker.create(
        name=name,
        value=value,
        with_time=bool(zone),
        min=first,
        max=last,
        zone=zone,
        locale=_BROWSER_LOCALES[current_locale()],
        words=rx.Var.create(_words(zone)),
        required=required,
        disabled=disabled,
        invalid=is_given(problem),
        described_by=forms.error_attributes(name, problem, hint).get("aria-describedby", ""),
        custom_attrs={"id": f"field-{name}"},
        **({} if on_change is None else {"on_change": on_change}),
    )
    return forms.labelled(label, name, control, problem, hint, required)


def _words(zone: str) -> dict[str, str]:
    return {
        "format": _("gg/mm/aaaa"),
        "time": _("Ora"),
        "timeFormat": _("hh:mm"),
        "choose": _("Scegli la data"),
        "change": _("Cambia la data, ora {day}", day="{day}"),
        "today": _("Oggi"),
        "clear": _("Togli la data"),
        "close": _("Chiudi"),
        "previousYear": _("Un anno prima"),
        "previousMonth": _("Un mese prima"),
        "nextMonth": _("Un mese dopo"),
        "nextYear": _("Un anno dopo"),
        "unreadable": _("Scrivi una data come 21/11/2026."),
        "unreadableTime": _("Scrivi l'ora come 09:30."),
        "early": _("Il primo giorno possibile è il {day}.", day="{day}"),
        "late": _("L'ultimo giorno possibile è il {day}.", day="{day}"),
        "zone": _("Ora di {zone}", zone=_ZONE_NAMES.get(zone, zone)),
        "ownClock": _("Da te: {at}.", at="{at}"),
    }


_ZONE_NAMES = {"Europe/Rome": "Roma"}
