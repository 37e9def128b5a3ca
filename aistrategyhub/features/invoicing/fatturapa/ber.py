"""Just enough BER to look into a signed envelope: definite and indefinite lengths, bounded depth and width."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

_DEEPEST = 24
# Certificates, signers, attributes: no envelope has more beside one another.
_WIDEST = 1000
_CONSTRUCTED = 0x20
SEQUENCE, SET, INTEGER, OCTETS, OID = 0x30, 0x31, 0x02, 0x04, 0x06
UTC_TIME, GENERALIZED_TIME = 0x17, 0x18


class NotBer(ValueError):
    """These bytes are no BER."""


@dataclass(frozen=True, slots=True)
class Node:
    """One value: its identifier octet, and where it and its content lie in the bytes."""

    data: bytes
    tag: int
    start: int
    content: int
    stop: int
    end: int

    @property
    def body(self) -> bytes:
        return self.data[self.content : self.stop]

    @property
    def encoded(self) -> bytes:
        return self.data[self.start : self.end]

    def children(self) -> list["Node"]:
        """The values inside a constructed one. Raises NotBer, also for more than an envelope has."""
        found = list(islice(self._walk(), _WIDEST + 1))
        if len(found) > _WIDEST:
            raise NotBer("too many values")
        return found

    def octets(self, depth: int = 0) -> bytes:
        """The bytes of a string that may be cut into pieces (X.690 8.7). Raises NotBer."""
        if not self.tag & _CONSTRUCTED:
            return self.body
        if depth > _DEEPEST:
            raise NotBer("too deep")
        return b"".join(child.octets(depth + 1) for child in self._walk())

    def _walk(self) -> Iterator["Node"]:
        at = self.content
        while at < self.stop:
            child = read(self.data, at, self.stop)
            yield child
            at = child.end


def read(data: bytes, at: int = 0, limit: int | None = None, depth: int = 0) -> Node:
    """The value at this place. Raises NotBer."""
    limit = len(data) if limit is None else limit
    if depth > _DEEPEST or at + 2 > limit or data[at] & 0x1F == 0x1F:
        raise NotBer
    tag, first, content = data[at], data[at + 1], at + 2
    if first == 0x80:
        return _indefinite(data, at, content, limit, depth)
    length = first
    if first & 0x80:
        octets = first & 0x7F
        length = int.from_bytes(data[content : content + octets])
        content += octets
    if content + length > limit:
        raise NotBer
    return Node(data, tag, at, content, content + length, content + length)


def _indefinite(data: bytes, at: int, content: int, limit: int, depth: int) -> Node:
    """A value of unknown length ends with two zeros."""
    if not data[at] & _CONSTRUCTED:
        raise NotBer
    place = content
    while data[place : place + 2] != b"\0\0":
        place = read(data, place, limit, depth + 1).end
    return Node(data, data[at], at, content, place, place + 2)
