"""The kinds of publications. A room declares its own when its models are imported; this room knows none."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from aistrategyhub.core.access import Permission
from aistrategyhub.core.errors import FieldError
from aistrategyhub.core.text import mark
from aistrategyhub.features.publishing.permissions import PublishingPermission
from aistrategyhub.features.publishing.rules.addresses import reserve


@dataclass(frozen=True)
class Rights:
    """What somebody needs to work with publications of a kind. `publish` also moves them, withdraws them and puts them
    into the trash, `erase` deletes for ever."""

    read: Permission = PublishingPermission.READ
    edit: Permission = PublishingPermission.EDIT
    publish: Permission = PublishingPermission.PUBLISH
    erase: Permission = PublishingPermission.ERASE


@dataclass(frozen=True)
class ContentKind:
    """What publications of one kind are made of. `name` is stored with each and never changes.

    `label` is an Italian message id for one of them. `content` is the schema of one locale's content; it accepts
    what is unfinished, and `unfinished` says what keeps it from being published. `title_field` is the field that its
    title comes from. `things` names what content shows (`media:<id>`). Their paths stand below `root` ("blog"; "" for
    the site's own). `listing` is the thing that pages show which list this kind ("posts"). `editor_route` is where one
    is edited, `{id}` in it.

    The editor draws its form from `content`: each field is a `schemas.fields.field`, a group of them a
    `schemas.parts.Part`, and the words for search engines are a field `seo` of `schemas.parts.Seo`; where they are
    empty, `title_of` and `summary_of` stand. `list_route` and `list_label` lead back to the list of the kind; at
    `facts_route`, `{id}` in it, is what is edited beside the words, called `facts_label`. Whoever may do what with the
    kind is in `rights`, besides the right of this room to the same act.
    """

    name: str
    label: str
    content: type[BaseModel]
    title_of: Callable[[Any], str]
    title_field: str = "title"
    things_of: Callable[[Any], frozenset[str]] = lambda content: frozenset()
    unfinished: Callable[[Any], Sequence[FieldError]] = lambda content: ()
    root: str = ""
    listing: str = ""
    editor_route: str = ""
    summary_of: Callable[[Any], str] = lambda content: ""
    list_route: str = ""
    list_label: str = ""
    facts_route: str = ""
    facts_label: str = ""
    rights: Rights = Rights()
    may_be_home: bool = False
    may_nest: bool = False


@dataclass(frozen=True)
class Companion:
    """What a room does along with the publications of its kind, in their own transaction: beside their words it keeps
    facts of its own, and its pages are made from both.

    `hindrances(session, publication_id)` says what of those facts keeps one from being published. `follow(session,
    publication_id)` is called whenever its state, what visitors read of it, its readers, or its address has changed.
    """

    hindrances: Callable[[Any, UUID], Awaitable[Sequence[FieldError]]]
    follow: Callable[[Any, UUID], Awaitable[None]]


class UnknownKind(LookupError):
    """No room declared a kind of this name, or its models were not imported."""


_KINDS: dict[str, ContentKind] = {}
_COMPANIONS: dict[str, Companion] = {}


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


def accompany(kind: ContentKind, companion: Companion) -> None:
    """Has a room act along with the publications of its kind. A room's services say so when they are imported, and its
    jobs import them, so that every process that publishes knows it."""
    _COMPANIONS[kind.name] = companion


def companion_of(name: str) -> Companion | None:
    """Who acts along with publications of this kind."""
    return _COMPANIONS.get(name)


def list_kinds() -> list[ContentKind]:
    """Every kind that was declared, in that order."""
    return list(_KINDS.values())


NO_TITLE = mark("Manca il titolo: scrivilo prima di pubblicare.")
