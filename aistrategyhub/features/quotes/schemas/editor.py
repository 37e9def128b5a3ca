"""An offer as staff write it: the fields as they were typed, each with what is wrong with it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class LineForm:
    """A line of the editor."""

    key: str = ""
    name: str = ""
    description: str = ""
    quantity: str = ""
    price: str = ""
    vat_class: str = "standard"
    is_optional: bool = False
    item_slug: str = ""
    name_error: str = ""
    description_error: str = ""
    quantity_error: str = ""
    price_error: str = ""


@dataclass(frozen=True)
class StepForm:
    """A milestone of the editor."""

    key: str = ""
    name: str = ""
    day: str = ""
    share: str = ""
    error: str = ""


@dataclass(frozen=True)
class HeadForm:
    """The fields that stand once in an offer."""

    intro: str = ""
    terms: str = ""
    discount: str = ""
    deposit: str = ""
    valid_until: str = ""
    country: str = "IT"
    is_firm: bool = True


@dataclass(frozen=True)
class EvidenceRow:
    """What proves that an offer was accepted."""

    name: str = ""
    value: str = ""


@dataclass(frozen=True)
class ItemChoice:
    """A catalogue item that a line can be made of."""

    value: str = ""
    label: str = ""
