"""The pages that a mail leads to, as whole addresses."""

from urllib.parse import urlencode

from aistrategyhub.core.text import DEFAULT_LOCALE
from aistrategyhub.infra.settings import get_settings

REGISTER_ROUTE = "/registrati"
FORGOT_ROUTE = "/password-dimenticata"
RESET_ROUTE = "/reimposta-password"
VERIFY_ROUTE = "/verifica-email"
CONFIRM_ROUTE = "/conferma-email"
PROFILE_ROUTE = "/profilo"


def page_url(route: str, language: str, **query: str) -> str:
    """The page in this language on the site's own address, whatever host the request named."""
    prefix = "" if language == DEFAULT_LOCALE else f"/{language}"
    return f"{get_settings().base_url}{prefix}{route}" + (f"?{urlencode(query)}" if query else "")
