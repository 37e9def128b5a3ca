"""The parts that every screen uses: buttons, forms, words, figures, a table."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from aistrategyhub.core.access import public
from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.feature import Page as Screen
from aistrategyhub.core.feature import Shell
from aistrategyhub.core.paging import Page
from aistrategyhub.core.text import mark
from aistrategyhub.ui import forms, tables
from aistrategyhub.ui.parts import actions, figures, floating, reading, words
from aistrategyhub.ui.parts.base import TONES

FOR_LOOKING = "a page for looking at parts, outside production; it touches no data"


@dataclass(frozen=True)
class Sample:
    """A made-up order."""

    number: str
    customer: str
    status: str
    tone: str
    total_label: str


@dataclass(frozen=True)
class StepSample:
    """A made-up step of a method."""

    number: str
    title: str
    description: str


@dataclass(frozen=True)
class QuestionSample:
    """A made-up question."""

    question: str
    answer: str


_CUSTOMERS = (
    "Officine Meccaniche Brambilla & Figli S.r.l.",
    "Anna Nguyen",
    "Cantina Sociale di Sant'Ambrogio",
    "Ada Conti",
)
_STATUSES = (
    ("Pagato", "action"),
    ("In attesa di pagamento", "waiting"),
    ("Rifiutato dallo SdI", "failed"),
    ("Bozza", "neutral"),
)
SAMPLES = [
    Sample(f"ORD-2026-{n:05d}", _CUSTOMERS[n % 4], *_STATUSES[n % 4], f"{n % 9 + 1}.{n * 37 % 1000:03d},00 €")
    for n in range(1, 48)
]


class GalleryTable(tables.TableMixin, rx.State):
    rows: list[Sample] = []

    @rx.event
    @public(FOR_LOOKING)
    async def load(self) -> None:
        found = [row for row in SAMPLES if self.q.lower() in f"{row.number} {row.customer}".lower()]
        if self.sort in ("number", "customer"):
            found.sort(key=lambda row: getattr(row, self.sort), reverse=self.descending)
        asked = self._request(per_page=8)
        self.rows = found[asked.offset : asked.offset + asked.per_page]
        self._show(Page(self.rows, len(found), asked.page, asked.per_page))


class GalleryForm(forms.FormMixin, rx.State):
    @rx.event
    @public(FOR_LOOKING)
    async def submit(self, data: dict[str, Any]) -> Any:
        self._start()
        yield
        async with self._filling():
            if not data.get("email"):
                raise InvalidInput([FieldError("email", "REQUIRED", mark("Scrivi l'indirizzo a cui risponderti."))])
            yield floating.toast_done("Salvato")


def gallery_page() -> rx.Component:
    return rx.el.div(
        words.page_header(
            "Le parti della casa",
            kicker="/dev/ui",
            lead="Ogni pezzo in ogni stato, come lo vedono chi compra, chi è cliente e chi amministra.",
            actions=[actions.link_button("Densa, come in amministrazione", "/dev/ui/densa", kind="secondary")],
            size="4xl",
        ),
        _everything(),
        class_name="grid gap-14",
    )


def dense_page() -> rx.Component:
    return rx.el.div(
        words.page_header(
            "Ordini",
            crumbs=[("Cruscotto", "/dev/ui"), ("Vendite", "/dev/ui/densa")],
            actions=[actions.button("Nuovo ordine", icon_name="plus")],
            size="2xl",
        ),
        _table(),
        _everything(),
        class_name="grid gap-10",
    )


def sign_in_page() -> rx.Component:
    return rx.el.div(
        words.page_header("Accedi", lead="Ti chiederemo un codice se hai attivato la verifica in due passaggi."),
        forms.form(
            forms.field("Email", "email", kind="email", autocomplete="username"),
            forms.field("Password", "password", kind="password", autocomplete="current-password"),
            on_submit=GalleryForm.submit,
            submit_label="Accedi",
            other_actions=[actions.link("Password dimenticata", "/dev/ui/accesso")],
        ),
        class_name="grid gap-8",
    )


def empty_page() -> rx.Component:
    return words.page_header("Una pagina vuota", lead="Il guscio, e nient'altro.", size="4xl")


def _everything() -> rx.Component:
    return rx.el.div(
        _figures(), _buttons(), _form(), _filled_form(), _badges(), _notices(), _timeline(), _waiting(), _floating(),
        _reading(),
        class_name="grid gap-14",
    )  # fmt: skip


def _reading() -> rx.Component:
    lines = ["Ricognizione dei sistemi in uso, fino a quindici", "Un mese di domande via e-mail"]
    answers = [
        QuestionSample("Al termine l’impresa è conforme?", "Al termine sa che cosa manca e in che ordine farlo.")
    ]
    return reading.chapter(
        "Un capitolo",
        reading.paragraphs("Il primo paragrafo di un testo che si legge con calma.\n\nIl secondo."),
        rx.el.div(
            reading.ruled_list(lines), reading.ruled_list(lines, left_out=True), class_name="grid gap-8 sm:grid-cols-2"
        ),
        reading.numbered_steps(
            [StepSample("1", "Avvio", "Un incontro di un’ora."), StepSample("2", "Consegna", "Rapporto e piano.")]
        ),
        reading.questions(answers),
        note="Titolo a sinistra, testo a destra.",
    )


def _figures() -> rx.Component:
    return figures.stat_row(
        figures.stat_tile("Incassato a novembre", "18.420,00 €", note="+12% su ottobre", to="/dev/ui/densa"),
        figures.stat_tile("Da incassare", "6.100,00 €", note="4 fatture"),
        figures.stat_tile("Scartate dallo SdI", "1", note="da correggere entro 5 giorni"),
        figures.stat_tile("Ticket aperti", "7"),
    )


def _buttons() -> rx.Component:
    kinds = ("primary", "secondary", "quiet", "danger")
    labels = ("Paga 1.220,00 €", "Scarica la fattura", "Annulla", "Elimina l'ordine")
    rows = [
        [actions.button(label, kind=kind) for kind, label in zip(kinds, labels, strict=True)],
        [actions.button(label, kind=kind, busy=True) for kind, label in zip(kinds, labels, strict=True)],
        [actions.button(label, kind=kind, disabled=True) for kind, label in zip(kinds, labels, strict=True)],
        [
            actions.link_button("Vedi i servizi", "/dev/ui", icon_name="arrow-right"),
            actions.link("Un collegamento", "/dev/ui"),
            actions.link("Uno quieto", "/dev/ui", kind="quiet"),
            actions.file_link("Fattura 12/2026 (PDF, 84 kB)", "/favicon.svg"),
        ],
    ]
    return words.section(
        "Pulsanti e collegamenti",
        *(rx.el.div(*row, class_name="flex flex-wrap items-center gap-3") for row in rows),
    )


def _form() -> rx.Component:
    return words.section(
        "Modulo",
        forms.form(
            forms.field_row(
                forms.field("Nome", "first_name", autocomplete="given-name"),
                forms.field(
                    "Email",
                    "email",
                    state=GalleryForm,
                    kind="email",
                    autocomplete="email",
                    hint="Lì arriva la fattura.",
                ),
            ),
            forms.select("Provincia", "province", [("", "Scegli"), ("MI", "Milano"), ("BZ", "Bolzano/Bozen")]),
            forms.text_area("Richiesta", "message", required=False),
            forms.radio_group(
                "Chi compra", "kind", [("company", "Un'azienda"), ("person", "Una persona")], value="company"
            ),
            forms.checkbox("Ho letto le condizioni e l'informativa sulla privacy.", "terms"),
            on_submit=GalleryForm.submit,
            state=GalleryForm,
            submit_label="Manda la richiesta",
            other_actions=[actions.button("Lascia stare", kind="quiet")],
        ),
        class_name="max-w-prose",
    )


def _filled_form() -> rx.Component:
    return words.section(
        "Campi in errore, spenti, pieni",
        forms.field(
            "Partita IVA",
            "vat_number",
            value="0123456789",
            error="Ha undici cifre: questa ne ha dieci.",
            inputmode="numeric",
        ),
        forms.field("Codice destinatario", "sdi_code", value="M5UXCR1", hint="Sette lettere o cifre.", disabled=True),
        forms.checkbox("Accetto le condizioni.", "terms_wrong", error="Per continuare serve il tuo consenso."),
        forms.checkbox("Ricordami su questo dispositivo.", "remember", checked=True),
        class_name="max-w-prose",
    )


def _badges() -> rx.Component:
    labels = ("Bozza", "Pagato", "In attesa", "Rifiutato")
    return words.section(
        "Stati",
        rx.el.div(
            *(words.badge(label, tone) for label, tone in zip(labels, TONES, strict=True)),
            words.saved_mark("Salvato alle 10:05"),
            class_name="flex flex-wrap items-center gap-3",
        ),
        words.definitions(
            ("Cliente", "Officine Meccaniche Brambilla & Figli S.r.l."),
            ("Totale", words.amount("1.220,00 €", strong=True)),
            ("Stato", words.badge("In attesa", "waiting")),
        ),
        figures.stepper(["Dati", "Riepilogo", "Pagamento", "Fattura"], 2),
    )


def _notices() -> rx.Component:
    return words.section(
        "Avvisi",
        *(
            words.notice("Lo SdI ha scartato la fattura: il codice destinatario non esiste.", title="Da sapere", tone=t)
            for t in TONES
        ),
        words.empty_state(
            "Ancora nessun ordine",
            "Il primo comparirà qui appena qualcuno compra.",
            action=actions.button("Crea un servizio"),
        ),
        class_name="max-w-prose",
    )


def _timeline() -> rx.Component:
    return words.section(
        "Che cosa è successo",
        figures.timeline(
            [
                figures.TimelineEntry("Pagamento ricevuto", "21 nov 2026, 10:05", "1.220,00 € con carta", "action"),
                figures.TimelineEntry("Fattura 12/2026 in attesa dello SdI", "21 nov 2026, 10:06", "", "waiting"),
                figures.TimelineEntry(
                    "Scartata", "21 nov 2026, 10:12", "00311: codice destinatario non valido", "failed"
                ),
                figures.TimelineEntry("Ordine aperto", "21 nov 2026, 10:01"),
            ]
        ),
    )


def _waiting() -> rx.Component:
    return words.section(
        "In corso",
        figures.progress("Caricamento del documento", value=62),
        figures.progress("Invio della fattura"),
        figures.skeleton(),
        class_name="max-w-prose",
    )


def _floating() -> rx.Component:
    return words.section(
        "Sopra la pagina",
        rx.el.div(
            floating.confirm(
                "Eliminare l'ordine?",
                rx.el.p("ORD-2026-00012 non comparirà più nell'elenco. La fattura resta."),
                act=floating.toast("Ordine eliminato", "action"),
                verb="Elimina",
                trigger=actions.button("Apri una finestra", kind="secondary"),
                keep_label="Tienilo",
            ),
            *(
                actions.button(f"Messaggio: {tone}", kind="quiet", on_click=floating.toast("Ordine annullato", tone))
                for tone in TONES
            ),
            class_name="flex flex-wrap gap-3",
        ),
    )


def _table() -> rx.Component:
    columns = [
        tables.Column("Numero", lambda row: row.number, sort="number"),
        tables.Column("Cliente", lambda row: row.customer, sort="customer"),
        tables.Column("Stato", lambda row: words.badge(row.status, row.tone)),
        tables.Column("Totale", lambda row: words.amount(row.total_label), is_number=True),
    ]
    return rx.el.div(
        tables.search_box(GalleryTable, "Cerca un ordine"),
        tables.table(
            GalleryTable.rows,
            columns,
            caption="Ordini",
            state=GalleryTable,
            empty=words.empty_state("Nessun ordine trovato", "Prova con un altro numero o un altro nome."),
        ),
        class_name="grid gap-4",
    )


PAGES = (
    Screen("/dev/ui", "Le parti", gallery_page, outside_production_only=True),
    Screen(
        "/dev/ui/densa",
        "Ordini",
        dense_page,
        shell=Shell.ADMIN,
        on_load=[GalleryTable.arrive],
        outside_production_only=True,
    ),
    Screen("/dev/ui/accesso", "Accedi", sign_in_page, shell=Shell.AUTH, outside_production_only=True),
    Screen("/dev/ui/vuota", "Una pagina vuota", empty_page, outside_production_only=True),
)
