"""The contact form as the server itself writes it, for whoever has no script to help them."""

from dataclasses import dataclass
from typing import Any

from fastapi.responses import HTMLResponse

from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.paths import in_language
from aistrategyhub.core.text import _, current_locale
from aistrategyhub.features.contact.links import CONTACT_ROUTE, FORM_ACTION, PRIVACY_ROUTE
from aistrategyhub.features.contact.rules import consent_words
from aistrategyhub.infra.http import plain_forms


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
    return plain_forms.form_page(
        _("Controlla e invia") if is_review else _("Il messaggio non è ancora partito"),
        _("Rileggi il messaggio: parte quando premi «Invia».") if is_review else plain_forms.sentence_of(refusal),
        action=FORM_ACTION,
        fields=_fields(typed, plain_forms.errors_of(refusal)),
        hidden={"page": typed.page, "service": typed.service, "seal": seal, "locale": current_locale()},
        trap=typed.website,
        submit=_("Invia"),
        back=(in_language(CONTACT_ROUTE, current_locale()), _("Torna ai contatti")),
        refusal=refusal,
    )


def _fields(typed: TypedForm, errors: plain_forms.Errors) -> str:
    email = 'type="email" autocomplete="email" required'
    privacy = in_language(PRIVACY_ROUTE, current_locale()), _("Leggi l’informativa")
    return "".join(
        (
            plain_forms.line("name", _("Nome"), typed.name, errors, 'autocomplete="name" required'),
            plain_forms.line("email", _("Indirizzo e-mail"), typed.email, errors, email),
            plain_forms.line(
                "phone", _("Telefono (facoltativo)"), typed.phone, errors, 'type="tel" autocomplete="tel"'
            ),
            plain_forms.area("message", _("Messaggio"), typed.message, errors, is_required=True),
            plain_forms.tick("consent", consent_words(current_locale()), typed.consent, errors, more=privacy),
        )
    )
