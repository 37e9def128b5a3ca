"""A page as it is drawn: frozen rows with everything in them, so that the same rows make HTML and the living page."""

from dataclasses import dataclass, field

from aistrategyhub.features.blog.schemas import PostCard, PostView
from aistrategyhub.features.catalog.schemas import ServiceCard, ServiceDetail
from aistrategyhub.features.cms.schemas.contact import FirmContact
from aistrategyhub.features.media.schemas import ImageView


@dataclass(frozen=True)
class LinkView:
    """A link; `is_page` when it leads to a page of this site. Without a label or an address there is none."""

    label: str = ""
    href: str = ""
    is_page: bool = False


@dataclass(frozen=True)
class CellView:
    """A cell of a table under its column's name."""

    label: str
    text: str


@dataclass(frozen=True)
class ItemView:
    """A row of a block: a card, a step, a question, a picture. `number` counts from 1."""

    id: str
    number: int = 0
    title: str = ""
    text: str = ""
    html: str = ""
    note: str = ""
    link: LinkView = LinkView()
    image: ImageView = field(default_factory=ImageView)
    cells: list[CellView] = field(default_factory=list)


@dataclass(frozen=True)
class FilmView:
    """A film. Either `file` is one of one's own, or `player` is loaded from elsewhere once somebody starts it.

    `page` is where it can be seen without any script.
    """

    file: str = ""
    mime: str = ""
    player: str = ""
    page: str = ""
    host: str = ""


@dataclass(frozen=True)
class BlockView:
    """A block as it is drawn. What its kind does not use is empty. `is_first` when nothing stands above it."""

    id: str
    kind: str
    layout: str = ""
    is_first: bool = False
    title: str = ""
    kicker: str = ""
    note: str = ""
    text: str = ""
    html: str = ""
    author: str = ""
    source: str = ""
    caption: str = ""
    primary: LinkView = LinkView()
    secondary: LinkView = LinkView()
    image: ImageView = field(default_factory=ImageView)
    film: FilmView = FilmView()
    rows: list[ItemView] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    services: list[ServiceCard] = field(default_factory=list)
    posts: list[PostCard] = field(default_factory=list)
    contact: FirmContact = field(default_factory=FirmContact)


@dataclass(frozen=True)
class CrumbView:
    """A page above this one."""

    title: str
    path: str


@dataclass(frozen=True)
class DrawnView:
    """A publication that is not published, as its own page would draw it: `blocks` of a page, `post`, or `service`."""

    kind: str = ""
    is_empty: bool = True
    blocks: list[BlockView] = field(default_factory=list)
    post: PostView = field(default_factory=PostView)
    service: ServiceDetail = field(default_factory=ServiceDetail)


@dataclass(frozen=True)
class PageView:
    """A page as it is drawn. `lang` is the language of its words; `has_opening` when a block carries its `h1`."""

    id: str = ""
    path: str = ""
    lang: str = "it"
    title: str = ""
    summary: str = ""
    has_opening: bool = False
    crumbs: list[CrumbView] = field(default_factory=list)
    blocks: list[BlockView] = field(default_factory=list)
