"""Names of files, of their folders and of their addresses."""

import re
import unicodedata
from decimal import Decimal
from uuid import UUID

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.text import mark, number_label
from aistrategyhub.features.media.models import MediaFile, MediaKind

_MEGABYTE = 1024 * 1024
_LONGEST_NAME = 150
_LONGEST_STEM = 80
_LONGEST_FOLDER = 200
_DEEPEST_FOLDER = 5
_PRIVATE_AREAS = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})
_NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*]+')


class InvalidFolder(DomainError):
    """A folder with a name that cannot be one."""

    code = "INVALID_FOLDER"
    kind = Kind.INVALID
    sentence = mark("Il nome della cartella non va bene: usa lettere, numeri e al massimo cinque livelli.")


def clean_name(given: str, extension: str) -> str:
    """The name to show and to save under: without path, control characters or directions of writing, and with the
    extension that fits the content whatever the given one was."""
    base = re.split(r"[/\\]", given)[-1]
    base = "".join(letter for letter in unicodedata.normalize("NFC", base) if _is_visible(letter))
    base = _NOT_IN_NAMES.sub(" ", base)
    stem, dot, last = base.rpartition(".")
    stem = stem if dot and len(last) <= 5 and last.isalnum() else base
    stem = " ".join(stem.split()).strip(" .")[: _LONGEST_NAME - len(extension)].rstrip(" .")
    return f"{stem or 'file'}.{extension}"


def stem_of(name: str) -> str:
    """The part of an address that tells people and search engines what the file is: `sede-di-torino`."""
    plain = unicodedata.normalize("NFKD", name.rpartition(".")[0]).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST_STEM].strip("-") or "file"


def clean_folder(given: str) -> str:
    """`/sedi/torino` for whatever way it was written. Raises InvalidFolder."""
    parts = [" ".join(part.split()) for part in unicodedata.normalize("NFC", given).split("/")]
    parts = [part for part in parts if part]
    folder = "/" + "/".join(parts)
    visible = all(_is_visible(letter) for part in parts for letter in part)
    plain = visible and not any(part in (".", "..") or _NOT_IN_NAMES.search(part) for part in parts)
    if not plain or len(parts) > _DEEPEST_FOLDER or len(folder) > _LONGEST_FOLDER:
        raise InvalidFolder
    return folder


def version_mark(version_id: UUID) -> str:
    """Twelve characters that change with every replacement: what makes an address cacheable for ever."""
    return version_id.hex[-12:]


def file_name(stem: str, version_id: UUID, extension: str, width: int = 0) -> str:
    """`sede-di-torino-720-5f2c9be01a47.webp`; without a width for what has one size only."""
    size = f"-{width}" if width else ""
    return f"{stem}{size}-{version_mark(version_id)}.{extension}"


def address(media_id: UUID, name: str) -> str:
    """The path under which a file is served."""
    return f"/media/{media_id}/{name}"


def focal_class(focal_x: int, focal_y: int) -> str:
    """The classes of house.css that keep this point in view; none for the middle."""
    return "" if (focal_x, focal_y) == (5, 5) else f"focal focal-x-{focal_x} focal-y-{focal_y}"


def needs_description(file: MediaFile) -> bool:
    """Whether nobody has said yet what a picture shows, nor that it only decorates (WCAG 2.2, 1.1.1)."""
    is_picture = file.kind in (MediaKind.IMAGE, MediaKind.VECTOR)
    return is_picture and not file.is_decorative and not file.alt.get("it")


def _is_visible(letter: str) -> bool:
    return unicodedata.category(letter) not in _PRIVATE_AREAS


def size_label(size: int) -> str:
    """`840 KB`, `1,2 MB`: as people say how large a file is."""
    if size < _MEGABYTE:
        return f"{max(1, round(size / 1024))} KB"
    return f"{number_label(round(Decimal(size) / _MEGABYTE, 1))} MB"
