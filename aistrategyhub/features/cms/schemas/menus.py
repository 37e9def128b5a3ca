"""The menus of the site as they are kept and as an editor arranges them."""

import dataclasses
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from aistrategyhub.core.ids import new_id
from aistrategyhub.core.text import mark
from aistrategyhub.features.publishing.schemas.fields import Href, Line, Name, field
from aistrategyhub.features.publishing.schemas.parts import Part


class MenuName(StrEnum):
    """The menus that every public page shows."""

    HEADER = "header"
    FOOTER = "footer"


class MenuLabels(Part):
    """The words of an entry by language. Empty ones are those of the page it leads to, or the Italian ones."""

    it: Line = field("line", mark("Testo in italiano"), default="")
    en: Line = field("line", mark("Testo in inglese"), default="")


class MenuLeaf(Part):
    """An entry that leads to a page that was published, to a fixed page of the product, or elsewhere."""

    id: Name = field("hidden", mark("Identificativo"), default_factory=lambda: str(new_id()))
    leads_to: Literal["page", "route", "address"] = field(
        "choice",
        mark("Dove porta"),
        default="page",
        choices={
            "page": mark("A una pagina del sito"),
            "route": mark("A una pagina fissa"),
            "address": mark("A un altro indirizzo"),
        },
    )
    publication_id: UUID | None = Field(default=None, title=mark("Pagina"))
    route: Line = field("line", mark("Pagina fissa"), default="")
    address: Href = field("line", mark("Indirizzo"), default="")
    labels: MenuLabels = MenuLabels()


class MenuEntry(MenuLeaf):
    """An entry of a menu, with those below it."""

    children: Annotated[tuple[MenuLeaf, ...], Field(max_length=20)] = ()


class MenuContent(Part):
    """A whole menu, to be saved at once."""

    entries: Annotated[tuple[MenuEntry, ...], Field(max_length=20)] = ()


@dataclass(frozen=True)
class MenuDraft:
    """A menu as an editor opens it. Revision 0 is one that was never saved: it shows what the product has."""

    name: MenuName
    content: MenuContent
    revision: int


@dataclass(frozen=True)
class FixedPage:
    """A page of the product that a menu may lead to. `label` is an Italian message id."""

    route: str
    label: str


@dataclass(frozen=True)
class MenuLinkView:
    """Where an entry leads: `is_page` when it is one of this site, whose `href` is its whole path."""

    label: str
    href: str
    is_page: bool = True


@dataclass(frozen=True)
class MenuEntryView(MenuLinkView):
    """An entry and those below it."""

    children: list[MenuLinkView] = dataclasses.field(default_factory=list)
