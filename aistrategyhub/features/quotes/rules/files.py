"""Which files go along with a request: documents and pictures, a few, of a size that a mail would carry. Pure."""

from datetime import timedelta

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.text import mark
from aistrategyhub.features.media.models import MediaKind
from aistrategyhub.features.media.rules import MEGABYTE, FileTooLarge, Recognised, size_label
from aistrategyhub.features.quotes.models import QuoteFile
from aistrategyhub.features.quotes.schemas import FileRow

MOST_FILES = 5
LARGEST_FILE = 15 * MEGABYTE
# What may wait for requests that are still being written, of all visitors together.
MOST_WAITING = 1024 * MEGABYTE
WAITING_LASTS = timedelta(days=1)
ACCEPTED = ".pdf,.docx,.xlsx,.pptx,.zip,.txt,.csv,.png,.jpg,.jpeg,.webp,.gif,.tif,.tiff,.avif"
_KINDS = frozenset({MediaKind.DOCUMENT, MediaKind.IMAGE})


class KindNotTaken(DomainError):
    """A content that says nothing about a request."""

    code = "KIND_NOT_TAKEN"
    kind = Kind.INVALID
    sentence = mark("Con la richiesta si mandano documenti (PDF, DOCX, XLSX, PPTX, TXT, CSV, ZIP) e immagini.")


class TooManyFiles(DomainError):
    """More files than a request takes."""

    code = "TOO_MANY_FILES"
    kind = Kind.INVALID
    sentence = mark("Con una richiesta partono al massimo {most} file: togline qualcuno.")


class FileGone(DomainError):
    """A file that waited too long, or that another request took."""

    code = "QUOTE_FILE_GONE"
    kind = Kind.NOT_FOUND
    sentence = mark("Uno dei file non c’è più: toglilo e caricalo di nuovo.")


class NoRoomForFiles(DomainError):
    """Too much waits already."""

    code = "NO_ROOM_FOR_FILES"
    kind = Kind.UNAVAILABLE
    sentence = mark("In questo momento non possiamo prendere file: invia la richiesta e mandaceli per e-mail.")


def check_file(recognised: Recognised, size: int) -> None:
    """Raises KindNotTaken and FileTooLarge."""
    if recognised.kind not in _KINDS:
        raise KindNotTaken
    if size > LARGEST_FILE:
        raise FileTooLarge(megabytes=LARGEST_FILE // MEGABYTE)


def file_row(file: QuoteFile, *, key: str = "", href: str = "") -> FileRow:
    """A file as a screen shows it; `key` names it while it waits, `href` fetches it once it was sent."""
    return FileRow(key=key, name=file.name, size_label=size_label(file.bytes), href=href)
