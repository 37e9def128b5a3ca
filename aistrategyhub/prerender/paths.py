"""Which public paths a file can answer, and the one way to write each. Pure."""

import unicodedata

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.text import mark
from aistrategyhub.prerender.models import LONGEST_PATH

# What one name of a file may hold on Linux.
_LONGEST_NAME_BYTES = 255
_FILE = "index.html"


class UnservablePath(DomainError):
    """The path cannot be a file of the site: too long, or with parts that a file system or a browser reads anew."""

    code = "UNSERVABLE_PATH"
    kind = Kind.INVALID
    sentence = mark("Questo indirizzo non può essere una pagina del sito: è troppo lungo o contiene segni non ammessi.")


def clean_path(path: str) -> str:
    """The path as pages are known by: decoded, in one Unicode form, no slash at its end. Raises UnservablePath."""
    path = unicodedata.normalize("NFC", path)
    if path == "/":
        return path
    path = path.removesuffix("/")
    if not path.startswith("/") or len(path) > LONGEST_PATH or not all(map(_is_name, path[1:].split("/"))):
        raise UnservablePath
    return path


def _is_name(part: str) -> bool:
    """Whether a part of a path names one file, the same one for every reader."""
    return (
        bool(part)
        and not part.startswith((".", _FILE))
        and part.isprintable()
        and not set(part) & set("\\%?#")
        and len(part.encode()) <= _LONGEST_NAME_BYTES
    )
