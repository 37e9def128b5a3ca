"""What may come in, told by its first bytes and never by its name."""

from dataclasses import dataclass

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.text import mark
from aistrategyhub.features.media.models import MediaKind

MEGABYTE = 1024 * 1024
LARGEST_UPLOAD = 200 * MEGABYTE
_LARGEST = {
    MediaKind.IMAGE: 25 * MEGABYTE,
    MediaKind.VECTOR: MEGABYTE,
    MediaKind.DOCUMENT: 25 * MEGABYTE,
    MediaKind.VIDEO: LARGEST_UPLOAD,
}
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 20_000
HEAD_BYTES = 4096


class MediaRefused(DomainError):
    """A file that is not kept, and why. Subclasses say which reason."""

    code = "MEDIA_REFUSED"
    kind = Kind.INVALID
    sentence = mark("Questo file non può essere caricato.")


class EmptyUpload(MediaRefused):
    """Nothing arrived."""

    code = "EMPTY_FILE"
    sentence = mark("Il file è vuoto.")


class FileTooLarge(MediaRefused):
    """More bytes than its kind may have."""

    code = "FILE_TOO_LARGE"
    sentence = mark("Il file è troppo grande: per questo tipo il massimo è {megabytes} MB.")


class KindNotAllowed(MediaRefused):
    """A content that the library does not take, whatever its name."""

    code = "KIND_NOT_ALLOWED"
    sentence = mark(
        "Il contenuto di questo file non è tra i tipi ammessi: immagini (JPEG, PNG, WebP, AVIF, GIF, TIFF, SVG), "
        "PDF, DOCX, XLSX, ZIP, TXT, CSV, video MP4 e WebM."
    )


class HeicNotSupported(MediaRefused):
    """A photograph as iPhones keep them."""

    code = "HEIC_NOT_SUPPORTED"
    sentence = mark("Le foto HEIC non possono essere lette qui: salvala come JPEG e riprova.")


class TooManyPixels(MediaRefused):
    """A picture that would need too much memory: refused before it is decoded."""

    code = "TOO_MANY_PIXELS"
    sentence = mark("L'immagine ha troppi pixel ({width} × {height}): il massimo è 50 megapixel, 20.000 per lato.")


class ArchiveRefused(MediaRefused):
    """An archive that would burst when opened, or that hides something."""

    code = "ARCHIVE_REFUSED"
    sentence = mark(
        "Questo archivio non può essere accettato: contiene percorsi non validi, macro, o si espande troppo."
    )


class QuotaReached(MediaRefused):
    """The tenant's files would take more room than it has."""

    code = "QUOTA_REACHED"
    kind = Kind.CONFLICT
    sentence = mark(
        "Lo spazio per i file è esaurito: {used_mb} MB su {quota_mb} MB. Elimina qualche file, anche dal cestino."
    )


@dataclass(frozen=True)
class Recognised:
    """What a content is: its kind, the type it is served as, and the extension its name gets."""

    kind: MediaKind
    mime: str
    extension: str


# Read as pictures, whatever they say: each is decoded and written anew, and the original is not kept.
_PICTURE = Recognised(MediaKind.IMAGE, "image/*", "img")
_SVG = Recognised(MediaKind.VECTOR, "image/svg+xml", "svg")
_PDF = Recognised(MediaKind.DOCUMENT, "application/pdf", "pdf")
_ZIP = Recognised(MediaKind.DOCUMENT, "application/zip", "zip")
_MP4 = Recognised(MediaKind.VIDEO, "video/mp4", "mp4")
_WEBM = Recognised(MediaKind.VIDEO, "video/webm", "webm")
_TEXTS = {
    "txt": Recognised(MediaKind.DOCUMENT, "text/plain; charset=utf-8", "txt"),
    "csv": Recognised(MediaKind.DOCUMENT, "text/csv; charset=utf-8", "csv"),
}

_PICTURE_HEADS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*")
_MP4_BRANDS = frozenset({b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"dash"})
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"})
_MARKUP = (b"<!doctype", b"<html", b"<script", b"<?php", b"<?xml", b"<svg", b"#!")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def recognise(head: bytes, name: str) -> Recognised:
    """What a content is by its first HEAD_BYTES. The name only tells a text from a table.

    Raises EmptyUpload, HeicNotSupported and KindNotAllowed.
    """
    if not head:
        raise EmptyUpload
    if _is_picture(head):
        return _PICTURE
    if head[4:8] == b"ftyp":
        return _of_brand(head[8:12])
    if head.startswith(b"%PDF-"):
        return _PDF
    if head.startswith(b"PK\x03\x04"):
        return _ZIP
    if head.startswith(b"\x1aE\xdf\xa3") and b"webm" in head[:64]:
        return _WEBM
    return _of_words(head, name)


def check_size(kind: MediaKind, size: int) -> None:
    """Raises FileTooLarge."""
    if size > _LARGEST[kind]:
        raise FileTooLarge(megabytes=_LARGEST[kind] // MEGABYTE)


def check_pixels(width: int, height: int) -> None:
    """Raises TooManyPixels."""
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise TooManyPixels(width=width, height=height)


def check_quota(used: int, more: int, quota: int) -> None:
    """Raises QuotaReached when `more` bytes do not fit."""
    if used + more > quota:
        raise QuotaReached(used_mb=used // MEGABYTE, quota_mb=quota // MEGABYTE)


def _is_picture(head: bytes) -> bool:
    return head.startswith(_PICTURE_HEADS) or (head.startswith(b"RIFF") and head[8:12] == b"WEBP")


def _of_brand(brand: bytes) -> Recognised:
    if brand in _AVIF_BRANDS:
        return _PICTURE
    if brand in _HEIC_BRANDS:
        raise HeicNotSupported
    if brand in _MP4_BRANDS:
        return _MP4
    raise KindNotAllowed


def _of_words(head: bytes, name: str) -> Recognised:
    """A drawing, a text or a table. Markup is no text: somebody would open it as a page."""
    words = head.removeprefix(_BYTE_ORDER_MARK).lstrip().lower()
    if b"<svg" in words and words.startswith((b"<svg", b"<?xml", b"<!--", b"<!doctype svg")):
        return _SVG
    extension = name.rpartition(".")[2].lower()
    if extension not in _TEXTS or words.startswith(_MARKUP) or not _is_text(head):
        raise KindNotAllowed
    return _TEXTS[extension]


def _is_text(head: bytes) -> bool:
    # A character may be cut where the head ends.
    for cut in range(4):
        try:
            words = head[: len(head) - cut].decode("utf-8")
        except UnicodeDecodeError:
            continue
        return not any(letter < " " and letter not in "\t\r\n\f" for letter in words)
    return False
