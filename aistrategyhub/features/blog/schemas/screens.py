"""What the owner's screens of the blog show: flat frozen rows."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Choice:
    """One of the values of a choice."""

    value: str
    label: str


@dataclass(frozen=True)
class PostLine:
    """A post in the list. `when` is its date, `plan` what is planned for it; both are in the time of Rome."""

    id: str
    title: str
    path: str
    status_label: str
    status_tone: str
    category: str
    authors: str
    when: str
    plan: str
    views: str


@dataclass(frozen=True)
class DeskHead:
    """The post whose facts are edited."""

    id: str = ""
    title: str = ""
    path: str = ""
    status: str = ""
    status_label: str = ""
    status_tone: str = "neutral"
    when: str = ""
    plan: str = ""


@dataclass(frozen=True)
class CalendarItem:
    """What happens to a post on a day."""

    id: str
    title: str
    time: str
    label: str
    tone: str


@dataclass(frozen=True)
class CalendarDay:
    """A day of the month that is shown; one of the month before or after `is_outside`."""

    name: str
    number: int
    is_today: bool = False
    is_outside: bool = False
    acts: list[CalendarItem] = field(default_factory=list)


@dataclass(frozen=True)
class ShelfLine:
    """A category, a tag or a series in its list, with what its form shows."""

    id: str
    name_it: str
    name_en: str
    slug: str
    path: str
    description_it: str
    description_en: str
    position: str
    posts: str
    post_count: int


@dataclass(frozen=True)
class AuthorLine:
    """An author in the list, with what their form shows. `links` are a line each: words, a bar, the address."""

    id: str
    name: str
    slug: str
    path: str
    role_it: str
    role_en: str
    bio_it: str
    bio_en: str
    photo_id: str
    links: str
    posts: str
    post_count: int
