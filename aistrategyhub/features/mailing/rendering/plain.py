"""The text part of a mail, from the same HTML: lines of 72 characters, links spelled out, figures aligned.

An element marked `data-plain="skip"` is left out, one marked `data-plain="signature"` begins with the
delimiter of signatures (RFC 3676, 4.3). Tables with `role="presentation"` are layout, others are figures.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from textwrap import fill, indent

from lxml import html
from lxml.html import HtmlElement

_WIDTH = 72
_BLOCKS = {"p", "div", "h1", "h2", "h3", "ul", "ol", "table", "tbody", "tr", "td", "body", "blockquote", "hr"}
_UNSEEN = {"head", "style", "script", "title", "img"}
# A non-breaking space is not among them: it keeps an amount and its currency on one line.
_SPACE = re.compile(r"[ \t\n\r\f\v]+")
_UNDERLINES = {"h1": "=", "h2": "-"}


def plain_text(page: str) -> str:
    """What the page says, to be read in a fixed-width font."""
    body = html.document_fromstring(page).find("body")
    return _joined(_blocks(body), "\n\n") + "\n"


def _blocks(element: HtmlElement) -> Iterator[str]:
    """The paragraphs of an element, one by one; loose text between its blocks is a paragraph too."""
    if _is_skipped(element):
        return
    if element.get("data-plain") == "signature":
        yield "-- \n" + _joined(_mixed(element), "\n")
    elif element.tag in _UNDERLINES:
        yield _heading(element)
    elif element.tag in ("ul", "ol"):
        yield _list(element)
    elif element.tag == "table" and element.get("role") != "presentation":
        yield _figures(element)
    elif any(child.tag in _BLOCKS for child in element):
        yield from _mixed(element)
    else:
        yield _paragraph(_inline(element))


def _mixed(element: HtmlElement) -> Iterator[str]:
    loose = element.text or ""
    for child in element:
        if child.tag in _BLOCKS:
            yield _paragraph(loose)
            yield from _blocks(child)
            loose = child.tail or ""
        else:
            loose += _inline_of_child(child) + (child.tail or "")
    yield _paragraph(loose)


def _joined(blocks: Iterable[str], by: str) -> str:
    return by.join(block for block in blocks if block.strip())


def _heading(element: HtmlElement) -> str:
    words = _paragraph(_inline(element))
    return words + "\n" + _UNDERLINES[element.tag] * max(map(len, words.splitlines()), default=0)


def _list(element: HtmlElement) -> str:
    items = []
    for number, item in enumerate(element.iterchildren("li"), 1):
        bullet = f"{number}. " if element.tag == "ol" else "- "
        words = _joined(_blocks(item), "\n")
        items.append(bullet + indent(words, " " * len(bullet)).lstrip())
    return "\n".join(items)


def _figures(table: HtmlElement) -> str:
    rows = [[_one_line(_inline(cell)) for cell in row.iterchildren("td", "th")] for row in table.iter("tr")]
    columns = list(zip_longest(*rows, fillvalue=""))
    widths = [max(map(len, column)) for column in columns]
    if sum(widths) + 2 * len(widths) > _WIDTH:
        return "\n".join(_paragraph(": ".join(filter(None, row))) for row in rows)
    return "\n".join(_aligned(row, widths) for row in zip(*columns, strict=True))


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    """The first cell to the left, the others to the right, as amounts stand under each other."""
    first, *others = zip(row, widths, strict=True)
    return "  ".join([first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]).rstrip()


def _inline(element: HtmlElement) -> str:
    parts = [element.text or ""]
    for child in element:
        parts += [_inline_of_child(child), child.tail or ""]
    return "".join(parts)


def _inline_of_child(child: HtmlElement) -> str:
    if not isinstance(child.tag, str) or _is_skipped(child):
        return ""
    if child.tag == "br":
        return "\v"
    if child.tag == "a":
        return _link(_inline(child), child.get("href", ""))
    return _inline(child)


def _link(words: str, address: str) -> str:
    says_it_all = _one_line(words) in (address, address.removeprefix("mailto:"), address.removeprefix("tel:"))
    if not address or says_it_all:
        return words
    return f"{words} <{address}>"


def _paragraph(words: str) -> str:
    lines = (_one_line(line) for line in words.split("\v"))
    return "\n".join(fill(line, _WIDTH, break_long_words=False, break_on_hyphens=False) for line in lines)


def _one_line(words: str) -> str:
    return _SPACE.sub(" ", words).strip(" ")


def _is_skipped(element: HtmlElement) -> bool:
    return not isinstance(element.tag, str) or element.tag in _UNSEEN or element.get("data-plain") == "skip"
