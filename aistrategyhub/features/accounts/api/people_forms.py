"""What the pages' own forms share: they work without any script, answer with a redirect and keep what was typed."""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Form
from fastapi.responses import RedirectResponse

from aistrategyhub.core.errors import DomainError, InvalidInput
from aistrategyhub.core.text import DEFAULT_LOCALE

ShortText = Annotated[str, Form(max_length=500)]
Secret = Annotated[str, Form(max_length=1024)]
Locale = Annotated[str, Form(pattern="^(it|en)$")]
DONE = "fatto"


def refused_form(route: str, locale: str, refusal: DomainError, kept: Mapping[str, str]) -> RedirectResponse:
    """Back to the page, which says why: `errore` holds `field:CODE` pairs, or one code for the whole form."""
    if isinstance(refusal, InvalidInput):
        code = ",".join(f"{error.field}:{error.code}" for error in refusal.fields)
    else:
        code = refusal.code
    return _to(route, locale, {"errore": code, **kept})


def done_form(route: str, locale: str, what: str = "1") -> RedirectResponse:
    """Back to the page, which says that it is done."""
    return _to(route, locale, {DONE: what})


def kept_form(route: str, locale: str, query: Mapping[str, str]) -> RedirectResponse:
    """On to another page, which reads from its address what to go on with."""
    return _to(route, locale, query)


def _to(route: str, locale: str, query: Mapping[str, str]) -> RedirectResponse:
    page = route if locale == DEFAULT_LOCALE else f"/{locale}{route}"
    asked = urlencode({name: value for name, value in query.items() if value})
    return RedirectResponse(f"{page}?{asked}", status_code=303)
