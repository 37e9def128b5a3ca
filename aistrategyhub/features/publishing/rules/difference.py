"""What changed between two contents, for people: which block, which field, and the words before and after. Pure.

Blocks are told apart by their `id`, so that one that moved is not one removed and another added.
"""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from aistrategyhub.core.text import LOCALES

_TAGS = re.compile(r"<[^>]*>")
_BLOCK_ENDS = re.compile(r"</(?:p|li|h[1-6]|blockquote|tr|div)>|<br\s*/?>", re.IGNORECASE)
_WORDS = re.compile(r"\S+\s*")
# Beyond it the words are not compared one by one.
_MOST_WORDS = 4_000


class ChangeKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    CHANGED = "changed"


class Run(StrEnum):
    """What became of a run of words."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True)
class WordRun:
    """Words that stayed, went or came together."""

    run: Run
    text: str


@dataclass(frozen=True)
class Change:
    """One difference. `field` is the dotted path in the locale's content (`blocks.b1.title`), with the id of a block
    instead of its place; `block_id` and `block_kind` name the block, if it is in one. `before` and `after` are plain
    text, and `runs` the same word by word. Of what moved, `before` and `after` are its places from 1."""

    kind: ChangeKind
    locale: str
    field: str
    block_id: str = ""
    block_kind: str = ""
    before: str = ""
    after: str = ""
    runs: tuple[WordRun, ...] = ()


def difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """Every change from one content per locale to another, Italian first, in the order of the page."""
    changes: list[Change] = []
    for locale in LOCALES:
        changes += _Comparison(locale).fields("", old.get(locale) or {}, new.get(locale) or {}, "", "")
    return changes


def changed_places(old: Mapping[str, Any], new: Mapping[str, Any]) -> set[str]:
    """What differs from one content per locale to another, as a whole: each block (`it.blocks.b1`), also one that came
    or went, and each other field (`it.title`)."""
    before, after = _places(old), _places(new)
    return {place for place in before.keys() | after.keys() if before.get(place) != after.get(place)}


def _places(content: Mapping[str, Any]) -> dict[str, Any]:
    places: dict[str, Any] = {}
    for locale, fields in content.items():
        for name, value in fields.items():
            if value and _is_list_of_blocks(value):
                places |= {f"{locale}.{name}.{block['id']}": block for block in value}
            else:
                places[f"{locale}.{name}"] = value or None
    return places


class _Comparison:
    """The comparison of one locale's content."""

    def __init__(self, locale: str) -> None:
        self.locale = locale

    def fields(
        self, path: str, old: Mapping[str, Any], new: Mapping[str, Any], block_id: str, block_kind: str
    ) -> Iterator[Change]:
        for name in [*new, *(name for name in old if name not in new)]:
            before, after = old.get(name), new.get(name)
            if before != after:
                yield from self.value(f"{path}{name}", before, after, block_id, block_kind)

    def value(self, path: str, old: Any, new: Any, block_id: str, block_kind: str) -> Iterator[Change]:
        if _is_list_of_blocks(old) and _is_list_of_blocks(new) and (old or new):
            yield from self.blocks(path, old or [], new or [])
        elif isinstance(old, Mapping | None) and isinstance(new, Mapping | None):
            yield from self.fields(f"{path}.", old or {}, new or {}, block_id, block_kind)
        else:
            before, after = plain_text(old), plain_text(new)
            if before != after:
                yield self._change(_kind(before, after), path, block_id, block_kind, before, after)

    def blocks(self, path: str, old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> Iterator[Change]:
        known = {block["id"]: block for block in old}
        kept = {block["id"] for block in new}
        moved = _moved(
            [block["id"] for block in old if block["id"] in kept],
            [block["id"] for block in new if block["id"] in known],
        )
        places = {block["id"]: str(place) for place, block in enumerate(old, start=1)}
        for block in old:
            if block["id"] not in kept:
                yield self._change(ChangeKind.REMOVED, f"{path}.{block['id']}", *_named(block), plain_text(block), "")
        for place, block in enumerate(new, start=1):
            here, field = _named(block), f"{path}.{block['id']}"
            if block["id"] not in known:
                yield self._change(ChangeKind.ADDED, field, *here, "", plain_text(block))
                continue
            if block["id"] in moved:
                yield Change(ChangeKind.MOVED, self.locale, field, *here, places[block["id"]], str(place))
            yield from self.fields(f"{field}.", known[block["id"]], block, *here)

    def _change(self, kind: ChangeKind, field: str, block_id: str, block_kind: str, before: str, after: str) -> Change:
        return Change(kind, self.locale, field, block_id, block_kind, before, after, word_runs(before, after))


def word_runs(before: str, after: str) -> tuple[WordRun, ...]:
    """The words of two texts in one row, each with the white space behind it: those that stayed, went and came."""
    old, new = _WORDS.findall(before and f"{before} "), _WORDS.findall(after and f"{after} ")
    if len(old) + len(new) > _MOST_WORDS:
        return tuple(WordRun(run, text) for run, text in ((Run.GONE, before), (Run.NEW, after)) if text)
    runs: list[WordRun] = []
    # Words are compared without the white space behind them, and shown with it.
    matcher = SequenceMatcher(None, [word.rstrip() for word in old], [word.rstrip() for word in new], autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            runs.append(WordRun(Run.SAME, "".join(new[c:d])))
            continue
        runs += [WordRun(run, "".join(words)) for run, words in ((Run.GONE, old[a:b]), (Run.NEW, new[c:d])) if words]
    return tuple(runs)


def plain_text(value: Any) -> str:
    """A value as people read it: without tags, a list item by item, of a block its words alone."""
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        spaced = _BLOCK_ENDS.sub("\n", value) if "<" in value else value
        lines = html.unescape(_TAGS.sub("", spaced)).split("\n")
        return "\n".join(" ".join(line.split()) for line in lines if line.strip())
    if isinstance(value, Mapping):
        return "\n".join(
            text for name, item in value.items() if name not in ("id", "kind") and (text := plain_text(item))
        )
    if isinstance(value, Sequence):
        return "\n".join(text for item in value if (text := plain_text(item)))
    return str(value)


def _is_list_of_blocks(value: Any) -> bool:
    if value is None:
        return True
    return isinstance(value, list) and all(isinstance(item, Mapping) and item.get("id") for item in value)


def _named(block: Mapping[str, Any]) -> tuple[str, str]:
    return str(block["id"]), str(block.get("kind", ""))


def _moved(old: list[str], new: list[str]) -> set[str]:
    """Those that must be moved so that one order becomes the other, as few as possible."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    stayed = {old[place] for a, _b, size in matcher.get_matching_blocks() for place in range(a, a + size)}
    return set(new) - stayed


def _kind(before: str, after: str) -> ChangeKind:
    if not before:
        return ChangeKind.ADDED
    return ChangeKind.CHANGED if after else ChangeKind.REMOVED
