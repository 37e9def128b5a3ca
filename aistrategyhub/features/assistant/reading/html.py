"""HTML as blocks: headings, paragraphs, lists and tables; scripts, menus and forms are left out."""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from aistrategyhub.features.assistant.rules.failures import Unreadable
from aistrategyhub.features.assistant.schemas.blocks import Block

_LEFT_OUT = frozenset(
    {"script", "style", "template", "noscript", "nav", "form", "button", "select", "svg", "iframe", "object", "head"}
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset(
    {"p", "div", "section", "article", "main", "header", "footer", "aside", "ul", "ol", "dl", "dt", "dd", "blockquote"}
    | {"pre", "figure", "figcaption", "address", "body", "html", "details", "summary", "br", "hr"}
)
_SPACES = re.compile(r"\s+")


def blocks_of_html(text: str) -> list[Block]:
    """The blocks of a page or of a part of one. Raises Unreadable."""
    if not text.strip():
        return []
    try:
        root = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=_parser())
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable("BROKEN") from error
    return list(_Walk().blocks(root))


def title_of_html(text: str) -> str:
    """What a page calls itself; empty where it does not say."""
    try:
        found = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=_parser()).findtext(".//title")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return ""
    return _one_line(found or "")


def _parser() -> Any:
    return lxml_html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )


class _Walk:
    """Gathers running text until something that stands by itself begins."""

    def __init__(self) -> None:
        self._running: list[str] = []

    def blocks(self, root: Any) -> Iterator[Block]:
        # A stack of our own: a hostile page nests deeper than Python may call.
        todo: list[tuple[str, Any]] = [("enter", root)]
        while todo:
            act, node = todo.pop()
            if act == "say":
                self._running.append(node)
            elif act == "end":
                yield from self._flush()
            else:
                yield from self._enter(node, todo)
        yield from self._flush()

    def _enter(self, node: Any, todo: list[tuple[str, Any]]) -> Iterator[Block]:
        tag = node.tag if isinstance(node.tag, str) else ""
        if node.tail:
            todo.append(("say", node.tail))
        if not tag or tag in _LEFT_OUT:
            return
        if tag in _HEADINGS or tag in ("table", "li"):
            yield from self._flush()
            if tag == "li":
                self._running.append("• ")
            else:
                yield from _whole(node, tag)
                return
        if tag in _BLOCKS:
            yield from self._flush()
        if tag in _BLOCKS or tag == "li":
            todo.append(("end", None))
        todo += [("enter", child) for child in reversed(node)]
        if node.text:
            self._running.append(node.text)

    def _flush(self) -> Iterator[Block]:
        text = _one_line("".join(self._running))
        self._running = []
        if text and text != "•":
            yield Block(text)


def _whole(node: Any, tag: str) -> Iterator[Block]:
    if tag == "table":
        yield from _table(node)
    elif text := _one_line(_text(node)):
        yield Block(text, level=_HEADINGS[tag])


def _table(node: Any) -> Iterator[Block]:
    caption = _one_line(" ".join(_text(found) for found in node.iter("caption")))
    rows = [[_one_line(_text(cell)) for cell in row.iter("td", "th")] for row in node.iter("tr")]
    lines = [" | ".join(row) for row in rows if any(row)]
    if lines:
        heading = "\n".join(part for part in (caption, lines[0]) if part)
        yield Block("\n".join([caption, *lines] if caption else lines), is_table=True, caption=heading)


def _text(node: Any) -> str:
    return "".join(node.itertext())


def _one_line(text: str) -> str:
    return _SPACES.sub(" ", text).strip()
