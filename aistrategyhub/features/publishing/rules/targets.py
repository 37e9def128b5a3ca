"""Where redirects may lead: a path of this site, or a secure address elsewhere. Pure."""

import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.latin import has_control_characters
from aistrategyhub.core.text import mark
from aistrategyhub.features.publishing.models import LONGEST_TARGET

_LEFT_ALONE = "/:?#[]@!$&'()*+,;=%~-._"
_SUFFIX = re.compile(r"[?#]")
_EMPTY = mark("Scrivi dove si deve arrivare.")
_INVALID = mark("Scrivi un indirizzo di questo sito, come /contatti, o uno completo, come https://esempio.it/pagina.")
_TOO_LONG = mark("L’indirizzo è troppo lungo: al massimo {longest} caratteri.")


@dataclass(frozen=True)
class Target:
    """A tidy target: `path` is a path of this site without its query, or a whole address elsewhere; `suffix` the query
    and fragment of a path (`?da=qui#form`)."""

    path: str
    suffix: str = ""

    @property
    def is_elsewhere(self) -> bool:
        return not _is_path(self.path)


def read_target(text: str, field: str) -> Target:
    """The target that somebody wrote: `/contatti?da=qui#form`, or `https://host/...`. Raises InvalidInput naming
    `field`."""
    tidy = text.strip()
    if not tidy:
        raise InvalidInput([FieldError(field, "TARGET_EMPTY", _EMPTY)])
    quoted = quote(tidy, safe=_LEFT_ALONE)
    if len(quoted) > LONGEST_TARGET:
        raise InvalidInput([FieldError(field, "TARGET_TOO_LONG", _TOO_LONG, {"longest": LONGEST_TARGET})])
    if has_control_characters(tidy) or "\\" in tidy or not (_is_path(tidy) or _is_address(tidy)):
        raise InvalidInput([FieldError(field, "TARGET_INVALID", _INVALID)])
    if not _is_path(quoted):
        return Target(quoted)
    path = _SUFFIX.split(quoted, maxsplit=1)[0]
    return Target(path.rstrip("/") or "/", quoted[len(path) :])


def _is_path(text: str) -> bool:
    return text.startswith("/") and not text.startswith("//")


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc
