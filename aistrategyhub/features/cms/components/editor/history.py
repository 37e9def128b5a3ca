"""Versions with what changed, and the links that show the draft to others."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.cms.schemas.editor import AnswerLine, ChangeLine, PreviewLine, RunRow, VersionLine
from aistrategyhub.features.cms.state.previews import LINK_PLACE, PreviewLinksState
from aistrategyhub.features.cms.state.versions import VersionsState
from aistrategyhub.ui import forms
from aistrategyhub.ui.parts.actions import button
from aistrategyhub.ui.parts.floating import confirm
from aistrategyhub.ui.parts.passkeys import revealed
from aistrategyhub.ui.parts.words import badge, empty_state, section

_VERSIONS = VersionsState
_LINKS = PreviewLinksState


def versions_panel() -> rx.Component:
    """Every version, each with what has changed since and the way back to it."""
    return rx.el.div(
        forms.form(
            forms.field(_("Nota"), "note", required=False, hint=_("Per ritrovarla: «prima della revisione legale».")),
            on_submit=_VERSIONS.keep,
            state=_VERSIONS,
            submit_label=_("Salva una versione"),
        ),
        rx.cond(
            _VERSIONS.rows.length() > 0,
            rx.el.ol(rx.foreach(_VERSIONS.rows, _version), class_name="grid"),
            empty_state(_("Ancora nessuna versione"), _("Se ne crea una quando pubblichi, e di tanto in tanto da sé.")),
        ),
        class_name="grid max-w-prose gap-8",
    )


def _version(row: rx.Var[VersionLine]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(_("Versione"), " ", row.number, class_name="font-medium tabular-nums"),
            rx.cond(row.is_live, badge(_("Online"), "action"), rx.fragment()),
            rx.el.span(row.origin_label, class_name="text-ink-soft"),
            rx.el.span(row.at_label, " ", row.who_label, class_name="text-ink-faint"),
            class_name="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm",
        ),
        rx.cond(row.note != "", rx.el.p(row.note, class_name="text-sm text-ink-soft"), rx.fragment()),
        rx.el.div(
            button(_("Che cosa è cambiato"), kind="quiet", on_click=_VERSIONS.compare(row.number)),
            confirm(
                _("Tornare a questa versione?"),
                rx.el.p(_("La bozza di adesso resta tra le versioni; ciò che è online non cambia.")),
                act=_VERSIONS.go_back(row.number),
                verb=_("Torna a questa"),
                trigger=button(_("Torna a questa"), kind="quiet"),
                keep_label=_("Lascia stare"),
                kind="primary",
            ),
            class_name="flex flex-wrap gap-2",
        ),
        rx.cond(_VERSIONS.compared == row.number, _changes(), rx.fragment()),
        class_name="grid gap-2 border-b border-line py-3",
    )


def _changes() -> rx.Component:
    return rx.el.div(
        rx.cond(
            _VERSIONS.changes.length() > 0,
            rx.el.ul(rx.foreach(_VERSIONS.changes, _change), class_name="grid gap-4"),
            rx.el.p(_("Da allora non è cambiato nulla.")),
        ),
        button(_("Chiudi"), kind="quiet", on_click=_VERSIONS.close),
        class_name="grid justify-items-start gap-3 border-l border-line pl-4",
        aria_live="polite",
    )


def _change(row: rx.Var[ChangeLine]) -> rx.Component:
    return rx.el.li(
        rx.el.p(rx.el.span(row.where, class_name="font-medium"), " ", badge(row.what, row.tone), class_name="text-sm"),
        rx.el.p(rx.foreach(row.runs, _run), class_name="whitespace-pre-line break-words text-sm"),
        class_name="grid gap-1",
    )


def _run(run: rx.Var[RunRow]) -> rx.Component:
    return rx.match(
        run.run,
        ("gone", rx.el.del_(run.text, class_name="text-failed")),
        ("new", rx.el.ins(run.text, class_name="bg-action-wash text-action no-underline")),
        rx.el.span(run.text),
    )


def previews_panel() -> rx.Component:
    """New links, those that exist, and what people said."""
    return rx.el.div(
        section(
            _("Mostra la bozza a chi non ha un account"),
            forms.form(
                forms.field_row(
                    forms.field(_("Per chi"), "recipient", state=_LINKS, required=False),
                    forms.field(_("Giorni"), "days", state=_LINKS, kind="number", value="14"),
                ),
                on_submit=_LINKS.issue,
                state=_LINKS,
                submit_label=_("Crea un link"),
            ),
            rx.cond(
                _LINKS.is_told,
                rx.el.p(_("Copialo adesso: dopo non si può più leggere."), class_name="text-sm text-ink-soft"),
                rx.fragment(),
            ),
            revealed(LINK_PLACE, open=_LINKS.is_told),
        ),
        section(
            _("Link creati"),
            rx.cond(
                _LINKS.links.length() > 0,
                rx.el.ul(rx.foreach(_LINKS.links, _link), class_name="grid"),
                rx.el.p(_("Ancora nessuno."), class_name="text-sm text-ink-soft"),
            ),
        ),
        section(
            _("Risposte"),
            rx.cond(
                _LINKS.answers.length() > 0,
                rx.el.ul(rx.foreach(_LINKS.answers, _answer), class_name="grid gap-4"),
                rx.el.p(
                    _("Chi apre il link può approvare o chiedere una modifica."), class_name="text-sm text-ink-soft"
                ),
            ),
        ),
        class_name="grid max-w-prose gap-10",
    )


def _link(row: rx.Var[PreviewLine]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(row.recipient, class_name="font-medium"),
            rx.el.span(row.made_label, class_name="text-ink-faint"),
            badge(row.state_label, row.state_tone),
            class_name="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm",
        ),
        rx.cond(row.is_open, button(_("Revoca"), kind="quiet", on_click=_LINKS.revoke(row.id)), rx.fragment()),
        class_name="flex flex-wrap items-center justify-between gap-2 border-b border-line py-2",
    )


def _answer(row: rx.Var[AnswerLine]) -> rx.Component:
    return rx.el.li(
        rx.el.p(
            rx.el.span(row.name, class_name="font-medium"),
            " ",
            badge(row.verdict_label, row.verdict_tone),
            " ",
            rx.el.span(row.at_label, class_name="text-ink-faint"),
            class_name="text-sm",
        ),
        rx.el.p(row.words, class_name="whitespace-pre-line break-words"),
        class_name="grid gap-1",
    )
