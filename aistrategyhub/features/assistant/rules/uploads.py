"""What may be uploaded into a bot's knowledge. What is inside is told later, by whoever reads it. Pure."""

import re
import unicodedata
from pathlib import PurePosixPath

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.text import mark
from aistrategyhub.features.assistant.models import DocumentType

MEGABYTE = 1024 * 1024
LARGEST_UPLOAD = 25 * MEGABYTE
ACCEPTED = ".pdf,.docx,.txt,.md,.csv,.json,.html,.htm"
_LONGEST_NAME = 200
_TYPES = {kind.value: kind for kind in DocumentType if kind is not DocumentType.PUBLICATION} | {
    "htm": DocumentType.HTML,
    "markdown": DocumentType.MD,
    # Refused by its reader, which says what to do about the macros.
    "docm": DocumentType.DOCX,
}
_STRANGE = re.compile(r"[\x00-\x1f\x7f\\/:*?\"<>|]+")


class DocumentRefused(DomainError):
    """A file that is not taken in."""

    code = "DOCUMENT_REFUSED"
    kind = Kind.INVALID
    sentence = mark("Questo file non può essere caricato.")


class DocumentEmpty(DocumentRefused):
    """Nothing arrived."""

    code = "EMPTY_FILE"
    sentence = mark("Il file è vuoto.")


class DocumentTooLarge(DocumentRefused):
    """More bytes than a document may have."""

    code = "FILE_TOO_LARGE"
    sentence = mark("Il file è troppo grande: al massimo {megabytes} MB.")


class DocumentKindNotAllowed(DocumentRefused):
    """A file whose name says that it is none of the kinds that are read."""

    code = "KIND_NOT_ALLOWED"
    sentence = mark("Questo tipo di file non si legge: PDF, DOCX, TXT, MD, CSV, JSON o HTML.")


def type_of(filename: str) -> DocumentType:
    """How a file of this name is read. Raises DocumentKindNotAllowed."""
    found = _TYPES.get(PurePosixPath(filename).suffix.lower().removeprefix("."))
    if found is None:
        raise DocumentKindNotAllowed
    return found


def clean_filename(name: str) -> str:
    """The last part of a name without signs that a path, a header or a terminal would take for more than letters."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    printable = "".join(letter for letter in _STRANGE.sub(" ", last) if letter.isprintable())
    stem, dot, extension = " ".join(printable.split()).rpartition(".")
    return f"{stem[:_LONGEST_NAME]}{dot}{extension}" if stem else extension


def title_of_file(filename: str) -> str:
    """What a document is called until somebody says better."""
    return PurePosixPath(filename).stem.replace("_", " ").strip() or filename


def check_size(size: int) -> None:
    """Raises DocumentTooLarge."""
    if size > LARGEST_UPLOAD:
        raise DocumentTooLarge(megabytes=LARGEST_UPLOAD // MEGABYTE)
