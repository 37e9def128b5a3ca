"""What the editor's screens show: flat frozen rows."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class ChoiceRow:
    """One of the values of a choice."""

    value: str
    label: str


@dataclass(frozen=True)
class FormField:
    """A field of a form, or a row that belongs to a list of items.

    `widget` is that of the schema, and besides: `items` the head of a list, `item` the head of its row `at`, `more` the
    button for one more. `members` are the values of a list. `add`, `up`, `down` and `remove` are the edits that a row's
    buttons ask for, as JSON; empty where there is none.
    """

    path: str
    widget: str
    label: str
    hint: str = ""
    value: str = ""
    members: list[str] = field(default_factory=list)
    choices: list[ChoiceRow] = field(default_factory=list)
    at: int = 0
    size: int = 0
    depth: int = 0
    add: str = ""
    up: str = ""
    down: str = ""
    remove: str = ""


@dataclass(frozen=True)
class BlockRow:
    """A block in its place. `remove`, `up`, `down` and `copy` are the edits that its buttons ask for, as JSON."""

    id: str
    title: str
    summary: str
    remove: str = ""
    up: str = ""
    down: str = ""
    copy: str = ""


@dataclass(frozen=True)
class PaletteRow:
    """A kind of block that may be added."""

    title: str
    hint: str
    icon: str
    add: str


@dataclass(frozen=True)
class PageRow:
    """A page in the list. `depth` is how far below the top it stands."""

    id: str
    title: str
    path: str
    status_label: str
    status_tone: str
    locales: str
    changed_label: str
    depth: int = 0


@dataclass(frozen=True)
class PageHead:
    """The publication being edited. At `facts_route` is what is edited beside its words, empty where there is nothing;
    `list_route` leads back to the list of its kind. `is_open` where whoever looks may change the words now,
    `may_publish` where they may put it on the site."""

    id: str = ""
    title: str = ""
    status: str = ""
    status_label: str = ""
    status_tone: str = "neutral"
    has_changes: bool = False
    published_label: str = ""
    publish_label: str = ""
    unpublish_label: str = ""
    list_route: str = ""
    list_label: str = ""
    facts_route: str = ""
    facts_label: str = ""
    is_open: bool = False
    may_publish: bool = False
    may_nest: bool = False


@dataclass(frozen=True)
class SearchResult:
    """How a search engine would show the page, and whether its words have the right length."""

    title: str = ""
    address: str = ""
    description: str = ""
    title_note: str = ""
    title_tone: str = "neutral"
    description_note: str = ""
    description_tone: str = "neutral"
    robots: str = "index"


@dataclass(frozen=True)
class EditorView:
    """A publication as its editor shows it in one language. `has_own` says whether that language has its own content.

    `page_fields` are those outside of blocks, `seo_fields` those for search engines, where the kind has any. `files`
    are the addresses of the files that its fields hold, by `block|path`.
    """

    head: PageHead
    locale: str
    has_own: bool
    locales: list[str]
    revision: int
    page_fields: list[FormField]
    has_blocks: bool
    blocks: list[BlockRow]
    opened: str
    fields: list[FormField]
    seo_fields: list[FormField]
    found: SearchResult
    unfinished: list[str]
    files: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class VersionLine:
    """A version of the page. `number` is what people call it."""

    id: str
    number: int
    title: str
    note: str
    origin_label: str
    who_label: str
    at_label: str
    is_live: bool


@dataclass(frozen=True)
class RunRow:
    """Words that stayed (`same`), went (`gone`) or came (`new`)."""

    run: str
    text: str


@dataclass(frozen=True)
class ChangeLine:
    """A difference between two versions, in words."""

    where: str
    what: str
    tone: str
    runs: list[RunRow] = field(default_factory=list)


@dataclass(frozen=True)
class PreviewLine:
    """A preview link as its maker sees it."""

    id: str
    recipient: str
    state_label: str
    state_tone: str
    made_label: str
    is_open: bool


@dataclass(frozen=True)
class AnswerLine:
    """What somebody said of a preview."""

    name: str
    verdict_label: str
    verdict_tone: str
    words: str
    at_label: str


@dataclass(frozen=True)
class LinkTarget:
    """A page of the site that a text may link to, and what it is."""

    label: str
    href: str
    note: str = ""


@dataclass(frozen=True)
class MovedRow:
    """An address that visitors know, and where it would lead."""

    before: str
    after: str


@dataclass(frozen=True)
class LiveRow:
    """An address of a published page. `state` is pending, done, failed or private; `note` since when, or why not."""

    path: str
    state: str
    label: str
    tone: str
    note: str = ""


@dataclass(frozen=True)
class TrashRow:
    """What is in the trash, with what went there with it."""

    id: str
    title: str
    kind_label: str
    path: str
    trashed_label: str
    erased_label: str


@dataclass(frozen=True)
class RedirectLine:
    """A redirect made by hand."""

    id: str
    source: str
    target: str
    status_label: str
    hits_label: str
    note: str


@dataclass(frozen=True)
class RefusedLine:
    """A line of a file that was not added, and why."""

    line: int
    why: str


@dataclass(frozen=True)
class EntryForm:
    """An entry of a menu as its form shows it."""

    id: str = ""
    leads_to: str = "page"
    publication_id: str = ""
    route: str = ""
    address: str = ""
    label_it: str = ""
    label_en: str = ""


@dataclass(frozen=True)
class MenuRow:
    """An entry of a menu in its place: `parent` is the id of the one above it, `note` where it leads."""

    id: str
    label: str
    parent: str = ""
    note: str = ""
