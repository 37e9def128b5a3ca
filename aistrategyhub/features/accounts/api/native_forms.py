"""What the routes behind native forms share: they answer with a redirect, in the language of the page they were on."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Form
from fastapi.responses import RedirectResponse

from aistrategyhub.core.text import DEFAULT_LOCALE
from aistrategyhub.features.accounts.rules import local_path

SIGN_IN_ROUTE = "/accedi"
SECOND_STEP_ROUTE = "/accedi/verifica"
STEP_UP_ROUTE = "/conferma-identita"

FormLocale = Annotated[str, Form(pattern="^(it|en)$")]
NextPath = Annotated[str, Form(max_length=500)]


def spoken(route: str, locale: str) -> str:
    """The address of a page in this language."""
    return route if locale == DEFAULT_LOCALE else f"/{locale}{route}"


def back_to(route: str, locale: str, *, next_path: str, **told: str | int) -> RedirectResponse:
    """Leads to a page that reads from its address what it has to say; a `next_path` of this site goes along."""
    asked = {**told, "next": local_path(next_path) or ""}
    return RedirectResponse(f"{spoken(route, locale)}?{urlencode(asked)}", status_code=303)
