"""How the archive of a person's data is laid out. Pure."""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any

from aistrategyhub.core.text import _, speaking

Tables = dict[str, list[dict[str, Any]]]

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
# A ZIP entry has a date; a fixed one makes the same data the same bytes.
_ENTRY_DATE = (2026, 1, 1, 0, 0, 0)


def archive(files: Mapping[str, bytes]) -> bytes:
    """A ZIP of these files, in the order of their names. Slow for large ones: call it in a thread."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in sorted(files):
            packed.writestr(zipfile.ZipInfo(name, _ENTRY_DATE), files[name], zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def unique_names(names: Sequence[str]) -> list[str]:
    """A plain file name for each, no two alike whatever the case: no folder, no way out of one, nothing hidden."""
    taken: set[str] = set()
    given = []
    for name in names:
        plain_name = _UNSAFE.sub("-", name.replace("\\", "/").rpartition("/")[2]).lstrip(".-")[-100:] or "file"
        stem, suffix, number = PurePosixPath(plain_name).stem, PurePosixPath(plain_name).suffix, 2
        while plain_name.lower() in taken:
            plain_name, number = f"{stem}-{number}{suffix}", number + 1
        taken.add(plain_name.lower())
        given.append(plain_name)
    return given


def readme(language: str, rooms: Mapping[str, Tables], files: Sequence[str]) -> str:
    """What is in the archive, in the person's language."""
    with speaking(language):
        lines = [
            _("Copia dei tuoi dati personali (articoli 15 e 20 del GDPR)"),
            "",
            _("Ogni file JSON contiene ciò che una parte del sito conserva su di te, tabella per tabella."),
            _("Le password e le altre chiavi di accesso non ci sono: chi trovasse questo archivio potrebbe usarle."),
            _("Gli orari sono in UTC. Le fatture sono nella cartella «fatture», in PDF e in XML."),
            "",
            *(
                f"{room}.json: {', '.join(f'{table} ({len(rows)})' for table, rows in rooms[room].items())}"
                for room in rooms
            ),
            *files,
        ]
    return "\n".join(lines) + "\n"


def plain(value: object) -> Any:
    """A database value as JSON can carry it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else str(value)
