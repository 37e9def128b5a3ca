"""How parts of a document and elements of the schema answer to each other: one table, read both ways.

A `Block` lists the elements of a complex type in the order of the schema. From it come the reader, which takes
children by name wherever they stand, and the writer, whose tags and indents are made once.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, Protocol
from xml.sax.saxutils import escape

from lxml.etree import _Element

Put = Callable[[Any, Callable[[str], None]], None]
Children = dict[str, list[_Element]]


class Faults(list[tuple[str, str]]):
    """Values that could not be read: the element's name and its text. The schema says what is wrong with them."""


@dataclass(frozen=True, slots=True)
class Type:
    """A simple type of the schema: from text to value and back."""

    read: Callable[[str], Any]
    write: Callable[[Any], str]


class Row(Protocol):
    """One line of a block."""

    def read(self, children: Children, into: dict[str, Any], faults: Faults) -> None: ...

    def writer(self, depth: int) -> Put: ...


@dataclass(frozen=True, slots=True)
class Block:
    """A complex type: what is made of it, and its elements in order. `missing` fills in for elements that lack."""

    make: Callable[..., Any]
    rows: tuple[Row, ...]
    missing: dict[str, Any] = field(default_factory=dict)

    def read(self, element: _Element, faults: Faults) -> Any:
        """The part this element describes; a value that cannot be read is left out and told."""
        return self.make(**self.missing | self.read_into({}, element, faults))

    def read_into(self, into: dict[str, Any], element: _Element, faults: Faults) -> dict[str, Any]:
        children = children_of(element)
        for row in self.rows:
            row.read(children, into, faults)
        return into

    def writer(self, depth: int) -> Put:
        """What writes the elements of a part at this depth of the file."""
        return in_turn([row.writer(depth) for row in self.rows])


@dataclass(frozen=True, slots=True)
class Value:
    """One element with text; none is written for None or an empty text. `get` computes what is written."""

    name: str
    attribute: str
    type: Type
    get: Callable[[Any], Any] | None = None

    def read(self, children: Children, into: dict[str, Any], faults: Faults) -> None:
        found = children.get(self.name)
        if found is None:
            return
        value = read_text(found[0], self.type, faults)
        if value is not None:
            into[self.attribute] = value

    def writer(self, depth: int) -> Put:
        begin, end = tags(self.name, depth)
        get, write = self.get or attrgetter(self.attribute), self.type.write

        def put(part: Any, out: Callable[[str], None]) -> None:
            value = get(part)
            if value or (value is not None and value != ""):
                out(f"{begin}{write(value)}{end}")

        return put


def flag(name: str, attribute: str, kind: Type) -> Value:
    """An element that is there when something is true, and not when it is false."""
    get = attrgetter(attribute)
    return Value(name, attribute, kind, lambda part: get(part) or None)


@dataclass(frozen=True, slots=True)
class Values:
    """One element with text for each entry of a tuple."""

    name: str
    attribute: str
    type: Type

    def read(self, children: Children, into: dict[str, Any], faults: Faults) -> None:
        if found := children.get(self.name):
            values = (read_text(element, self.type, faults) for element in found)
            into[self.attribute] = tuple(value for value in values if value is not None)

    def writer(self, depth: int) -> Put:
        begin, end = tags(self.name, depth)
        get, write = attrgetter(self.attribute), self.type.write

        def put(part: Any, out: Callable[[str], None]) -> None:
            for value in get(part):
                out(f"{begin}{write(value)}{end}")

        return put


@dataclass(frozen=True, slots=True)
class Part:
    """One element with elements in it, for a part that may be None."""

    name: str
    attribute: str
    block: Block

    def read(self, children: Children, into: dict[str, Any], faults: Faults) -> None:
        if found := children.get(self.name):
            into[self.attribute] = self.block.read(found[0], faults)

    def writer(self, depth: int) -> Put:
        get, write = attrgetter(self.attribute), element_writer(self.name, self.block.rows, depth)

        def put(part: Any, out: Callable[[str], None]) -> None:
            value = get(part)
            if value is not None:
                write(value, out)

        return put


@dataclass(frozen=True, slots=True)
class Parts:
    """One element with elements in it for each entry of a tuple."""

    name: str
    attribute: str
    block: Block

    def read(self, children: Children, into: dict[str, Any], faults: Faults) -> None:
        if found := children.get(self.name):
            into[self.attribute] = tuple([self.block.read(element, faults) for element in found])

    def writer(self, depth: int) -> Put:
        get, write = attrgetter(self.attribute), element_writer(self.name, self.block.rows, depth)

        def put(part: Any, out: Callable[[str], None]) -> None:
            for value in get(part):
                write(value, out)

        return put


@dataclass(frozen=True, slots=True)
class Inside:
    """Elements among others that a part of its own, or None, stands for."""

    attribute: str
    block: Block

    def read(self, children: Children, into: dict[str, Any], faults: Faults) -> None:
        values: dict[str, Any] = {}
        for row in self.block.rows:
            row.read(children, values, faults)
        if values:
            into[self.attribute] = self.block.make(**self.block.missing | values)

    def writer(self, depth: int) -> Put:
        get, write = attrgetter(self.attribute), self.block.writer(depth)

        def put(part: Any, out: Callable[[str], None]) -> None:
            value = get(part)
            if value is not None:
                write(value, out)

        return put


@dataclass(frozen=True, slots=True)
class Group:
    """An element that the document has no part of its own for: its rows are about the part around it."""

    name: str
    rows: tuple[Row, ...]

    def read(self, children: Children, into: dict[str, Any], faults: Faults) -> None:
        if found := children.get(self.name):
            inner = children_of(found[0])
            for row in self.rows:
                row.read(inner, into, faults)

    def writer(self, depth: int) -> Put:
        begin, end = frame(self.name, depth)
        write = in_turn([row.writer(depth + 1) for row in self.rows])

        def put(part: Any, out: Callable[[str], None]) -> None:
            written: list[str] = []
            write(part, written.append)
            if written:
                out(f"{begin}{''.join(written)}{end}")

        return put


def element_writer(name: str, rows: Sequence[Row], depth: int) -> Put:
    """What writes an element and, one level deeper, its rows."""
    begin, end = frame(name, depth)
    write = in_turn([row.writer(depth + 1) for row in rows])

    def put(part: Any, out: Callable[[str], None]) -> None:
        out(begin)
        write(part, out)
        out(end)

    return put


def in_turn(writers: Sequence[Put]) -> Put:
    """One writer that calls these one after another."""
    each = tuple(writers)

    def put(part: Any, out: Callable[[str], None]) -> None:
        for write in each:
            write(part, out)

    return put


def tags(name: str, depth: int) -> tuple[str, str]:
    """The two tags of an element with text, on a line of its own."""
    return f"\n{'  ' * depth}<{name}>", f"</{name}>"


def frame(name: str, depth: int) -> tuple[str, str]:
    """The two tags of an element with elements in it."""
    indent = "\n" + "  " * depth
    return f"{indent}<{name}>", f"{indent}</{name}>"


def children_of(element: _Element) -> Children:
    """The elements right inside this one, by name."""
    children: Children = {}
    for child in element:
        if isinstance(child.tag, str):
            children.setdefault(child.tag, []).append(child)
    return children


def read_text(element: _Element, kind: Type, faults: Faults) -> Any:
    """The value of an element with text, None (and told) when it is not one of its type."""
    text = element.text or ""
    try:
        return kind.read(text)
    except (ValueError, ArithmeticError):
        faults.append((str(element.tag), text))
        return None


def escaped(value: str) -> str:
    """Text as XML writes it."""
    return escape(value) if "&" in value or "<" in value or ">" in value else value
