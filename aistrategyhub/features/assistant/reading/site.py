"""What the site publishes as blocks: every kind of content by the fields that its editor shows."""

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import BaseModel

from aistrategyhub.core.text import _
from aistrategyhub.features.assistant.reading.html import blocks_of_html
from aistrategyhub.features.assistant.schemas.blocks import Block
from aistrategyhub.features.publishing.rules.kinds import get_kind
from aistrategyhub.features.publishing.schemas import PublishedContent

_HEADINGS = frozenset({"title", "name", "hero_title", "question"})
_HTML = frozenset({"rich_text", "article"})
_PLAIN = frozenset({"line", "lines"})
_NOT_SAID = frozenset({"seo", "href", "address"})
_TITLE_LEVEL, _SECTION_LEVEL, _ITEM_LEVEL = 1, 2, 3


def blocks_of_publication(published: PublishedContent) -> list[Block]:
    """The words of a publication in its language, in the order in which they are edited."""
    kind = get_kind(published.kind)
    content = kind.content.model_validate(published.content)
    title = kind.title_of(content).strip()
    said = _part(content, _SECTION_LEVEL)
    return [Block(title, level=_TITLE_LEVEL), *(block for block in said if not (block.level and block.text == title))]


def _part(part: BaseModel, level: int) -> Iterator[Block]:
    for name, info in type(part).model_fields.items():
        value = getattr(part, name)
        extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
        if not value or name in _NOT_SAID:
            continue
        widget, label = extra.get("widget"), _(info.title) if info.title else ""
        if widget in _HTML:
            yield from blocks_of_html(value)
        elif widget in _PLAIN and name in _HEADINGS:
            yield Block(str(value), level=level)
        elif widget in _PLAIN:
            yield Block(str(value))
        elif widget == "list":
            yield Block("\n".join([f"{label}:", *(f"• {line}" for line in value)]), is_table=True, caption=f"{label}:")
        elif isinstance(value, tuple):
            yield from _items(value, level)


def _items(items: Sequence[Any], level: int) -> Iterator[Block]:
    """The blocks of a page, questions with their answers, or small things that are told in one line each."""
    lines: list[str] = []
    for item in items:
        if not isinstance(item, BaseModel):
            continue
        if hasattr(item, "kind") or hasattr(item, "question") or hasattr(item, "body"):
            yield from _part(item, level if hasattr(item, "kind") else _ITEM_LEVEL)
        elif line := _line(item):
            lines.append(line)
    if lines:
        yield Block("\n".join(lines), is_table=True)


def _line(item: BaseModel) -> str:
    if cells := getattr(item, "cells", None):
        return " | ".join(cells)
    words = []
    for name, info in type(item).model_fields.items():
        extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
        if extra.get("widget") in _PLAIN and name not in _NOT_SAID and getattr(item, name):
            words.append(str(getattr(item, name)).strip())
    first, *rest = words or [""]
    return f"{first}: {' '.join(rest)}" if rest else first
