"""Files on disk and archives of them, read within bounds."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from aistrategyhub.core.text import mark
from aistrategyhub.features.invoicing.fatturapa.opening import LARGEST, TooLargeToRead, Unreadable
from aistrategyhub.features.invoicing.fatturapa.verdicts import Verdict, judge, unread

_MOST_MEMBERS = 1000
_LARGEST_ARCHIVE = 150_000_000
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
# The others unpack with more memory than their content needs, and nothing that makes invoices uses them.
_PACKINGS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
# What zipfile raises for archives that are none.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    RuntimeError,
    NotImplementedError,
    EOFError,
    OSError,
    ValueError,
    IndexError,
)


class NoSuchFile(Unreadable):
    code = "NO_SUCH_FILE"
    sentence = mark("Il file non c'è, o non si può aprire.")


class CorruptArchive(Unreadable):
    code = "CORRUPT_ARCHIVE"
    sdi_code = "00106"
    sentence = mark("L'archivio è vuoto, guasto o protetto.")


class ArchiveTooLarge(Unreadable):
    code = "ARCHIVE_TOO_LARGE"
    sentence = mark("L'archivio contiene troppi file o troppo grandi: non viene letto.")


class NestedArchive(Unreadable):
    code = "NESTED_ARCHIVE"
    sentence = mark("Un archivio dentro un archivio non viene letto.")


def judge_path(path: Path) -> Iterator[Verdict]:
    """The verdict on a file, or on each file of an archive. Never raises for what is on disk."""
    try:
        for name, data in each_file(path.name, _read(path)):
            yield unread(name, data) if isinstance(data, Unreadable) else judge(name, data)
    except Unreadable as error:
        yield unread(path.name, error)


def each_file(name: str, data: bytes) -> Iterator[tuple[str, bytes | Unreadable]]:
    """The file itself, or each file of an archive by its name, or why it may not be read. Raises Unreadable for an
    archive that is none."""
    if data.startswith(_ZIP):
        yield from _members(data)
    else:
        yield name, data


def _read(path: Path) -> bytes:
    """At most one byte more than is ever read: a device that never ends does not fill the memory."""
    try:
        if not path.is_file():
            raise NoSuchFile
        with path.open("rb") as source:
            data = source.read(LARGEST + 1)
    except (OSError, ValueError):
        raise NoSuchFile from None
    if len(data) > LARGEST:
        raise TooLargeToRead
    return data


def _members(data: bytes) -> Iterator[tuple[str, bytes | Unreadable]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            if not members or any(member.compress_type not in _PACKINGS for member in members):
                raise CorruptArchive
            if len(members) > _MOST_MEMBERS or sum(member.file_size for member in members) > _LARGEST_ARCHIVE:
                raise ArchiveTooLarge
            for member in members:
                yield member.filename.rpartition("/")[2], _unpacked(archive, member)
    except _BROKEN:
        raise CorruptArchive from None


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes | Unreadable:
    """What a member says of its own size is not believed: it is unpacked up to the limit."""
    with archive.open(member) as source:
        data = source.read(LARGEST + 1)
    if len(data) > LARGEST:
        return TooLargeToRead()
    return NestedArchive() if data.startswith(_ZIP) else data
