"""Documents of Word as blocks: headings by their styles, paragraphs, tables."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from aistrategyhub.features.assistant.reading.words import block_of
from aistrategyhub.features.assistant.rules.failures import Unreadable
from aistrategyhub.features.assistant.schemas.blocks import Block, Reading

_MOST_ENTRIES = 5_000
_LARGEST_UNPACKED = 200 * 1024 * 1024
_MOST_TIMES_LARGER = 150
# The protected document of Office 97 to today: an OLE file around an encrypted package.
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STYLE = re.compile(r"(?:heading|titolo)\s*([1-6])", re.IGNORECASE)


def read_docx(path: Path) -> Reading:
    """Raises Unreadable."""
    _check_archive(path)
    import docx
    from lxml import etree

    try:
        return Reading(list(_blocks(docx.Document(str(path)))))
    except Unreadable:
        raise
    except (KeyError, ValueError, AttributeError, OSError, EOFError, zipfile.BadZipFile, etree.XMLSyntaxError) as error:
        raise Unreadable("BROKEN") from error


def _check_archive(path: Path) -> None:
    """Looks at the list of contents only: nothing is unpacked before it is known to fit."""
    with path.open("rb") as file:
        if file.read(len(_OLE)) == _OLE:
            raise Unreadable("ENCRYPTED")
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError) as error:
        raise Unreadable("BROKEN") from error
    size, unpacked = path.stat().st_size, sum(entry.file_size for entry in entries)
    is_bomb = len(entries) > _MOST_ENTRIES or unpacked > _LARGEST_UNPACKED or unpacked > _MOST_TIMES_LARGER * size
    if is_bomb or sum(entry.compress_size for entry in entries) > size:
        raise Unreadable("ARCHIVE")
    names = {entry.filename.lower() for entry in entries}
    if any(name.endswith(("vbaproject.bin", "vbadata.xml")) for name in names):
        raise Unreadable("MACROS")
    if any(name.startswith("/") or ".." in name.split("/") for name in names):
        raise Unreadable("ARCHIVE")
    if "word/document.xml" not in names:
        raise Unreadable("BROKEN")


def _blocks(document: Any) -> Iterator[Block]:
    from docx.table import Table

    for part in document.iter_inner_content():
        if isinstance(part, Table):
            yield from _table(part)
        elif text := " ".join(part.text.split()):
            yield from _paragraph(text, part.style.name if part.style is not None else "")


def _paragraph(text: str, style: str) -> Iterator[Block]:
    found = _STYLE.match(style or "")
    if found:
        yield Block(text, level=int(found[1]))
    elif style in ("Title", "Titolo"):
        yield Block(text, level=1)
    else:
        yield from block_of([text])


def _table(table: Any) -> Iterator[Block]:
    lines = []
    for row in table.rows:
        # A merged cell is told once for every column that it covers.
        cells = list({id(cell._tc): " ".join(cell.text.split()) for cell in row.cells}.values())
        if any(cells):
            lines.append(" | ".join(cells))
    if lines:
        yield Block("\n".join(lines), is_table=True, caption=lines[0])
