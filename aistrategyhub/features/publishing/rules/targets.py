"""Where redirects may lead: a path of this site, or a secure address elsewhere. Pure."""

from urllib.parse import quote, urlsplit

from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.latin import has_control_characters
from aistrategyhub.core.text import mark
from aistrategyhub.features.publishing.models import LONGEST_TARGET

_EMPTY = mark("Scrivi dove si deve arrivare.")
_INVALID = mark("Scrivi un indirizzo di questo sito, come /contatti, o uno completo, come https://esempio.it/pagina.")
_TOO_LONG = mark("L’indirizzo è troppo lungo: al massimo {longest} caratteri.")


def read_target(text: str, field: str) -> str:
    """The target tidy: `/contatti?da=qui#form`, or `https://host/...`. Raises InvalidInput naming `field`."""
    tidy = text.strip()
    if not tidy:
        raise InvalidInput([FieldError(field, "TARGET_EMPTY", _EMPTY)])
    if len(tidy) > LONGEST_TARGET // 3:
        values = {"longest": LONGEST_TARGET // 3}
        raise InvalidInput([FieldError(field, "TARGET_TOO_LONG", _TOO_LONG, values)])
    if has_control_characters(tidy) or "\\" in tidy or not (_is_path(tidy) or _is_address(tidy)):
        raise InvalidInput([FieldError(field, "TARGET_INVALID", _INVALID)])
    quoted = quote(tidy, safe="/:?#[]@!$&'()*+,;=%~-._")
    return quoted if "?" in quoted or "#" in quoted or not _is_path(quoted) else quoted.rstrip("/") or "/"


def is_elsewhere(target: str) -> bool:
    """Whether a tidy target is on another site."""
    return not _is_path(target)


def _is_path(text: str) -> bool:
    return text.startswith("/") and not text.startswith("//")


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc
