"""Where personal data lies: what each room declares of its tables in `privacy.PERSONAL_DATA`. Types only.

Every column is either personal, with the five things that a record of processing must say of it (art. 30 GDPR), or
said to hold nothing about anybody. A test walks the metadata and fails where a column was forgotten.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Basis(StrEnum):
    """Why it is lawful to keep it (art. 6(1) GDPR)."""

    CONSENT = "consent, art. 6(1)(a)"
    CONTRACT = "contract, art. 6(1)(b)"
    LEGAL_OBLIGATION = "legal obligation, art. 6(1)(c)"
    LEGITIMATE_INTEREST = "legitimate interest, art. 6(1)(f)"


class Whose(StrEnum):
    """About whom it tells."""

    MEMBER = "people with an account"
    BUYER = "buyers, also without an account"
    READER = "whoever is written to"
    VISITOR = "visitors of the site"
    WRITER = "whoever writes to the firm"
    CALLER = "whoever tries to sign in"
    STAFF = "the firm's own people"
    FIRM = "the firm and its contacts"


class Retention(StrEnum):
    """How long it is kept. Only FISCAL outlives the erasure of a person (art. 2220 c.c.; art. 17(3)(b) GDPR)."""

    ACCOUNT = "until the account is erased"
    CEREMONY = "until it is used or expires, at most 30 days"
    ATTEMPTS = "90 days"
    DEVICE = "until the device signs out or the account is erased"
    EXPORT = "7 days"
    MAIL = "12 months; with a fiscal document, ten years"
    CONSENT = "six months, then twelve more as a proof"
    INQUIRY = "24 months; 30 days when it is spam"
    TICKET = "24 months after the last message"
    CHAT = "12 months after the last message, or until whoever wrote deletes it"
    ASSESSMENT = "12 months after the last answer, or until whoever holds the link deletes it"
    CART = "60 days after the last touch, or until it is ordered or the account is erased"
    ORDER = "until the account is erased; 12 months when a guest never paid"
    STATEMENT = "12 months; until the account is erased when it pays an order"
    PROVIDER = "until the account is erased; 13 months at most"
    FISCAL = "ten years from the document"
    TRAIL = "with the audit trail; what identifies is removed when the person is erased"
    WORK = "7 days after the work is done"
    ANSWER = "a day"
    LOGS = "30 days"
    FIRM = "as long as the firm uses the product"


@dataclass(frozen=True)
class Personal:
    """What one column holds about somebody.

    What opens a door, or is about another person, is not `handed_out` in an export. In a table that tells of two
    people, `belongs_to` names the link column whose person this is about.
    """

    purpose: str
    basis: Basis
    retention: Retention
    whose: Whose
    handed_out: bool = True
    belongs_to: str = ""


@dataclass(frozen=True)
class PersonLink:
    """Rows are found by the person's id in this column, `unless` another column is set."""

    column: str
    unless: str = ""


@dataclass(frozen=True)
class AddressLink:
    """Rows are found by a verified e-mail address of the person in this column, `unless` another column is set."""

    column: str
    unless: str = ""


@dataclass(frozen=True)
class RowLink:
    """Rows belong to whoever the row of `table` with this `key` belongs to; `by` names the one link that counts."""

    column: str
    table: str
    key: str = "id"
    by: str = ""


Link = PersonLink | AddressLink | RowLink


@dataclass(frozen=True)
class Holding:
    """What a table holds. `links` say how somebody's rows are found; a table that has personal columns and no link
    says in `apart` why nobody can be told what it holds of them."""

    personal: Mapping[str, Personal] = field(default_factory=dict)
    none: Sequence[str] = ()
    links: Sequence[Link] = ()
    apart: str = ""

    @property
    def columns(self) -> list[str]:
        """Every column that is accounted for, once for each time it is."""
        linked = {link.column for link in self.links} - set(self.personal) - set(self.none)
        return [*self.personal, *self.none, *linked]


PersonalData = Mapping[str, Holding]

# The name of every row, and of the tenant that it belongs to: about nobody by themselves.
ROW_NAMES = frozenset({"tenant_id", "id"})
