"""Roles and what they may do."""

from collections.abc import Sequence

import reflex as rx

from aistrategyhub.core.access import Role
from aistrategyhub.core.text import _
from aistrategyhub.features.accounts.rules.powers import POWERS, Power
from aistrategyhub.features.accounts.rules.staff import ROLE_LABELS, ROLE_NOTES
from aistrategyhub.ui.parts.actions import icon
from aistrategyhub.ui.parts.words import definitions
from aistrategyhub.ui.tables import Column, table


def roles_legend() -> rx.Component:
    """What each role is for."""
    return definitions(*((_(ROLE_LABELS[role]), _(ROLE_NOTES[role])) for role in Role))


def roles_table(powers: Sequence[Power]) -> rx.Component:
    """A line for each permission, a column for each role."""
    return table(
        powers,
        [Column(_("Può"), _power), *(_column(role) for role in Role)],
        caption=_("Ruoli e permessi"),
    )


def _power(power: Power) -> rx.Component:
    words = POWERS.get(power.permission)
    name = rx.el.code(power.permission, class_name="block text-xs text-ink-faint break-all")
    return rx.el.span(rx.el.span(_(words), class_name="block") if words else rx.fragment(), name)


def _column(role: Role) -> Column:
    return Column(_(ROLE_LABELS[role]), lambda power: _mark(role in power.roles))


def _mark(has_it: bool) -> rx.Component:
    if not has_it:
        dash, word = rx.el.span("–", aria_hidden="true"), rx.el.span(_("no"), class_name="sr-only")
        return rx.el.span(dash, word, class_name="absent")
    return rx.el.span(icon("check", size=16), rx.el.span(_("sì"), class_name="sr-only"), class_name="text-action")
