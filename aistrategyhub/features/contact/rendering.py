"""The contact form as the server itself writes it, for whoever has no script to help them."""

from dataclasses import dataclass
from html import escape
from typing import Any

from fastapi.responses import HTMLResponse

from aistrategyhub.core.errors import DomainError, InvalidInput
from aistrategyhub.core.text import _, current_locale
from aistrategyhub.features.contact.links import CONTACT_ROUTE, FORM_ACTION
from aistrategyhub.features.contact.rules import consent_words
from aistrategyhub.infra.http.plain_pages import plain_page


@dataclass(frozen=True)
class TypedForm:
    """What somebody typed, as it came."""

    name: str = ""
    email: str = ""
    phone: str = ""
    message: str = ""
    consent: bool = False
    website: str = ""
    page: str = ""
    service: str = ""
    seal: str = ""

    @property
    def data(self) -> dict[str, Any]:
        """The fields of the message."""
        return {name: getattr(self, name) for name in ("name", "email", "phone", "message", "consent")}


def form_page(
    typed: TypedForm, *, seal: str, is_review: bool = False, refusal: DomainError | None = None
) -> HTMLResponse:
    """The form with what was typed: to be read once more and sent, or with the reasons why it was refused."""
    title = _("Controlla e invia") if is_review else _("Il messaggio non è ancora partito")
    lead = _("Rileggi il messaggio: parte quando premi «Invia».") if is_review else _said(refusal)
    status = refusal.kind.http_status if refusal else 200
    send, back = _("Invia"), _("Torna ai contatti")
    content = (
        f"<h1>{escape(title)}</h1><p{'' if is_review else ' role=alert'}>{escape(lead)}</p>"
        f'<form method="post" action="{FORM_ACTION}" accept-charset="utf-8">'
        f"{''.join(_fields(typed, _errors(refusal)))}{_hidden(typed, seal)}"
        f'<div><button type="submit">{escape(send)}</button></div></form>'
        f'<p><a href="{_home()}">{escape(back)}</a></p>'
    )
    wait = refusal.values.get("retry_after") if refusal else None
    return plain_page(title, content, status=status, is_form=True, headers={"Retry-After": str(wait)} if wait else {})


def _said(refusal: DomainError | None) -> str:
    return _(refusal.sentence, **refusal.values) if refusal else ""


def _errors(refusal: DomainError | None) -> dict[str, str]:
    if not isinstance(refusal, InvalidInput):
        return {}
    return {item.field: _(item.sentence, **item.values) for item in refusal.fields}


def _fields(typed: TypedForm, errors: dict[str, str]) -> list[str]:
    return [
        _line("name", _("Nome"), typed.name, errors, 'autocomplete="name" required'),
        _line("email", _("Indirizzo e-mail"), typed.email, errors, 'type="email" autocomplete="email" required'),
        _line("phone", _("Telefono (facoltativo)"), typed.phone, errors, 'type="tel" autocomplete="tel"'),
        _area(typed.message, errors),
        _tick(typed.consent, errors),
    ]


def _line(name: str, label: str, value: str, errors: dict[str, str], attributes: str) -> str:
    return (
        f'<div><label for="{name}">{escape(label)}</label>'
        f'<input id="{name}" name="{name}" value="{escape(value)}" {attributes}{_marked(name, errors)}>'
        f"{_problem(name, errors)}</div>"
    )


def _area(value: str, errors: dict[str, str]) -> str:
    # A browser drops the first line break after the tag.
    label, marked = _("Messaggio"), _marked("message", errors)
    return (
        f'<div><label for="message">{escape(label)}</label>'
        f'<textarea id="message" name="message" rows="8" required{marked}>\n{escape(value)}</textarea>'
        f"{_problem('message', errors)}</div>"
    )


def _tick(is_ticked: bool, errors: dict[str, str]) -> str:
    ticked = " checked" if is_ticked else ""
    return (
        f'<div><label><input type="checkbox" name="consent" value="on"{ticked}{_marked("consent", errors)}>'
        f"{escape(consent_words(current_locale()))}</label>{_problem('consent', errors)}</div>"
    )


def _marked(name: str, errors: dict[str, str]) -> str:
    return f' aria-invalid="true" aria-describedby="{name}-error"' if name in errors else ""


def _problem(name: str, errors: dict[str, str]) -> str:
    return f'<div class="failed" id="{name}-error">{escape(errors[name])}</div>' if name in errors else ""


def _hidden(typed: TypedForm, seal: str) -> str:
    kept = {"page": typed.page, "service": typed.service, "seal": seal, "locale": current_locale()}
    fields = "".join(f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in kept.items())
    trap = f'<input name="website" value="{escape(typed.website)}" tabindex="-1" autocomplete="off">'
    return f'{fields}<div class="trap" aria-hidden="true">{trap}</div>'


def _home() -> str:
    return CONTACT_ROUTE if current_locale() == "it" else f"/{current_locale()}{CONTACT_ROUTE}"
