"""The form of a quote as the server itself writes it, for whoever has no script to help them."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from fastapi.responses import HTMLResponse

from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.paths import in_language
from aistrategyhub.core.text import _, current_locale
from aistrategyhub.features.quotes.links import FORM_ACTION, PRIVACY_ROUTE, quote_route
from aistrategyhub.features.quotes.rules import consent_words
from aistrategyhub.features.quotes.rules.asking import question_fields
from aistrategyhub.features.quotes.schemas import QuestionField, Subject
from aistrategyhub.infra.http import plain_forms
from aistrategyhub.infra.http.plain_pages import plain_page


@dataclass(frozen=True)
class TypedRequest:
    """What somebody typed, by the names of the fields and as it came, about what, and the words that came along."""

    data: Mapping[str, str]
    subject: Subject
    page: str = ""
    prefill_key: str = ""
    prefill: str = ""


def form_page(
    typed: TypedRequest, *, seal: str, is_review: bool = False, refusal: DomainError | None = None
) -> HTMLResponse:
    """The form with what was typed: to be read once more and sent, or with the reasons why it was refused."""
    return plain_forms.form_page(
        _("Controlla e invia") if is_review else _("La richiesta non è ancora partita"),
        _("Rileggi la richiesta: parte quando premi «Invia».") if is_review else plain_forms.sentence_of(refusal),
        action=FORM_ACTION,
        fields=_prefilled(typed) + _fields(typed, plain_forms.errors_of(refusal)),
        hidden={
            "service": typed.subject.slug,
            "page": typed.page,
            "prefill": typed.prefill_key,
            "seal": seal,
            "locale": current_locale(),
        },
        trap=typed.data.get("website", ""),
        submit=_("Invia"),
        back=(in_language(quote_route(typed.subject.slug), current_locale()), _("Torna al modulo")),
        refusal=refusal,
    )


def thanks_page(number: str) -> HTMLResponse:
    """The number of the request, after it went."""
    title = _("Richiesta inviata")
    lead = _("Rispondiamo entro due giorni lavorativi; una conferma è in viaggio verso la tua e-mail.")
    called, onwards = _("Il numero della richiesta è"), _("Tutti i servizi")
    services = in_language("/servizi", current_locale())
    content = (
        f"<h1>{escape(title)}</h1><p>{escape(called)} <strong>{escape(number)}</strong>."
        f' {escape(lead)}</p><p><a href="{services}">{escape(onwards)}</a></p>'
    )
    return plain_page(title, content, status=200)


def _prefilled(typed: TypedRequest) -> str:
    lines = "".join(f"<li>{escape(line)}</li>" for line in typed.prefill.split("\n") if line)
    title = _("Dalla tua autovalutazione")
    return f"<div>{escape(title)}<ul>{lines}</ul></div>" if lines else ""


def _fields(typed: TypedRequest, errors: plain_forms.Errors) -> str:
    questions = question_fields(typed.subject.questions)
    about = f"<div><strong>{escape(typed.subject.name)}</strong></div>" if typed.subject.name else ""
    asked = [_question(question, typed.data, errors) for question in questions]
    return "".join((about, *asked, *_contact(typed.data, errors), _message(typed.data, errors, is_first=not questions)))


def _contact(data: Mapping[str, str], errors: plain_forms.Errors) -> tuple[str, ...]:
    def line(name: str, label: str, attributes: str) -> str:
        return plain_forms.line(name, label, data.get(name, ""), errors, attributes)

    return (
        line("name", _("Nome"), 'autocomplete="name" required'),
        line("email", _("Indirizzo e-mail"), 'type="email" autocomplete="email" required'),
        line("company", _("Azienda (facoltativo)"), 'autocomplete="organization"'),
        line("phone", _("Telefono (facoltativo)"), 'type="tel" autocomplete="tel"'),
    )


def _message(data: Mapping[str, str], errors: plain_forms.Errors, *, is_first: bool) -> str:
    label = _("Di che cosa hai bisogno") if is_first else _("Altro da sapere (facoltativo)")
    words = plain_forms.area("message", label, data.get("message", ""), errors, is_required=is_first)
    privacy = in_language(PRIVACY_ROUTE, current_locale()), _("Leggi l’informativa")
    is_agreed = bool(data.get("consent"))
    return words + plain_forms.tick("consent", consent_words(current_locale()), is_agreed, errors, more=privacy)


def _question(question: QuestionField, data: Mapping[str, str], errors: plain_forms.Errors) -> str:
    name, value = question.name, data.get(question.name, "")
    label = question.label if question.is_required else _("{question} (facoltativo)", question=question.label)
    if question.kind == "choices":
        chosen = [(option.name, option.label, bool(data.get(option.name))) for option in question.options]
        return plain_forms.ticks(name, label, chosen, errors, question.hint)
    if question.kind in ("choice", "yes_no"):
        both = [("yes", _("Sì")), ("no", _("No"))]
        choices = both if question.kind == "yes_no" else [(option.key, option.label) for option in question.options]
        return plain_forms.radios(name, label, choices, value, errors, question.hint)
    if question.kind == "long_text":
        return plain_forms.area(name, label, value, errors, is_required=question.is_required, hint=question.hint)
    # A browser throws away what its own calendar cannot show: a refused date stays as it was typed.
    attributes = {"number": 'inputmode="decimal"', "date": "" if name in errors else 'type="date"'}
    return plain_forms.line(name, label, value, errors, attributes.get(question.kind, ""), question.hint)
