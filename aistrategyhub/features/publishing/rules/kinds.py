"""The kinds of publications. A room declares its own when its models are imported; this room knows none."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from aistrategyhub.core.errors import FieldError
from aistrategyhub.core.text import mark
from aistrategyhub.features.publishing.rules.addresses import reserve


@dataclass(frozen=True)
class ContentKind:
    """What publications of one kind are made of. `name` is stored with each and never changes.

    `label` is an Italian message id for one of them. `content` is the schema of one locale's content; it accepts
    what is unfinished, and `unfinished` says what keeps it from being published. `things` names what content shows
    (`media:<id>`). Their paths stand below `root` ("blog"; "" for the site's own). `listing` is the thing that pages
    show which list this kind ("posts"). `editor_route` is where one is edited, `{id}` in it.
    """

    name: str
    label: str
    content: type[BaseModel]
    title_of: Callable[[Any], str]
    things_of: Callable[[Any], frozenset[str]] = lambda content: frozenset()
    unfinished: Callable[[Any], Sequence[FieldError]] = lambda content: ()
    root: str = ""
    listing: str = ""
    editor_route: str = ""
    may_be_home: bool = False
    may_nest: bool = False


class UnknownKind(LookupError):
    """No room declared a kind of this name, or its models were not imported."""


_KINDS: dict[str, ContentKind] = {}


def declare_kind(kind: ContentKind) -> ContentKind:
    """Makes the kind known, and keeps its root for it. Declaring the same one again changes nothing.

    Raises ValueError when the name or the root is another kind's.
    """
    for other in _KINDS.values():
        if other.name != kind.name and kind.root and other.root == kind.root:
            raise ValueError(f"{kind.name} and {other.name} have the same root {kind.root!r}")
    known = _KINDS.setdefault(kind.name, kind)
    if known.content is not kind.content:
        raise ValueError(f"another kind is named {kind.name!r}")
    if kind.root:
        reserve([f"/{kind.root}"])
    return known


def get_kind(name: str) -> ContentKind:
    """The kind of this name. Raises UnknownKind."""
    try:
        return _KINDS[name]
    except KeyError:
        raise UnknownKind(name) from None


def list_kinds() -> list[ContentKind]:
    """Every kind that was declared, in that order."""
    return list(_KINDS.values())


NO_TITLE = mark("Manca il titolo: scrivilo prima di pubblicare.")
