"""Whether an archive may be kept. It is never unpacked here; whoever downloads it does that."""

import zipfile
from pathlib import PurePosixPath
from typing import IO

from aistrategyhub.features.media.models import MediaKind
from aistrategyhub.features.media.rules.admission import MEGABYTE, ArchiveRefused, Recognised

_MOST_ENTRIES = 5_000
_LARGEST_UNPACKED = 500 * MEGABYTE
_MOST_TIMES_LARGER = 120
_OFFICE = "application/vnd.openxmlformats-officedocument."
_DOCX = Recognised(MediaKind.DOCUMENT, f"{_OFFICE}wordprocessingml.document", "docx")
_XLSX = Recognised(MediaKind.DOCUMENT, f"{_OFFICE}spreadsheetml.sheet", "xlsx")
_ZIP = Recognised(MediaKind.DOCUMENT, "application/zip", "zip")
_NESTED = (".zip", ".gz", ".bz2", ".xz", ".7z", ".rar", ".zst", ".tar")


def recognise_archive(file: IO[bytes]) -> Recognised:
    """A document of Word or Excel, else a plain archive.

    Raises ArchiveRefused for what cannot be read, for paths that lead outside, macros, archives inside archives,
    entries that share their bytes, and what grows beyond measure when it is opened.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError, UnicodeDecodeError) as error:
        raise ArchiveRefused from error
    file.seek(0, 2)
    if _would_burst(entries, file.tell()) or any(_is_suspicious(name) for name in names):
        raise ArchiveRefused
    if "[Content_Types].xml" in names:
        if "word/document.xml" in names:
            return _DOCX
        if "xl/workbook.xml" in names:
            return _XLSX
    return _ZIP


def _would_burst(entries: list[zipfile.ZipInfo], size: int) -> bool:
    unpacked = sum(entry.file_size for entry in entries)
    return (
        len(entries) > _MOST_ENTRIES
        or unpacked > _LARGEST_UNPACKED
        or unpacked > _MOST_TIMES_LARGER * size
        or sum(entry.compress_size for entry in entries) > size
    )


def _is_suspicious(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    leads_outside = path.is_absolute() or ".." in path.parts or (":" in name.split("/")[0])
    return leads_outside or path.name.lower() == "vbaproject.bin" or path.name.lower().endswith(_NESTED)
