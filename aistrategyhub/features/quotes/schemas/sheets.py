"""An offer as people read it: on paper, on the customer's page and beside the editor."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class OfferRow:
    """A line; prices are before VAT and before the discount of the whole."""

    key: str = ""
    name: str = ""
    description: str = ""
    quantity_label: str = ""
    price_label: str = ""
    net_label: str = ""
    is_optional: bool = False
    is_chosen: bool = False


@dataclass(frozen=True)
class SumRow:
    """A line of the bill, and why it is that."""

    name: str = ""
    label: str = ""
    reason: str = ""
    is_total: bool = False


@dataclass(frozen=True)
class StepRow:
    """A milestone."""

    name: str = ""
    day_label: str = ""
    share_label: str = ""


@dataclass(frozen=True)
class SheetParty:
    """Who offers, or who is offered to: a name and what stands under it."""

    name: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class OfferSheet:
    """Everything the paper prints, in the language of the customer."""

    locale: str
    number: str
    version: int
    subject: str
    sent_label: str
    sent_iso: str
    valid_label: str
    wordmark: str
    seller: SheetParty
    customer: SheetParty
    intro: tuple[str, ...]
    rows: list[OfferRow]
    options: list[OfferRow]
    sums: list[SumRow]
    payments: list[SumRow]
    steps: list[StepRow]
    terms: tuple[str, ...]
    url: str
    has_discount: bool = False


@dataclass(frozen=True)
class MessageRow:
    """A message of the thread; `is_own` when whoever reads wrote it."""

    author: str = ""
    words: str = ""
    at_label: str = ""
    is_own: bool = False


@dataclass(frozen=True)
class OfferView:
    """An offer as its customer reads it. `problem` says why it can no longer be decided on."""

    number: str = ""
    version_label: str = ""
    subject: str = ""
    status: str = ""
    status_label: str = ""
    status_tone: str = "neutral"
    sent_label: str = ""
    valid_label: str = ""
    intro: list[str] = field(default_factory=list)
    rows: list[OfferRow] = field(default_factory=list)
    options: list[OfferRow] = field(default_factory=list)
    sums: list[SumRow] = field(default_factory=list)
    payments: list[SumRow] = field(default_factory=list)
    steps: list[StepRow] = field(default_factory=list)
    terms: list[str] = field(default_factory=list)
    words: str = ""
    seen_total: str = ""
    total_label: str = ""
    sha256: str = ""
    pdf_href: str = ""
    problem: str = ""
    is_open: bool = False


@dataclass(frozen=True)
class AskRow:
    """A part of what was agreed that the firm may ask for now."""

    instalment: str = ""
    verb: str = ""


@dataclass(frozen=True)
class PartRow:
    """An order that collects a part of what was agreed. `pay_href` leads to its page; `closed_label` says that it was
    paid or cancelled, and is empty while it is to be paid."""

    instalment: str = ""
    name: str = ""
    total_label: str = ""
    order_number: str = ""
    closed_label: str = ""
    pay_href: str = ""


@dataclass(frozen=True)
class OfferListRow:
    """A line of a list of offers."""

    offer_id: str = ""
    number: str = ""
    version_label: str = ""
    customer: str = ""
    email: str = ""
    subject: str = ""
    sent_label: str = ""
    valid_label: str = ""
    total_label: str = ""
    status_label: str = ""
    status_tone: str = "neutral"
    href: str = ""
