"""Which other sites may show a bot: origins as browsers write them (RFC 6454, 6.2). Pure."""

import re
from collections.abc import Collection
from urllib.parse import urlsplit

from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.text import mark
from aistrategyhub.features.assistant.schemas.bodies import MOST_ORIGINS

_LONGEST_ORIGIN = 255
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_LOOPBACK = frozenset({"localhost", "127.0.0.1"})
_PORTS = {"https": 443, "http": 80}
_WRONG = mark("«{line}» non è l’indirizzo di un sito: scriva per esempio https://www.esempio.it, senza altro dopo.")
_NOT_SECURE = mark("«{line}» deve cominciare con https://.")
_TOO_MANY = mark("Al massimo {most} siti.")


def read_origins(lines: Collection[str], *, field: str = "allowed_origins") -> list[str]:
    """Each origin once, as browsers write it. Raises InvalidInput with a sentence for every line that is none."""
    errors: list[FieldError] = []
    found: dict[str, None] = {}
    for line in filter(None, (line.strip() for line in lines)):
        origin = origin_of(line)
        if origin is None:
            errors.append(FieldError(field, "WRONG_ORIGIN", _WRONG, {"line": line[:80]}))
        elif not _is_secure(origin):
            errors.append(FieldError(field, "NOT_SECURE", _NOT_SECURE, {"line": line[:80]}))
        else:
            found[origin] = None
    if len(found) > MOST_ORIGINS:
        errors.append(FieldError(field, "TOO_MANY", _TOO_MANY, {"most": MOST_ORIGINS}))
    if errors:
        raise InvalidInput(errors)
    return list(found)


def origin_of(address: str) -> str | None:
    """The origin that somebody wrote, with nothing behind it but perhaps a slash; None for anything else."""
    if len(address) > _LONGEST_ORIGIN or any(not sign.isprintable() or sign in " \\" for sign in address):
        return None
    try:
        parts = urlsplit(address)
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        return None
    is_bare = parts.path in ("", "/") and not (parts.query or parts.fragment or "@" in parts.netloc)
    if parts.scheme not in _PORTS or not is_bare or address.endswith(("?", "#")):
        return None
    if not host or not all(_LABEL.fullmatch(label) for label in host.split(".")):
        return None
    return f"{parts.scheme}://{host}" + (f":{port}" if port not in (None, _PORTS[parts.scheme]) else "")


def is_allowed(origin: str, allowed: Collection[str]) -> bool:
    """Whether the Origin header of a browser names one of these. Nothing is allowed by an empty list, `null` never."""
    return origin in allowed


def _is_secure(origin: str) -> bool:
    """Over TLS, or on the developer's own machine."""
    parts = urlsplit(origin)
    return parts.scheme == "https" or parts.hostname in _LOOPBACK
