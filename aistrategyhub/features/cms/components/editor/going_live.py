"""Publishing: now, later, no longer; and whether visitors have it already."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.cms.schemas.editor import LiveRow
from aistrategyhub.features.cms.state.editor import EditorState
from aistrategyhub.features.cms.state.going_live import GoingLiveState
from aistrategyhub.features.publishing.models import PublicationStatus
from aistrategyhub.ui import forms
from aistrategyhub.ui.parts.actions import button, outside_link
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.date_picker import moment_field
from aistrategyhub.ui.parts.floating import confirm, dialog
from aistrategyhub.ui.parts.words import badge, definitions, notice, section

_STATE = GoingLiveState
_HEAD = EditorState.head


def publish_button() -> rx.Component:
    """Publishes the draft as it is saved."""
    label = rx.cond(_HEAD.status == "published", _("Pubblica le modifiche"), _("Pubblica"))
    is_done = (_HEAD.status == "published") & ~_HEAD.has_changes
    return when(
        _HEAD.may_publish & _HEAD.is_open,
        rx.el.button(
            rx.cond(_STATE.busy, rx.el.span(class_name="turning", aria_hidden="true"), rx.fragment()),
            label,
            type="button",
            disabled=_STATE.busy | is_done,
            aria_busy=_STATE.busy,
            class_name="button button-primary",
            custom_attrs={"data-settles": "publish", "data-strictly": "true"},
        ),
    )


def publish_refusal() -> rx.Component:
    """Why the page could not be published."""
    return rx.el.div(
        rx.cond(
            _STATE.form_error != "",
            rx.el.div(
                rx.el.p(_STATE.form_error),
                rx.el.ul(
                    rx.foreach(_STATE.refusals, lambda said: rx.el.li(said)), class_name="grid list-disc gap-1 pl-5"
                ),
                class_name="notice tone-failed grid gap-2",
            ),
            rx.fragment(),
        ),
        role="alert",
    )


def live_line() -> rx.Component:
    """Each address of the page, with whether its file shows what was published."""
    return rx.el.div(
        rx.el.ul(rx.foreach(_STATE.live, _address), class_name="flex flex-wrap gap-x-6 gap-y-1 text-sm"),
        role="status",
        aria_label=_("Sul sito"),
    )


def _address(row: rx.Var[LiveRow]) -> rx.Component:
    return rx.el.li(
        badge(row.label, row.tone),
        outside_link(row.path, row.path),
        rx.el.span(row.note, class_name="text-ink-faint"),
        class_name="flex min-w-0 flex-wrap items-center gap-2 wrap-anywhere",
    )


def publishing_panel() -> rx.Component:
    """The page's state and plans, and the ways to change them."""
    return rx.el.div(
        section(
            _("Adesso"),
            definitions(
                (_("Stato"), badge(_HEAD.status_label, _HEAD.status_tone)),
                (_("Pubblicata"), rx.cond(_HEAD.published_label != "", _HEAD.published_label, "–")),
                (_("Andrà online"), rx.cond(_HEAD.publish_label != "", _HEAD.publish_label, "–")),
                (_("Sarà tolta"), rx.cond(_HEAD.unpublish_label != "", _HEAD.unpublish_label, "–")),
            ),
            _unfinished(),
        ),
        when(_HEAD.may_publish & _HEAD.is_open, _plans()),
        when(_HEAD.may_publish, _putting_away()),
        class_name="grid max-w-prose gap-10",
    )


def _unfinished() -> rx.Component:
    return rx.cond(
        EditorState.unfinished.length() > 0,
        notice(
            rx.el.ul(rx.foreach(EditorState.unfinished, lambda said: rx.el.li(said)), class_name="list-disc pl-5"),
            title=_("Prima di pubblicare"),
            tone="waiting",
        ),
        rx.fragment(),
    )


def _plans() -> rx.Component:
    return rx.el.div(
        section(
            _("Programma"),
            forms.form(
                moment_field(_("Pubblica il"), "publish_at", state=_STATE, required=False),
                moment_field(
                    _("Togli dal sito il"),
                    "unpublish_at",
                    state=_STATE,
                    required=False,
                    hint=_("La versione programmata è quella di adesso: ciò che scrivi dopo aspetta."),
                ),
                _forward(),
                on_submit=_STATE.plan,
                submit_label=_("Programma"),
                other_actions=[
                    rx.cond(
                        (_HEAD.publish_label != "") | (_HEAD.unpublish_label != ""),
                        button(_("Annulla il programma"), kind="quiet", on_click=_STATE.unplan),
                        rx.fragment(),
                    )
                ],
                key=_STATE.epoch.to(str),
            ),
        ),
        rx.cond(_HEAD.status == "published", section(_("Togliere dal sito"), _unpublish()), rx.fragment()),
        class_name="grid gap-10",
    )


def _forward() -> rx.Component:
    return forms.field(
        _("Poi porta a"),
        "forward",
        state=_STATE,
        required=False,
        hint=_("Una pagina del sito (/contatti) o un altro indirizzo. Vuoto: si dice che non c’è più (410)."),
    )


def reopen_button() -> rx.Component:
    """Makes what is put away a draft again."""
    return button(_("Riporta tra le bozze"), kind="secondary", on_click=_STATE.reopen)


def _putting_away() -> rx.Component:
    """The ways off the site that are not the end: the archive and the trash."""
    archived, trashed = PublicationStatus.ARCHIVED, PublicationStatus.TRASHED
    return rx.match(
        _HEAD.status,
        (trashed, rx.fragment()),
        (archived, section(_("Archiviata"), _side_by_side(reopen_button(), _trash()))),
        section(_("Mettere via"), _side_by_side(_archive(), _trash())),
    )


def _side_by_side(*acts: rx.Component) -> rx.Component:
    return rx.el.div(*acts, class_name="flex flex-wrap gap-3")


def _archive() -> rx.Component:
    return confirm(
        _("Archiviare?"),
        rx.el.p(_("Esce dal sito e dagli elenchi; conserva indirizzo e versioni, e si può riaprire.")),
        act=_STATE.archive,
        verb=_("Archivia"),
        trigger=button(_("Archivia"), kind="secondary"),
        keep_label=_("Lascia stare"),
        kind="primary",
    )


def _trash() -> rx.Component:
    return confirm(
        _("Mettere nel cestino?"),
        rx.el.p(_("Sparisce dal sito, con ciò che le sta sotto. Dal cestino si può ripristinare.")),
        act=_STATE.put_into_trash,
        verb=_("Metti nel cestino"),
        trigger=button(_("Metti nel cestino"), kind="secondary"),
        keep_label=_("Lascia stare"),
    )


def _unpublish() -> rx.Component:
    return dialog(
        _("Togliere la pagina dal sito?"),
        rx.el.p(_("Torna tra le bozze con tutto ciò che contiene.")),
        forms.form(_forward(), on_submit=_STATE.unpublish, state=_STATE, submit_label=_("Togli dal sito")),
        trigger=button(_("Togli dal sito"), kind="danger"),
        dismiss_label=_("Lasciala online"),
    )
