"""What goes into the backoffice and what its screens show."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from aistrategyhub.features.orders.schemas import EventRow, LineRow, OrderRow, StepRow
from aistrategyhub.features.payments.schemas import PaymentRow, RefundRow
from aistrategyhub.features.payments.schemas.disputes import DisputeRow
from aistrategyhub.features.payments.schemas.transfers import ReceiptRow
from aistrategyhub.features.site_settings.schemas import SellerInfo, SiteIdentity
from aistrategyhub.features.vat.schemas import VatRow
from aistrategyhub.prerender.models import PageStatus


@dataclass(frozen=True)
class FirmDraft:
    """A firm as its owner declared it, checked. `next_invoice` is the year and number its first invoice takes."""

    seller: SellerInfo
    identity: SiteIdentity
    domains: tuple[str, ...]
    admin_email: str
    admin_first_name: str
    admin_last_name: str
    next_invoice: tuple[int, int] | None


@dataclass(frozen=True)
class Figures:
    """The firm's figures of the month, in words."""

    revenue_label: str = ""
    revenue_note: str = ""
    payable_label: str = ""
    payable_note: str = ""
    issued_label: str = ""
    issued_note: str = ""
    work_label: str = ""
    work_note: str = ""


@dataclass(frozen=True)
class MonthBar:
    """A month of the chart: `value` is only how high it is drawn."""

    label: str
    value: float
    value_label: str
    is_current: bool


@dataclass(frozen=True)
class OrderDocument:
    """An invoice or a credit note of an order, and where it stands at SdI."""

    number: str
    kind_label: str
    date_label: str
    standing_label: str
    standing_tone: str
    meaning: str
    deadline: str
    xml_path: str
    pdf_path: str
    page_path: str


@dataclass(frozen=True)
class OrderDetail:
    """An order as staff see it, with its payments and its documents."""

    number: str = ""
    placed_label: str = ""
    status_label: str = ""
    status_tone: str = "neutral"
    payment_label: str = ""
    payment_tone: str = "neutral"
    fulfilment_label: str = ""
    fulfilment_tone: str = "neutral"
    can_begin: bool = False
    can_complete: bool = False
    can_cancel: bool = False
    buyer_name: str = ""
    customer_path: str = ""
    contact_name: str = ""
    buyer_codes: str = ""
    buyer_address: str = ""
    vat_proof: str = ""
    email: str = ""
    lines: list[LineRow] = field(default_factory=list)
    vat: list[VatRow] = field(default_factory=list)
    subtotal_label: str = ""
    total_label: str = ""
    events: list[EventRow] = field(default_factory=list)
    steps: list[StepRow] = field(default_factory=list)
    payments: list[PaymentRow] = field(default_factory=list)
    refunds: list[RefundRow] = field(default_factory=list)
    receipts: list[ReceiptRow] = field(default_factory=list)
    disputes: list[DisputeRow] = field(default_factory=list)
    can_refund: bool = False
    can_amend: bool = False
    revision: int = 1
    supplements: list[OrderRow] = field(default_factory=list)
    amends_number: str = ""
    never_due: str = ""
    page_path: str = ""
    documents: list[OrderDocument] = field(default_factory=list)


@dataclass(frozen=True)
class SavedView:
    """A narrowing of a list that a colleague keeps under a name. `query` is the address behind the `?`."""

    view_id: str
    name: str
    query: str


@dataclass(frozen=True)
class HandService:
    """A service that an order made by hand may name."""

    value: str
    label: str


@dataclass(frozen=True)
class HandLineRow:
    """A line of an order that is being made by hand."""

    line_id: str
    name: str
    quantity_label: str
    price_label: str
    reason: str


@dataclass(frozen=True)
class CustomerLine:
    """One thing that a room keeps of a customer; `route` is empty where it has no page of its own."""

    label: str
    at_label: str
    route: str = ""
    note: str = ""
    status_label: str = ""
    status_tone: str = "neutral"


@dataclass(frozen=True)
class CustomerView:
    """A customer with all that the rooms keep of them, as far as whoever looks may read it."""

    key: str = ""
    name: str = ""
    company: str = ""
    email: str = ""
    vat_number: str = ""
    has_account: bool = False
    account_path: str = ""
    order_sum: str = ""
    orders: list[CustomerLine] = field(default_factory=list)
    invoices: list[CustomerLine] = field(default_factory=list)
    requests: list[CustomerLine] = field(default_factory=list)
    sittings: list[CustomerLine] = field(default_factory=list)
    mails: list[CustomerLine] = field(default_factory=list)
    consents: list[CustomerLine] = field(default_factory=list)


@dataclass(frozen=True)
class WorkRow:
    """A thing that the job processes do, or could not do. `can_retry` when it has given up."""

    work_id: str
    title: str
    job: str
    status_label: str
    status_tone: str
    attempts_label: str
    age_label: str
    next_label: str
    error: str
    can_retry: bool


@dataclass(frozen=True)
class WorkChoice:
    """A part of the work queue and how much is in it."""

    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class ProcessRow:
    """A job process that was heard of lately."""

    name: str
    role_label: str
    since_label: str
    seen_label: str


@dataclass(frozen=True)
class LoggedRow:
    """A warning or an error. `context` and `stack_trace` may be empty."""

    at_label: str
    level_label: str
    level_tone: str
    module: str
    message: str
    request_id: str
    context: str
    stack_trace: str


@dataclass(frozen=True)
class MailLine:
    """A mail that was sent, waits or failed, as staff read it."""

    mail_id: str
    recipient: str
    subject: str
    at_label: str
    status_label: str
    status_tone: str
    problem: str
    leaves_label: str
    can_retry: bool
    is_suppressed: bool


@dataclass(frozen=True)
class Difference:
    """A field of a change: what it was and what it became, in words."""

    field: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class AuditRow:
    """A line of the trail in the table."""

    number: int = 0
    at_label: str = ""
    actor_label: str = ""
    action_label: str = ""
    action: str = ""
    entity_label: str = ""
    ip_address: str = ""


@dataclass(frozen=True)
class AuditDetail:
    """A line of the trail with all that it says."""

    row: AuditRow = AuditRow()
    entity_id: str = ""
    user_agent: str = ""
    hash: str = ""
    differences: list[Difference] = field(default_factory=list)


@dataclass(frozen=True)
class ChainBadge:
    """Whether the trail is whole."""

    label: str = ""
    tone: str = "neutral"
    note: str = ""


@dataclass(frozen=True)
class VersionRow:
    """A version of a setting: who saved it, when, and what it changed."""

    version: int = 0
    at_label: str = ""
    by_label: str = ""
    note: str = ""
    differences: list[Difference] = field(default_factory=list)
    is_newest: bool = False


@dataclass(frozen=True)
class Connection:
    """Something outside that the environment connects the product to; never the key itself."""

    name: str = ""
    state_label: str = ""
    tone: str = "neutral"
    note: str = ""
    variable: str = ""


@dataclass(frozen=True)
class PublicPageRow:
    """A public page as its file stands. `error` says why it could not be written the last time."""

    page_id: str
    path: str
    title: str
    status_label: str
    status_tone: str
    written_label: str
    error: str
    attempts_label: str
    can_retry: bool


@dataclass(frozen=True)
class WritingProgress:
    """Where the writing of the public pages stands, in two sentences; how many are in which state."""

    sentence: str
    last: str
    is_waiting: bool
    counts: Mapping[PageStatus, int]


@dataclass(frozen=True)
class RateRow:
    """A rate of the period."""

    rate_label: str
    taxable_label: str
    tax_label: str


@dataclass(frozen=True)
class StampRow:
    """A quarter's stamp duty."""

    quarter_label: str
    documents: int
    amount_label: str
    due_label: str


@dataclass(frozen=True)
class VatRow:
    """A rate of a settlement: of sales or purchases."""

    rate_label: str
    taxable_label: str
    tax_label: str
    counts_label: str


@dataclass(frozen=True)
class VatPoint:
    """A bar of the settlement's chart."""

    label: str
    value: float
    value_label: str
    is_current: bool = False


@dataclass(frozen=True)
class SettlementView:
    """What a period seems to owe, in words. `note` says what of the sales is owed later or by others."""

    name: str = ""
    balance_title: str = ""
    balance_label: str = ""
    output: list[VatRow] = field(default_factory=list)
    inputs: list[VatRow] = field(default_factory=list)
    points: list[VatPoint] = field(default_factory=list)
    note: str = ""


@dataclass(frozen=True)
class RegisterView:
    """A period in words."""

    name: str = ""
    documents: int = 0
    total_label: str = ""
    not_counted: str = ""
    rates: list[RateRow] = field(default_factory=list)
    stamps: list[StampRow] = field(default_factory=list)
