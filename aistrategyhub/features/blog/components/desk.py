"""One post outside its words, as its editors see it."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.blog.components.helping import help_panel
from aistrategyhub.features.blog.links import AUTHORS_ROUTE, EDITOR_ROUTE, POSTS_ROUTE
from aistrategyhub.features.blog.permissions import BlogPermission
from aistrategyhub.features.blog.schemas.screens import Choice
from aistrategyhub.features.blog.state.desk import PostDeskState, PostViewsState
from aistrategyhub.ui.forms import field, form, labelled
from aistrategyhub.ui.parts.actions import button, link, link_button, outside_link
from aistrategyhub.ui.parts.base import Text, when
from aistrategyhub.ui.parts.charts import ChartSeries, bar_chart
from aistrategyhub.ui.parts.figures import loaded
from aistrategyhub.ui.parts.tabs import Tab, tabs
from aistrategyhub.ui.parts.words import badge, empty_state, page_header, section
from aistrategyhub.ui.viewer import may

_S = PostDeskState


def desk() -> rx.Component:
    """The post: where it stands, its facts, its readers."""
    head = _S.head
    return rx.el.div(
        page_header(
            head.title,
            crumbs=[(_("Articoli"), POSTS_ROUTE)],
            size="2xl",
            actions=[
                when(may(BlogPermission.EDIT), button(_("Duplica"), kind="quiet", on_click=_S.duplicate)),
                when(may(BlogPermission.EDIT), help_panel()),
                link_button(_("Scrivi il testo"), f"{EDITOR_ROUTE}/" + head.id, icon_name="pencil"),
            ],
        ),
        _standing(),
        rx.el.div(
            rx.el.div(_facts(), class_name="grid min-w-0 content-start gap-10"),
            rx.el.div(_disclosure(), _views(), class_name="grid min-w-0 content-start gap-10"),
            class_name="grid gap-10 xl:grid-cols-2",
        ),
        class_name="grid grid-cols-1 gap-8",
    )


def missing_post() -> rx.Component:
    return empty_state(
        _("Questo articolo non c’è"),
        _("Forse è stato eliminato."),
        action=link_button(_("Tutti gli articoli"), POSTS_ROUTE),
    )


def _standing() -> rx.Component:
    head = _S.head
    return rx.el.div(
        badge(head.status_label, head.status_tone),
        rx.el.span(head.when, class_name="text-ink-soft"),
        when(head.plan != "", rx.el.span(head.plan, class_name="text-ink-soft")),
        when(head.status == "published", outside_link(_("Guardalo sul sito"), head.path)),
        class_name="flex flex-wrap items-center gap-x-4 gap-y-2",
    )


def _facts() -> rx.Component:
    return section(
        _("Dove sta e chi lo firma"),
        _authors(),
        _tags(),
        form(
            _choice(_("Categoria"), "category", _S.category, _S.categories, _("Nessuna categoria")),
            _choice(_("Serie"), "series", _S.series, _S.all_series, _("Nessuna serie")),
            field(
                _("Parte della serie"),
                "series_position",
                state=_S,
                value=_S.series_position,
                required=False,
                inputmode="numeric",
                hint=_("Il suo numero: 1 è la prima."),
            ),
            when(_S.is_changed, rx.el.p(_("Autori o tag non ancora salvati."), class_name="text-sm text-ink-soft")),
            on_submit=_S.save,
            state=_S,
            submit_label=_("Salva"),
            key=_S.head.id,
        ),
        note=_("Quello che salvi qui è subito anche sul sito, se l’articolo è pubblicato."),
    )


def _choice(label: Text, name: str, value: rx.Var[str], choices: rx.Var[list[Choice]], none: Text) -> rx.Component:
    control = rx.el.select(
        rx.el.option(none, value=""),
        rx.foreach(choices, lambda one: rx.el.option(one.label, value=one.value)),
        default_value=value,
        class_name="input",
        custom_attrs={"id": f"field-{name}", "name": name},
    )
    return labelled(label, name, control, _S.errors[f"{name}_id"], "", False)


def _authors() -> rx.Component:
    control = rx.el.select(
        rx.el.option(_("Aggiungi un autore…"), value=""),
        rx.foreach(_S.all_authors, lambda one: rx.el.option(one.label, value=one.value)),
        value="",
        on_change=_S.add_author,
        class_name="input",
        custom_attrs={"id": "field-author"},
    )
    return rx.el.div(
        labelled(_("Autori"), "author", control, "", "", True),
        rx.el.ol(rx.foreach(_S.authors, _author), class_name="grid gap-1"),
        rx.el.p(link(_("Gestisci gli autori"), AUTHORS_ROUTE), class_name="text-sm"),
        class_name="grid gap-2",
    )


def _author(one: rx.Var[Choice]) -> rx.Component:
    return rx.el.li(
        rx.el.span(one.label, class_name="grow"),
        button(_("Per primo"), kind="quiet", on_click=_S.put_author_first(one.value)),
        button(_("Togli"), kind="quiet", on_click=_S.remove_author(one.value)),
        class_name="flex flex-wrap items-center gap-2 border-b border-line",
    )


def _tags() -> rx.Component:
    control = rx.el.div(
        rx.el.input(
            type="text",
            class_name="input min-w-0 grow",
            on_change=_S.offer_tags.debounce(300),
            custom_attrs={"id": "field-tag", "name": "tag", "list": "known-tags", "autoComplete": "off"},
        ),
        rx.el.datalist(rx.foreach(_S.offered_tags, lambda name: rx.el.option(value=name)), id="known-tags"),
        button(_("Aggiungi"), kind="secondary", submit=True),
        class_name="flex gap-2",
    )
    return rx.el.div(
        rx.el.form(
            labelled(_("Tag"), "tag", control, "", _("Uno che non c’è ancora nasce quando salvi."), True),
            on_submit=_S.add_tag,
            key=_S.epoch.to(str),
        ),
        rx.el.ul(rx.foreach(_S.tags, _tag), class_name="flex flex-wrap gap-2"),
        class_name="grid gap-2",
    )


def _tag(name: rx.Var[str]) -> rx.Component:
    return rx.el.li(
        rx.el.span(name, class_name="wrap-anywhere"),
        button(_("Togli"), kind="quiet", on_click=_S.remove_tag(name)),
        class_name="flex items-center gap-1 rounded border border-line pl-3",
    )


def _disclosure() -> rx.Component:
    return when(
        _S.is_helped,
        section(
            _("Aiuto di un modello"),
            rx.el.label(
                rx.el.input(
                    type="checkbox",
                    checked=_S.is_disclosed,
                    on_change=_S.disclose,
                    class_name="choice-mark",
                ),
                rx.el.span(_("Dillo ai lettori sotto l’articolo")),
                class_name="choice",
            ),
            note=_(
                "La nota non è dovuta per un testo che una persona ha riletto e di cui la ditta risponde "
                "(art. 50, par. 4, AI Act): toglila solo se è così."
            ),
        ),
    )


def _views() -> rx.Component:
    state = PostViewsState
    charts = tabs(
        _("Periodo"),
        Tab("days", _("30 giorni"), bar_chart(_("Letture al giorno"), [ChartSeries("", state.days)])),
        Tab("months", _("12 mesi"), bar_chart(_("Letture al mese"), [ChartSeries("", state.months)])),
    )
    return section(
        _("Letture"),
        rx.el.p(_("In tutto:"), " ", state.total_label, class_name="tabular-nums"),
        loaded(state.is_loaded, lambda: charts, lines=4),
        note=_("Si conta che la pagina è stata guardata, mai da chi: servono a confrontare gli articoli tra loro."),
    )
