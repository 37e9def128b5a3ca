"""What the public pages show of the catalogue: frozen rows in which every label is in words."""

from dataclasses import dataclass, field

from aistrategyhub.features.catalog.schemas.services import ItemSections
from aistrategyhub.features.media.schemas import ImageView

_NO_PICTURE = ImageView()


@dataclass(frozen=True)
class Asked:
    """What the address of the list asks for, in the words of the address; amounts as they were typed."""

    q: str = ""
    category: str = ""
    kind: str = ""
    audience: str = ""
    price_min: str = ""
    price_max: str = ""
    sort: str = ""
    page: int = 1


@dataclass(frozen=True)
class CategoryChoice:
    """A category as the list offers it; `route` leads to the same search within it."""

    name: str
    count_label: str
    route: str
    is_chosen: bool


@dataclass(frozen=True)
class CategoryView:
    """The category that a list is narrowed to: its description, which is in `lang`, and its picture."""

    description: str = ""
    lang: str = "it"
    image: ImageView = _NO_PICTURE


@dataclass(frozen=True)
class AskedPrice:
    """A price in words for one kind of buyer. `most` is the upper end of a range; a reduced one has `full`, the price
    without the reduction, `lowest`, the sentence that the law wants beside it, and `until` where the reduction ends."""

    label: str = ""
    most: str = ""
    full: str = ""
    lowest: str = ""
    until: str = ""


@dataclass(frozen=True)
class PriceView:
    """A price as firms are told it, before VAT, and as people are, with it. A quoted one says so for both."""

    firms: AskedPrice = AskedPrice()
    people: AskedPrice = AskedPrice()
    is_quoted: bool = False


@dataclass(frozen=True)
class ServiceCard:
    """An item as lists show it. `slug` names it in comparisons; `route` leads to its page."""

    slug: str
    lang: str
    name: str
    short_description: str
    category_name: str
    kind_label: str
    price: PriceView
    route: str


@dataclass(frozen=True)
class PictureView:
    """A picture of an item with its words."""

    image: ImageView = _NO_PICTURE
    caption: str = ""


@dataclass(frozen=True)
class PartLine:
    """What a bundle holds, or what an item is sold with: `count_label` is empty for one piece."""

    name: str
    route: str
    count_label: str = ""


@dataclass(frozen=True)
class PlanLine:
    """A plan of a subscription in words: `label` is how often, `terms` are trial and notice."""

    label: str
    price: PriceView
    terms: str = ""


@dataclass(frozen=True)
class Act:
    """The one thing to do with an item: `label` says it, `route` leads there."""

    label: str = ""
    route: str = ""


@dataclass(frozen=True)
class ServiceDetail:
    """An item as its own page shows it. `price_note` says what the price leaves open; `cart_slug` is what the cart
    knows it by, empty for what is not bought there."""

    slug: str = ""
    lang: str = "it"
    name: str = ""
    short_description: str = ""
    category_slug: str = ""
    category_name: str = ""
    category_route: str = ""
    price: PriceView = PriceView()
    price_note: str = ""
    act: Act = Act()
    cart_slug: str = ""
    compare_route: str = ""
    hero: ImageView = _NO_PICTURE
    pictures: list[PictureView] = field(default_factory=list)
    plans: list[PlanLine] = field(default_factory=list)
    parts: list[PartLine] = field(default_factory=list)
    related: list[ServiceCard] = field(default_factory=list)
    sections: ItemSections = field(default_factory=ItemSections)


@dataclass(frozen=True)
class CompareCell:
    """What one item says in a row; `of` is its name, for a phone, where cells stand below each other."""

    of: str
    lines: list[str]
    is_missing: bool = False


@dataclass(frozen=True)
class CompareRow:
    """One thing that is compared."""

    label: str
    cells: list[CompareCell]
