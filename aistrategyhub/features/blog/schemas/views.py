"""Posts as pages draw them: frozen rows with everything in them, in the language of the moment."""

from dataclasses import dataclass, field

from aistrategyhub.features.media.schemas import ImageView


@dataclass(frozen=True)
class ShelfLink:
    """A link to where posts stand together; `path` is whole."""

    name: str = ""
    path: str = ""
    is_here: bool = False


@dataclass(frozen=True)
class PostCard:
    """A post as lists show it. `lang` is the language of its words; `date` is for machines."""

    id: str = ""
    path: str = ""
    lang: str = "it"
    title: str = ""
    excerpt: str = ""
    category: ShelfLink = ShelfLink()
    authors_label: str = ""
    date: str = ""
    date_label: str = ""
    minutes_label: str = ""
    cover: ImageView = field(default_factory=ImageView)


@dataclass(frozen=True)
class OutsideLink:
    """A page elsewhere."""

    label: str = ""
    href: str = ""


@dataclass(frozen=True)
class AuthorView:
    """Who signs, as a page presents them. `initials` stand where there is no photograph."""

    name: str = ""
    path: str = ""
    role: str = ""
    bio: str = ""
    initials: str = ""
    photo: ImageView = field(default_factory=ImageView)
    links: list[OutsideLink] = field(default_factory=list)


@dataclass(frozen=True)
class TocEntry:
    """A heading of the text, and where it is (`#...`). `level` is 2 or 3."""

    title: str
    href: str
    level: int = 2


@dataclass(frozen=True)
class SeriesPart:
    """A post among those of its series. Without a path there is none."""

    id: str = ""
    number: int = 0
    title: str = ""
    lang: str = "it"
    path: str = ""
    is_here: bool = False


@dataclass(frozen=True)
class SeriesView:
    """The series that a post is part of. Without a name there is none."""

    name: str = ""
    path: str = ""
    label: str = ""
    parts: list[SeriesPart] = field(default_factory=list)
    previous: SeriesPart = SeriesPart()
    next: SeriesPart = SeriesPart()


@dataclass(frozen=True)
class PostView:
    """A post as its page draws it. `html` is cleaned and ready to stand in the page: its pictures and its code are
    drawn.

    `is_helped` has the page say that a model helped to write it; at `sight` it tells that it is looked at.
    """

    id: str = ""
    path: str = ""
    lang: str = "it"
    title: str = ""
    excerpt: str = ""
    html: str = ""
    toc: list[TocEntry] = field(default_factory=list)
    cover: ImageView = field(default_factory=ImageView)
    category: ShelfLink = ShelfLink()
    authors: list[AuthorView] = field(default_factory=list)
    tags: list[ShelfLink] = field(default_factory=list)
    series: SeriesView = SeriesView()
    related: list[PostCard] = field(default_factory=list)
    date: str = ""
    date_label: str = ""
    updated: str = ""
    updated_label: str = ""
    minutes_label: str = ""
    is_helped: bool = False
    sight: str = ""


@dataclass(frozen=True)
class ListView:
    """A page of posts: what stands above them, and the addresses of its neighbours."""

    path: str = ""
    title: str = ""
    kicker: str = ""
    lead: str = ""
    cards: list[PostCard] = field(default_factory=list)
    categories: list[ShelfLink] = field(default_factory=list)
    author: AuthorView = AuthorView()
    newer_path: str = ""
    older_path: str = ""
    feed_path: str = ""
    page_label: str = ""
    q: str = ""
    refusal: str = ""
