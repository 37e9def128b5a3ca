"""One file in the drawer: seen, described, replaced, thrown away."""

from typing import Any

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.media.components.routes import EVERYTHING, UPLOAD_ADDRESS
from aistrategyhub.features.media.permissions import MediaPermission
from aistrategyhub.features.media.state.library import MediaDetailsState
from aistrategyhub.ui.forms import checkbox, field, form, text_area
from aistrategyhub.ui.parts.actions import button, file_link, icon, link
from aistrategyhub.ui.parts.base import is_given, when
from aistrategyhub.ui.parts.file_drop import file_drop
from aistrategyhub.ui.parts.floating import confirm, drawer
from aistrategyhub.ui.parts.focal_point import focal_point
from aistrategyhub.ui.parts.words import definitions, notice, section
from aistrategyhub.ui.viewer import may

_FILE: Any = MediaDetailsState.file
_IS_PICTURE = is_given(_FILE.thumbnail)


def details() -> rx.Component:
    """The drawer of one file."""
    return drawer(
        _FILE.name,
        rx.cond(_FILE.is_trashed, _from_the_trash(), _from_the_library()),
        open=MediaDetailsState.is_open,
        on_close=MediaDetailsState.close,
        width="wide",
    )


def _from_the_library() -> rx.Component:
    return rx.el.div(
        when(may(MediaPermission.MANAGE), _description()),
        _facts(),
        _uses(),
        when(may(MediaPermission.MANAGE), _replacement()),
        when(may(MediaPermission.MANAGE), _throwing_away()),
        class_name="grid gap-8",
        key=_FILE.id + _FILE.address,
    )


def _description() -> rx.Component:
    """What a picture shows is asked for before anything else."""
    return form(
        rx.cond(_IS_PICTURE, _picture_fields(), rx.fragment()),
        field(
            _("Cartella"),
            "folder",
            state=MediaDetailsState,
            value=_FILE.folder,
            required=False,
            hint=_("Per esempio /sedi/torino. Una cartella nuova nasce quando ci metti qualcosa."),
        ),
        checkbox(
            _("Privato: lo vede solo chi ha il permesso, o chi riceve un collegamento che scade"),
            "is_private",
            state=MediaDetailsState,
            checked=_FILE.is_private,
        ),
        on_submit=MediaDetailsState.save,
        state=MediaDetailsState,
        submit_label=_("Salva"),
    )


def _picture_fields() -> rx.Component:
    return rx.el.div(
        rx.cond(
            _FILE.kind == "image",
            focal_point(_FILE.address, _FILE.alt, x=_FILE.focal_x, y=_FILE.focal_y),
            rx.el.img(src=_FILE.address, alt=_FILE.alt, class_name="max-h-72 max-w-full border border-line"),
        ),
        rx.cond(
            _FILE.needs_description,
            notice(
                _("Chi non vede l’immagine, e chi la cerca, legge queste parole."),
                title=_("Che cosa mostra?"),
                tone="waiting",
            ),
            rx.fragment(),
        ),
        text_area(
            _("Descrizione in italiano"),
            "alt_it",
            state=MediaDetailsState,
            value=_FILE.alt_it,
            required=False,
            rows=2,
            hint=_("Una frase: che cosa si vede, non «immagine di». Al massimo 300 caratteri."),
        ),
        text_area(
            _("Descrizione in inglese"),
            "alt_en",
            state=MediaDetailsState,
            value=_FILE.alt_en,
            required=False,
            rows=2,
            hint=_("Se manca, vale quella italiana."),
        ),
        checkbox(
            _("È solo decorativa: chi usa un lettore di schermo non se la sente annunciare"),
            "is_decorative",
            state=MediaDetailsState,
            checked=_FILE.is_decorative,
        ),
        class_name="grid gap-6",
    )


def _facts() -> rx.Component:
    pixels = rx.cond(_FILE.width > 0, rx.el.span(_FILE.width, " × ", _FILE.height), rx.el.span("–"))
    return section(
        _("Il file"),
        definitions((_("Dimensioni"), pixels), (_("Peso"), _FILE.size_label), (_("Caricato"), _FILE.uploaded_label)),
        file_link(_("Scarica"), _FILE.address),
    )


def _uses() -> rx.Component:
    return section(
        _("Dove è usato"),
        rx.cond(
            MediaDetailsState.uses.length() > 0,
            rx.el.ul(rx.foreach(MediaDetailsState.uses, _use), class_name="grid gap-1"),
            rx.el.p(_("Da nessuna parte."), class_name="text-ink-soft"),
        ),
    )


def _use(use: Any) -> rx.Component:
    return rx.el.li(rx.cond(is_given(use.href), link(use.label, use.href), rx.el.span(use.label)))


def _replacement() -> rx.Component:
    return section(
        _("Sostituisci"),
        file_drop(
            _("Nuovo contenuto"),
            "replacement",
            address=rx.Var.create(f"{UPLOAD_ADDRESS}/") + _FILE.id + "/content",
            method="PUT",
            part="",
            accept=EVERYTHING,
            multiple=False,
            required=False,
            hint=_("Parole, cartella e usi restano; l’indirizzo cambia."),
            on_all_done=MediaDetailsState.replaced,
        ),
    )


def _throwing_away() -> rx.Component:
    is_used = MediaDetailsState.uses.length() > 0
    return rx.cond(
        is_used,
        notice(_("È usato: per eliminarlo toglilo prima dai punti elencati qui sopra.")),
        rx.el.div(
            button(_("Sposta nel cestino"), kind="secondary", icon_name="trash-2", on_click=MediaDetailsState.trash)
        ),
    )


def _from_the_trash() -> rx.Component:
    return rx.el.div(
        _facts(),
        _uses(),
        when(
            may(MediaPermission.MANAGE),
            rx.el.div(
                button(_("Ripristina"), on_click=MediaDetailsState.restore),
                confirm(
                    _("Eliminare per sempre?"),
                    rx.el.p(_("Il file e tutte le sue misure spariscono: non si torna indietro.")),
                    act=MediaDetailsState.erase,
                    verb=_("Elimina per sempre"),
                    trigger=button(_("Elimina per sempre"), kind="danger", icon_name="trash-2"),
                ),
                class_name="flex flex-wrap gap-3",
            ),
        ),
        rx.el.p(icon("info", size=16), _("Nel cestino resta trenta giorni."), class_name="flex gap-2 text-ink-soft"),
        class_name="grid gap-8",
    )
