"""The legal documents, each with what can be done with it."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.legal.links import EDITOR_ROUTE, SETTINGS_ROUTE
from aistrategyhub.features.legal.permissions import LegalPermission
from aistrategyhub.features.legal.schemas import DocumentRow, SectionChange
from aistrategyhub.features.legal.state import AdminLegalState
from aistrategyhub.ui.parts.actions import button, link, link_button, outside_link
from aistrategyhub.ui.parts.floating import closing_button, dialog
from aistrategyhub.ui.parts.words import badge, notice
from aistrategyhub.ui.viewer import may


def for_a_lawyer() -> rx.Component:
    """That a template is a beginning."""
    return notice(
        _(
            "I modelli riportano i dati della ditta e ciò che il sito fa davvero, ma non sostituiscono un parere: prima"
            " di pubblicarli falli rileggere a un avvocato."
        ),
        title=_("Serve la verifica di un legale"),
        tone="waiting",
    )


def documents() -> rx.Component:
    """Every document, one below the other."""
    return rx.el.ul(rx.foreach(AdminLegalState.rows, _document), class_name="grid border-t border-line")


def _document(row: rx.Var[DocumentRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.h2(row.title, class_name="text-xl font-semibold"),
            badge(row.status_label, row.status_tone),
            class_name="flex flex-wrap items-center gap-3",
        ),
        rx.cond(row.version_label != "", rx.el.p(row.version_label, class_name="text-sm text-ink-faint")),
        rx.cond(row.path != "", rx.el.p(outside_link(row.path, row.path), class_name="text-sm")),
        rx.cond(row.missing != "", _missing(row)),
        rx.cond(row.is_outdated, rx.el.p(_("Il modello o i dati della ditta sono cambiati da allora."))),
        rx.cond(row.is_edited, rx.el.p(_("Il testo è stato modificato a mano."), class_name="text-ink-soft")),
        rx.cond(may(LegalPermission.MANAGE), _acts(row)),
        class_name="grid gap-2 border-b border-line py-6",
    )


def _missing(row: rx.Var[DocumentRow]) -> rx.Component:
    return rx.el.p(
        _("Mancano:"), " ", rx.el.strong(row.missing), ". ", link(_("Completa le impostazioni"), SETTINGS_ROUTE)
    )


def _acts(row: rx.Var[DocumentRow]) -> rx.Component:
    return rx.el.div(
        rx.cond(
            row.is_made,
            rx.fragment(
                link_button(_("Modifica"), EDITOR_ROUTE + "/" + row.publication_id, kind="secondary"),
                rx.cond(row.is_outdated & (row.missing == ""), _renewal(row)),
                rx.cond(row.has_draft, button(_("Pubblica"), on_click=AdminLegalState.publish(row.kind))),
            ),
            button(_("Crea la bozza"), disabled=row.missing != "", on_click=AdminLegalState.make(row.kind)),
        ),
        class_name="flex flex-wrap gap-3 pt-2",
    )


def _renewal(row: rx.Var[DocumentRow]) -> rx.Component:
    return dialog(
        _("Che cosa cambierebbe"),
        rx.cond(
            row.is_edited,
            rx.el.p(_("Le modifiche fatte a mano saranno sostituite; restano nella cronologia della pagina.")),
        ),
        rx.el.dl(rx.foreach(row.changes, _change), class_name="grid gap-6"),
        trigger=button(_("Aggiorna dal modello"), kind="secondary"),
        actions=(_make_anew(row),),
        dismiss_label=_("Annulla"),
    )


def _make_anew(row: rx.Var[DocumentRow]) -> rx.Component:
    """A button that makes the draft anew and closes the dialog it stands in."""
    return rx.el.span(closing_button(_("Aggiorna la bozza"), kind="primary"), on_click=AdminLegalState.make(row.kind))


def _change(change: rx.Var[SectionChange]) -> rx.Component:
    return rx.el.div(
        rx.el.dt(change.title, class_name="font-semibold"),
        rx.cond(
            change.before != "", rx.el.dd(rx.el.del_(change.before), class_name="whitespace-pre-line text-ink-soft")
        ),
        rx.cond(change.after != "", rx.el.dd(rx.el.ins(change.after), class_name="whitespace-pre-line")),
        class_name="grid gap-2",
    )
