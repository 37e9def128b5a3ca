"""Plain texts and Markdown as blocks, and what bytes say as text."""

import re
from collections.abc import Iterator, Sequence

from aistrategyhub.features.assistant.rules.failures import Unreadable
from aistrategyhub.features.assistant.schemas.blocks import Block

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe\0\0", "utf-32"), (b"\0\0\xfe\xff", "utf-32"))
_MARKS_OF_TWO = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")
_MOST_UNPRINTABLE = 0.002
_HASHES = re.compile(r"(#{1,6})\s+(.+?)\s*#*")
_RULED = {"=": 1, "-": 2}
# Laws are quoted by article: each is a heading, and so stands above its paragraphs.
_ARTICLE = re.compile(
    r"(?:(?P<part>(?:TITOLO|CAPO|SEZIONE|ALLEGATO|PARTE)\s+[IVXLC\d]+\b.{0,120})"
    r"|(?P<article>Art(?:icolo|\.)\s*\d+(?:[\s-]*(?:bis|ter|quater|quinquies|sexies|septies|octies))?\b.{0,120}))",
    re.IGNORECASE,
)
_PART_LEVEL, _ARTICLE_LEVEL = 2, 3
_MARKDOWN_NOISE = re.compile(r"(?<!\w)(\*\*|__|\*|_|`)(?=\S)(.+?)(?<=\S)\1(?!\w)")
_MARKDOWN_LINK = re.compile(r"!?\[([^\]]*)\]\([^)\s]*(?:\s+\"[^\"]*\")?\)")


def decoded(content: bytes) -> str:
    """The text that bytes write: by its mark, as UTF-8, else as Windows writes Italian. Raises Unreadable."""
    for mark, name in (*_MARKS, *_MARKS_OF_TWO):
        if content.startswith(mark):
            return _checked(_decoded_as(content, name))
    try:
        return _checked(content.decode("utf-8"))
    except UnicodeDecodeError:
        return _checked(_decoded_as(content, "cp1252"))


def blocks_of_text(text: str) -> list[Block]:
    """Paragraphs between empty lines; the articles and parts of a law are headings."""
    return [block for paragraph in _paragraphs(text.splitlines()) for block in block_of(paragraph)]


def blocks_of_markdown(text: str) -> list[Block]:
    """The same with Markdown's headings, and without its signs."""
    blocks: list[Block] = []
    for paragraph in _paragraphs(list(_separated(text.splitlines()))):
        hashes = _HASHES.fullmatch(paragraph[0])
        if hashes:
            blocks.append(Block(_plain(hashes[2]), level=len(hashes[1])))
        elif len(paragraph) > 1 and len(set(paragraph[-1])) == 1 and paragraph[-1][0] in _RULED:
            blocks.append(Block(_plain(" ".join(paragraph[:-1])), level=_RULED[paragraph[-1][0]]))
        elif paragraph[0].startswith("|"):
            rows = [line for line in paragraph if set(line) - set("|-: ")]
            blocks.append(Block("\n".join(rows), is_table=True, caption=rows[0] if rows else ""))
        elif not set("".join(paragraph)) <= set("-*_` ~"):
            blocks.append(Block(_plain(_joined(paragraph))))
    return blocks


def block_of(lines: Sequence[str], page: int | None = None) -> Iterator[Block]:
    """One paragraph, or the heading of an article and what follows on its next lines."""
    heading = _ARTICLE.fullmatch(lines[0])
    if heading is None:
        yield Block(_joined(lines), page=page)
        return
    level = _PART_LEVEL if heading["part"] else _ARTICLE_LEVEL
    yield Block(lines[0], level=level, page=page)
    if len(lines) > 1:
        yield Block(_joined(lines[1:]), page=page)


def _decoded_as(content: bytes, name: str) -> str:
    try:
        return content.decode(name)
    except UnicodeDecodeError as error:
        raise Unreadable("ENCODING") from error


def _checked(text: str) -> str:
    """What holds more signs that nobody writes than a slip would leave is no text at all."""
    strange = len(_UNPRINTABLE.findall(text))
    if strange > max(1, len(text) * _MOST_UNPRINTABLE):
        raise Unreadable("ENCODING")
    return _UNPRINTABLE.sub("", text)


def _paragraphs(lines: Sequence[str]) -> Iterator[list[str]]:
    paragraph: list[str] = []
    for line in (line.strip() for line in lines):
        if line:
            paragraph.append(line)
        elif paragraph:
            yield paragraph
            paragraph = []
    if paragraph:
        yield paragraph


def _separated(lines: Sequence[str]) -> Iterator[str]:
    """Headings and the items of lists as paragraphs of their own."""
    for line in lines:
        is_alone = bool(_HASHES.fullmatch(line.strip()))
        if is_alone or re.match(r"\s*(?:[-*+]|\d+[.)])\s", line):
            yield ""
        yield line
        if is_alone:
            yield ""


def _joined(lines: Sequence[str]) -> str:
    """Lines as one, with the words that were divided at their ends put together again."""
    text = ""
    for line in lines:
        if text.endswith("-") and text[-2:-1].isalpha() and line[:1].islower():
            text = text[:-1] + line
        else:
            text = f"{text} {line}" if text else line
    return text


def _plain(text: str) -> str:
    return _MARKDOWN_NOISE.sub(r"\2", _MARKDOWN_LINK.sub(r"\1", text)).strip()
