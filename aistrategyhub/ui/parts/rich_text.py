"""A text with headings, lists, links and tables, written in TipTap. Its value is HTML, in and out."""

from collections.abc import Mapping
from typing import Any

import reflex as rx
from reflex_base.event import passthrough_event_spec

from aistrategyhub.core.text import _
from aistrategyhub.ui.parts.base import Text, is_given, when

_TIPTAP = "3.32.2"
LEVELS = (2, 3, 4)
_PACKAGES = ("core", "pm", "starter-kit", "extension-table")


class _RichText(rx.Component):
    library = "$/utils/rich_text/field"
    tag = "RichText"
    alias = "HouseRichText"
    lib_dependencies: list[str] = [f"@tiptap/{package}@{_TIPTAP}" for package in _PACKAGES]

    value: rx.Var[str]
    label: rx.Var[str]
    levels: rx.Var[list[int]]
    words: rx.Var[dict[str, str]]
    field_id: rx.Var[str]
    name: rx.Var[str]
    path: rx.Var[str]
    place: rx.Var[str]
    put_in: rx.Var[dict[str, Any]]
    links_address: rx.Var[str]
    languages: rx.Var[dict[str, str]]
    described_by: rx.Var[str]
    invalid: rx.Var[bool]
    on_change: rx.EventHandler[passthrough_event_spec(str)]
    on_ask_picture: rx.EventHandler[passthrough_event_spec(str)]


def rich_text(
    label: Text,
    *,
    name: Text = "",
    value: Text = "",
    path: Text = "",
    error: Text = "",
    hint: Text = "",
    levels: tuple[int, ...] = LEVELS,
    languages: Mapping[str, str] | None = None,
    links_address: Text = "",
    place: Text = "",
    put_in: rx.Var[dict[str, Any]] | None = None,
    on_ask_picture: Any = None,
    on_change: Any = None,
    **props: Any,
) -> rx.Component:
    """A field for a text of several paragraphs. `value` is sanitised HTML, "" where nothing is written.
    `levels` are those that its headings may have, `languages` those that code may be in, by the name it is kept under.

    Pages to link to are asked of `links_address`, which ends in a query: `&q=` and the words follow, and it answers
    `[{label, href, note}]` in an envelope. `on_ask_picture` hears `place` when a picture is wanted; the one that then
    stands in `put_in` (`{target, id, src, alt, count}`) goes into the text when its `target` is `place` and `count`
    has changed.

    What is being written is never replaced: a new `value` is shown only while the field is left alone. With a `name`
    the HTML goes with the form it stands in; `on_change` hears it half a second after the last key and when the field
    is left (a handler takes 10,000 characters at most); every change bubbles as the DOM event `hub:write` with the
    `path` and the HTML, for whoever keeps longer texts. The server sanitises what arrives: this part protects nobody.
    """
    if on_change is not None:
        props["on_change"] = on_change
    if on_ask_picture is not None and put_in is not None:
        props.update(on_ask_picture=on_ask_picture, put_in=put_in)
    # Where two fields of a page have no name, `path` tells their hints and errors apart.
    key = name if isinstance(name, rx.Var) or name else path
    hint_id, error_id = _id(key, "-hint"), _id(key, "-error")
    return rx.el.div(
        rx.el.p(label, class_name="field-label"),
        when(is_given(hint), rx.el.p(hint, class_name="field-hint", custom_attrs={"id": hint_id})),
        _RichText.create(
            value=value,
            label=label,
            levels=rx.Var.create(list(levels)),
            words=rx.Var.create(_words()),
            field_id=_id(key, "", "field-"),
            name=name,
            path=path,
            place=place,
            links_address=links_address,
            languages=rx.Var.create(dict(languages or {})),
            described_by=_described(hint, error, hint_id, error_id),
            invalid=is_given(error),
            **props,
        ),
        when(is_given(error), rx.el.p(error, class_name="field-error", custom_attrs={"id": error_id})),
        class_name="field",
    )


def _id(key: Text, after: str, before: str = "") -> Text:
    if isinstance(key, rx.Var):
        return rx.Var.create(before) + key.to(str) + after
    return f"{before}{key}{after}"


def _described(hint: Text, error: Text, hint_id: Text, error_id: Text) -> Text:
    if all(isinstance(part, str) for part in (hint, error, hint_id, error_id)):
        return " ".join(at for text, at in ((hint, hint_id), (error, error_id)) if text)
    return rx.Var.create(hint_id).to(str) + " " + rx.Var.create(error_id).to(str)


def _words() -> dict[str, str]:
    return (
        {
            "toolbar": _("Formato del testo"),
            "failed": _("L’editor non si è caricato: la connessione si è interrotta."),
            "retry": _("Riprova"),
            "undo": _("Annulla l’ultima modifica"),
            "redo": _("Ripeti la modifica annullata"),
            "heading2": _("Titolo di secondo livello"),
            "heading3": _("Titolo di terzo livello"),
            "heading4": _("Titolo di quarto livello"),
            "bold": _("Grassetto"),
            "italic": _("Corsivo"),
            "code": _("Codice nella riga"),
            "link": _("Collegamento"),
            "bulletList": _("Elenco puntato"),
            "orderedList": _("Elenco numerato"),
            "blockquote": _("Citazione"),
            "codeBlock": _("Blocco di codice"),
            "table": _("Inserisci una tabella"),
            "addRow": _("Aggiungi una riga"),
            "addColumn": _("Aggiungi una colonna"),
            "deleteRow": _("Elimina la riga"),
            "deleteColumn": _("Elimina la colonna"),
            "headerRow": _("Intestazione sì o no"),
            "deleteTable": _("Elimina la tabella"),
            "codeLanguage": _("Linguaggio del codice"),
            "codePlain": _("Solo testo"),
        }
        | _words_of_links()
        | _words_of_pictures()
    )


def _words_of_pictures() -> dict[str, str]:
    return {
        "picture": _("Inserisci un’immagine"),
        "pictureAlt": _("Descrizione dell’immagine"),
        "pictureTitle": _("Descrizione dell’immagine"),
        "pictureHint": _("Che cosa mostra, per chi non la vede. Vuota: vale quella della libreria."),
        "pictureApply": _("Salva la descrizione"),
        "deletePicture": _("Togli l’immagine"),
    }


def _words_of_links() -> dict[str, str]:
    return {
        "linkTitle": _("Collegamento"),
        "linkAddress": _("Indirizzo"),
        "linkHint": _("Il nome di una pagina o di un titolo, oppure un indirizzo: un altro sito, un’email, /contatti."),
        "linkOffers": _("Pagine e titoli trovati"),
        "linkWrong": _("Scrivi un indirizzo come /contatti, https://esempio.it o nome@esempio.it."),
        "linkApply": _("Inserisci"),
        "linkRemove": _("Togli il collegamento"),
        "linkCancel": _("Lascia com’è"),
    }
