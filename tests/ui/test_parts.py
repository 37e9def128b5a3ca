import pytest
import reflex as rx

from aistrategyhub.core.text import speaking
from aistrategyhub.ui import forms
from aistrategyhub.ui.parts import actions, base, figures, words


class PartsState(forms.FormMixin, rx.State):
    label: str = ""
    tone: str = "neutral"
    is_ready: bool = False
    steps: int = 0
    entries: list[figures.TimelineEntry] = []


@pytest.mark.parametrize(
    ("route", "italian", "english"),
    [
        ("/", "/", "/en"),
        ("/servizi", "/servizi", "/en/servizi"),
        ("/servizi/[slug]", "/servizi/[slug]", "/en/servizi/[slug]"),
    ],
)
def test_a_page_has_one_address_per_language(route: str, italian: str, english: str) -> None:
    assert base.localized(route, "it") == italian
    assert base.localized(route, "en") == english
    with speaking("en"):
        assert base.localized(route) == english


@pytest.mark.parametrize("locale", ["it", "en"])
def test_a_link_stays_in_the_language_being_spoken(locale: str) -> None:
    with speaking(locale):
        drawn = str(actions.link("Servizi", "/servizi"))
    assert ("/en/servizi" in drawn) is (locale == "en")


def test_a_link_to_an_address_that_only_the_state_knows_keeps_the_language_too() -> None:
    with speaking("en"):
        assert '"/en"' in str(actions.link("Vedi", PartsState.label))
    assert '"/en"' not in str(actions.link("Vedi", PartsState.label))


@pytest.mark.parametrize(
    ("busy", "disabled", "off"),
    [(False, False, False), (True, False, True), (False, True, True), (True, True, True)],
)
def test_a_button_that_is_busy_or_off_cannot_be_pressed(busy: bool, disabled: bool, off: bool) -> None:
    drawn = str(actions.button("Paga", busy=busy, disabled=disabled))
    assert f"disabled:{str(off).lower()}" in drawn
    assert f'"aria-busy":{str(busy).lower()}' in drawn
    assert ("turning" in drawn) is busy


def test_a_button_submits_only_when_told() -> None:
    assert 'type:"button"' in str(actions.button("Annulla"))
    assert 'type:"submit"' in str(actions.button("Paga", submit=True))


@pytest.mark.parametrize("tone", base.TONES)
def test_a_tone_is_a_class_known_now_or_later(tone: base.Tone) -> None:
    assert base.toned("tone", tone) == f"tone-{tone}"
    assert f"tone-{tone}" in str(base.toned("tone", PartsState.tone))


def test_what_a_bool_decides_is_decided_at_once() -> None:
    assert base.when(True, "sì", "no") == "sì"
    assert base.when(False, "sì", "no") == "no"
    assert "?" in str(rx.fragment(base.when(PartsState.is_ready, rx.el.p("sì"), rx.el.p("no"))))


def test_a_field_ties_its_label_hint_and_error_to_its_control() -> None:
    drawn = str(
        forms.field("Partita IVA", "vat_number", error="Ha undici cifre.", hint="Senza IT.", inputmode="numeric")
    )
    assert 'htmlFor:"field-vat_number"' in drawn
    assert 'id:"field-vat_number"' in drawn
    assert "vat_number-hint vat_number-error" in drawn
    assert '"aria-invalid":"true"' in drawn
    assert "Ha undici cifre." in drawn


def test_a_field_without_fault_claims_none() -> None:
    drawn = str(forms.field("Nome", "name"))
    assert "aria-invalid" not in drawn
    assert "aria-describedby" not in drawn
    assert "field-error" not in drawn


def test_only_what_may_be_left_out_says_so() -> None:
    assert "facoltativo" in str(forms.field("PEC", "pec_email", required=False))
    assert "facoltativo" not in str(forms.field("Nome", "name"))
    with speaking("en"):
        assert "optional" in str(forms.field("PEC", "pec_email", required=False))


def test_a_field_shows_the_error_of_its_own_name() -> None:
    drawn = str(forms.field("CAP", "billing_address.zip", state=PartsState))
    assert 'errors_rx_state_?.["billing_address.zip"]' in drawn
    assert "billing_address.zip-error" in drawn


@pytest.mark.parametrize(
    ("current", "classes"),
    [(0, ["step", "", ""]), (1, ["is-past", "step", ""]), (2, ["is-past", "is-past", "step"])],
)
def test_a_stepper_says_where_one_is(current: int, classes: list[str]) -> None:
    steps = [str(step) for step in figures.stepper(["Dati", "Pagamento", "Fattura"], current).children]
    found = ["step" if "aria-current" in step else "is-past" if "is-past" in step else "" for step in steps]
    assert found == classes


def test_a_progress_without_a_value_is_under_way() -> None:
    assert "value:" not in str(figures.progress("Invio"))
    assert "value:62" in str(figures.progress("Invio", value=62))


def test_a_timeline_is_drawn_from_a_list_and_from_a_var() -> None:
    entry = figures.TimelineEntry("Pagato", "oggi", tone="action")
    assert "is-action" in str(figures.timeline([entry]))
    assert "entries" in str(figures.timeline(PartsState.entries))


@pytest.mark.parametrize(("urgent", "role"), [(False, "note"), (True, "alert")])
def test_only_an_urgent_notice_interrupts(urgent: bool, role: str) -> None:
    assert f'role:"{role}"' in str(words.notice("Scaduta", urgent=urgent))


def test_words_that_only_the_state_knows_go_wherever_words_go() -> None:
    known_later = PartsState.label
    for part in (
        words.page_header("Ordini", kicker=known_later, lead=known_later),
        words.section("Righe", note=known_later),
        words.notice("Testo", title=known_later),
        words.empty_state("Nulla", known_later),
        figures.stat_tile("Incassato", known_later, note=known_later),
        forms.field("Nome", "name", hint=known_later),
        forms.form(on_submit=rx.noop(), submit_label=rx.cond(PartsState.is_ready, "Paga", "Salva")),
    ):
        assert "label_rx_state_" in str(part) or "is_ready_rx_state_" in str(part)


def test_a_file_that_is_only_saved_does_not_begin_to_leave_the_page() -> None:
    saved, shown = actions.file_link("Analisi", "/x", is_saved=True), actions.file_link("Analisi", "/x")
    assert 'download:""' in str(saved.render())
    assert 'download:""' not in str(shown.render())
