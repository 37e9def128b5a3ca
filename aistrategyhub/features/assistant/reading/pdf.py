"""PDF as blocks: paragraphs with their page, headings from its bookmarks, running heads left out."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from aistrategyhub.features.assistant.reading.words import block_of
from aistrategyhub.features.assistant.rules.failures import Unreadable
from aistrategyhub.features.assistant.schemas.blocks import Block, Reading

MOST_PAGES = 1_500
# Below this, pages hold pictures of text and no text.
_FEWEST_LETTERS = 20
_RUNNING_SHARE = 0.6
_FEWEST_PAGES_TO_COMPARE = 4
_DIGITS = re.compile(r"\d+")
_END = re.compile(r"[.!?:;»”]$")
_DEEPEST_HEADING = 6


def read_pdf(path: Path) -> Reading:
    """Raises Unreadable."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("ENCRYPTED")
        if len(reader.pages) > MOST_PAGES:
            raise Unreadable("TOO_MANY_PAGES", pages=len(reader.pages), most=MOST_PAGES)
        pages = [_lines(page.extract_text() or "") for page in reader.pages]
        _refuse_pictures(reader, pages)
        marks = _bookmarks(reader)
    except Unreadable:
        raise
    except RecursionError as error:
        raise Unreadable("TOO_HEAVY") from error
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, OverflowError) as error:
        # What a broken file makes the library stumble over.
        raise Unreadable("BROKEN") from error
    return Reading(list(_blocks(_without_running_heads(pages), marks)), len(pages))


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines()]


def _refuse_pictures(reader: Any, pages: Sequence[Sequence[str]]) -> None:
    letters = sum(len(line) for lines in pages for line in lines)
    if letters < _FEWEST_LETTERS * len(pages) and any(_has_pictures(page) for page in reader.pages[:20]):
        raise Unreadable("SCANNED")


def _has_pictures(page: Any) -> bool:
    resources = page.get("/Resources", {}).get_object()
    objects = resources.get("/XObject", {}).get_object()
    return any(one.get_object().get("/Subtype") == "/Image" for one in objects.values())


def _bookmarks(reader: Any) -> dict[int, list[tuple[int, str]]]:
    """By page, the headings that the bookmarks say begin there."""
    found: dict[int, list[tuple[int, str]]] = {}
    todo = [(1, reader.outline)]
    while todo:
        level, items = todo.pop()
        for item in items:
            if isinstance(item, list):
                todo.append((level + 1, item))
                continue
            page = reader.get_destination_page_number(item)
            if page is not None and item.title:
                title = " ".join(str(item.title).split())
                told, mark = found.setdefault(page, []), (min(level, _DEEPEST_HEADING), title)
                told += [mark] if mark not in told else []
    return found


def _without_running_heads(pages: Sequence[list[str]]) -> list[list[str]]:
    """A first or last line that most pages share, but for a number in it, is not part of the text."""
    if len(pages) < _FEWEST_PAGES_TO_COMPARE:
        return list(pages)
    seen: Counter[str] = Counter()
    for lines in pages:
        seen.update({_DIGITS.sub("#", line) for line in _edges(lines)})
    running = {line for line, count in seen.items() if count >= _RUNNING_SHARE * len(pages)}
    return [
        [line for line in lines if line not in _edges(lines) or _DIGITS.sub("#", line) not in running]
        for lines in pages
    ]


def _edges(lines: Sequence[str]) -> set[str]:
    written = [line for line in lines if line]
    return {line for line in (*written[:1], *written[-1:]) if not _END.search(line)}


def _blocks(pages: Sequence[Sequence[str]], marks: dict[int, list[tuple[int, str]]]) -> Iterator[Block]:
    for number, lines in enumerate(pages):
        waiting = list(marks.get(number, ()))
        for paragraph in _paragraphs(lines):
            for level, title in [mark for mark in waiting if _begins(paragraph, mark[1])] or ():
                yield Block(title, level=level, page=number + 1)
                waiting.remove((level, title))
                paragraph = _after(paragraph, title)
            if paragraph:
                yield from block_of(paragraph, page=number + 1)
        # A bookmark whose words the page writes otherwise still says what follows it.
        for level, title in waiting:
            yield Block(title, level=level, page=number + 1)


def _paragraphs(lines: Sequence[str]) -> Iterator[list[str]]:
    """Lines up to an empty one, or to a short one that ends a sentence."""
    paragraph: list[str] = []
    longest = max((len(line) for line in lines), default=0)
    for line in lines:
        if line:
            paragraph.append(line)
        if paragraph and (not line or (len(line) < 0.75 * longest and _END.search(line))):
            yield paragraph
            paragraph = []
    if paragraph:
        yield paragraph


def _begins(paragraph: Sequence[str], title: str) -> bool:
    return _folded(" ".join(paragraph)).startswith(_folded(title))


def _after(paragraph: list[str], title: str) -> list[str]:
    """What a paragraph says after a heading that its first lines write."""
    left = len(_folded(title))
    for place, line in enumerate(paragraph):
        if left <= 0:
            return paragraph[place:]
        left -= len(_folded(line))
    return []


def _folded(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
