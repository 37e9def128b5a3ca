"""`python -m aistrategyhub.features.assistant.reading.desk`: reads one file, asked for on standard input.

It reads what strangers made, so it stands alone: little memory, little time, no database, no network. It answers with
one JSON object: the blocks, or why there are none.
"""

import dataclasses
import json
import logging
import resource
import sys
from pathlib import Path
from typing import Any

from aistrategyhub.features.assistant.reading.data import blocks_of_csv, blocks_of_json
from aistrategyhub.features.assistant.reading.html import blocks_of_html
from aistrategyhub.features.assistant.reading.pdf import read_pdf
from aistrategyhub.features.assistant.reading.word import read_docx
from aistrategyhub.features.assistant.reading.words import blocks_of_markdown, blocks_of_text, decoded
from aistrategyhub.features.assistant.rules.failures import Unreadable
from aistrategyhub.features.assistant.schemas.blocks import Reading

MEMORY_BYTES = 2 * 1024**3
CPU_SECONDS = 240
MOST_LETTERS = 5_000_000

_FILES = {"pdf": read_pdf, "docx": read_docx}
_TEXTS = {
    "txt": blocks_of_text,
    "md": blocks_of_markdown,
    "csv": blocks_of_csv,
    "json": blocks_of_json,
    "html": blocks_of_html,
}


def main() -> None:
    """Reads what standard input names, within its limits."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    logging.disable(logging.CRITICAL)
    asked = json.load(sys.stdin)
    try:
        answer: dict[str, Any] = dataclasses.asdict(read(Path(asked["path"]), asked["file_type"]))
    except Unreadable as refusal:
        answer = {"refused": refusal.code, "values": refusal.values}
    except (MemoryError, RecursionError):
        answer = {"refused": "TOO_HEAVY", "values": {}}
    json.dump(answer, sys.stdout)


def read(path: Path, file_type: str) -> Reading:
    """The document at this path. Raises Unreadable."""
    reading = _FILES[file_type](path) if file_type in _FILES else _read_text(path, file_type)
    letters = sum(len(block.text) for block in reading.blocks)
    if letters > MOST_LETTERS:
        raise Unreadable("TOO_LONG", most=f"{MOST_LETTERS:,}".replace(",", "."))
    if not any(block.text and not block.level for block in reading.blocks):
        raise Unreadable("EMPTY")
    return reading


def _read_text(path: Path, file_type: str) -> Reading:
    return Reading(_TEXTS[file_type](decoded(path.read_bytes())))


if __name__ == "__main__":
    main()
