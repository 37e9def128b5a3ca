"""Rows of the owner's screens, their labels in the language of the moment."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Choice:
    """What a list of options sends, and what it says."""

    value: str
    label: str


@dataclass(frozen=True)
class ItemLine:
    """An item in the list."""

    id: str
    name: str
    slug: str
    kind_label: str
    status_label: str
    status_tone: str
    category_name: str
    price_label: str
    changed_label: str
    is_featured: bool


@dataclass(frozen=True)
class BulkLine:
    """What a change would make of one item; with a `problem` it would be left as it is."""

    id: str
    name: str
    before: str
    after: str
    problem: str = ""


@dataclass(frozen=True)
class ItemHead:
    """One item above its tabs. `public_path` is empty while visitors do not find it."""

    id: str = ""
    name: str = ""
    kind_label: str = ""
    status_label: str = ""
    status_tone: str = "neutral"
    category_name: str = ""
    public_path: str = ""
    is_bundle: bool = False
    is_subscription: bool = False


@dataclass(frozen=True)
class WordsLine:
    """The words of an item in one language: which version visitors read, and what is missing."""

    language: str
    state_label: str
    state_tone: str
    path: str


@dataclass(frozen=True)
class PageCard:
    """The page of an item as publishing knows it; moments in words, empty where none is set."""

    publication_id: str = ""
    editor_path: str = ""
    status: str = "draft"
    status_label: str = ""
    status_tone: str = "neutral"
    has_changes: bool = False
    changed_label: str = ""
    published_label: str = ""
    publish_label: str = ""
    unpublish_label: str = ""
    revision: int = 0
    words: list[WordsLine] = field(default_factory=list)


@dataclass(frozen=True)
class PriceLine:
    """The price of one billing unit in one list, before and with VAT."""

    id: str
    list_id: str
    list_name: str
    unit: str
    unit_label: str
    net_label: str
    gross_label: str


@dataclass(frozen=True)
class PriceForm:
    """A price as its form shows it; a new one has no id."""

    id: str = ""
    list_id: str = ""
    unit: str = "once"
    amount: str = ""
    amount_max: str = ""


@dataclass(frozen=True)
class HistoryLine:
    """A price that held for a while."""

    list_name: str
    unit_label: str
    price_label: str
    from_label: str
    until_label: str


@dataclass(frozen=True)
class HistoryPoint:
    """A step of the price in the drawing."""

    label: str
    value: float
    value_label: str
    is_current: bool = False


@dataclass(frozen=True)
class DiscountLine:
    """A discount: what is taken off, when, and the lowest price of the 30 days before it."""

    id: str
    reduction_label: str
    from_label: str
    until_label: str
    lowest_label: str
    state_label: str
    state_tone: str
    is_over: bool


@dataclass(frozen=True)
class PlanLine:
    """A subscription plan."""

    id: str
    name: str
    price_label: str
    gross_label: str
    trial_label: str
    notice_label: str


@dataclass(frozen=True)
class PlanForm:
    """A plan as its form shows it."""

    id: str = ""
    interval: str = "month"
    interval_count: str = "1"
    amount: str = ""
    trial_days: str = "0"
    notice_days: str = "30"


@dataclass(frozen=True)
class QuestionLine:
    """A question as its editor and its preview show it."""

    id: str
    number: int
    kind: str
    kind_label: str
    label: str
    hint: str
    is_required: bool
    choices: list[str] = field(default_factory=list)
    missing_label: str = ""
    least: str = ""
    most: str = ""


@dataclass(frozen=True)
class QuestionForm:
    """A question as its form shows it; choices one on each line."""

    id: str = ""
    kind: str = "text"
    label_it: str = ""
    label_en: str = ""
    hint_it: str = ""
    hint_en: str = ""
    is_required: bool = False
    choices_it: str = ""
    choices_en: str = ""
    least: str = ""
    most: str = ""


@dataclass(frozen=True)
class TieLine:
    """An item tied to another: related to it, or a part of a bundle."""

    id: str
    name: str
    note: str
    route: str
    quantity: int = 1


@dataclass(frozen=True)
class ItemForm:
    """The facts of an item as their form shows them."""

    kind: str = ""
    category_id: str = ""
    vat_class: str = ""
    sku: str = ""
    is_featured: bool = False
    sort_order: str = "0"


@dataclass(frozen=True)
class CategoryLine:
    """A category in the tree; `parent` is empty at the top."""

    id: str
    label: str
    parent: str
    note: str


@dataclass(frozen=True)
class CategoryForm:
    """A category as its form shows it."""

    id: str = ""
    slug: str = ""
    parent_id: str = ""
    name_it: str = ""
    name_en: str = ""
    description_it: str = ""
    description_en: str = ""
    image_id: str = ""


@dataclass(frozen=True)
class PriceListLine:
    """A price list, and how many prices stand in it."""

    id: str
    name: str
    audience: str
    audience_label: str
    currency: str
    count_label: str
    is_default: bool


@dataclass(frozen=True)
class PriceListForm:
    """A price list as its form shows it."""

    id: str = ""
    name: str = ""
    audience: str = "everyone"
    is_default: bool = False
