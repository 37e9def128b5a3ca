"""Cutting a document into pieces that can be found and quoted: by its own structure first, then by length. Pure."""

import re
from collections.abc import Iterator, Sequence

from aistrategyhub.features.assistant.schemas.blocks import Block, Piece

# What BM25 on Italian texts found best: a few paragraphs, and never across a heading.
MOST_WORDS = 300
LONGEST_PIECE = 6_000
_LONGEST_HEADING = 500
_SENTENCE = re.compile(r"(?<=[.!?…])[»”\"')\]]*\s+(?=[A-ZÀ-ÖØ-Þ0-9«“\"(\[])")
_ABBREVIATION = re.compile(
    r"\b(?:art|artt|lett|co|comma|cfr|es|ecc|pag|pp|n|nn|d|lgs|l|s|p|a|r|c|dott|ing|avv|sig|prof|e|g|i|no|vs|mr|mrs)\.$",
    re.IGNORECASE,
)


def cut(blocks: Sequence[Block]) -> Iterator[Piece]:
    """The pieces of a document in their order. The same blocks always make the same pieces."""
    path: list[tuple[int, str]] = []
    waiting: list[Block] = []
    for block in blocks:
        if block.level:
            yield from _pieces(path, waiting)
            waiting = []
            path = [*(step for step in path if step[0] < block.level), (block.level, block.text)]
        else:
            waiting.append(block)
    yield from _pieces(path, waiting)


def sentences_of(words: str) -> list[str]:
    """The sentences and lines of a text, in their order: what a citation can point at."""
    return [sentence for line in words.splitlines() for sentence in _sentences(line.strip()) if sentence]


def _pieces(path: list[tuple[int, str]], blocks: Sequence[Block]) -> Iterator[Piece]:
    heading = " › ".join(text for _level, text in path)[:_LONGEST_HEADING]
    lines: list[str] = []
    page = None
    for block in blocks:
        for part in _parts(block):
            if lines and not _fits("\n".join([*lines, part])):
                yield Piece(heading, "\n".join(lines), page)
                lines = []
            page = page if lines else block.page
            lines.append(part)
    if lines:
        yield Piece(heading, "\n".join(lines), page)


def _parts(block: Block) -> Iterator[str]:
    """A block in parts that each fit into a piece: whole where it does, else by rows or sentences."""
    if _fits(block.text):
        yield block.text
        return
    separator = "\n" if block.is_table else " "
    units = block.text.splitlines() if block.is_table else sentences_of(block.text)
    gathered: list[str] = [block.caption] if block.caption else []
    for unit in (short for whole in units for short in _shortened(whole)):
        if len(gathered) > bool(block.caption) and not _fits(separator.join([*gathered, unit])):
            yield separator.join(gathered)
            gathered = [block.caption] if block.caption else []
        gathered.append(unit)
    yield separator.join(gathered)


def _shortened(unit: str) -> Iterator[str]:
    """A sentence without an end, cut where a piece ends."""
    words: list[str] = []
    for word in (part for whole in unit.split(" ") for part in _cut_word(whole)):
        if words and not _fits(" ".join([*words, word])):
            yield " ".join(words)
            words = []
        words.append(word)
    if words:
        yield " ".join(words)


def _cut_word(word: str) -> list[str]:
    return [word[start : start + LONGEST_PIECE] for start in range(0, len(word), LONGEST_PIECE)] or [""]


def _fits(text: str) -> bool:
    return len(text) <= LONGEST_PIECE and len(text.split()) <= MOST_WORDS


def _sentences(line: str) -> Iterator[str]:
    start = 0
    for gap in _SENTENCE.finditer(line):
        if not _ABBREVIATION.search(line[start : gap.start()]):
            yield line[start : gap.end()].strip()
            start = gap.end()
    yield line[start:].strip()
