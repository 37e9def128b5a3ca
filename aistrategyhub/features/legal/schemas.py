"""What documents are made from, and how they stand."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Recipient:
    """Somebody who gets personal data: who, why, where."""

    name: str
    purpose: str
    place: str


@dataclass(frozen=True)
class StoredThing:
    """A cookie, or something that the browser keeps otherwise: its name, what for, how long."""

    name: str
    purpose: str
    lasts: str


@dataclass(frozen=True)
class KeptData:
    """Data of a kind of people: why it is lawful to keep them, and how long."""

    whose: str
    basis: str
    lasts: str


@dataclass(frozen=True)
class Facts:
    """What is true of this installation and its firm, in the language being spoken. Empty is what nobody gave yet."""

    company_name: str = ""
    address: str = ""
    vat_number: str = ""
    register: str = ""
    email: str = ""
    pec_email: str = ""
    phone: str = ""
    privacy_email: str = ""
    data_protection_officer: str = ""
    hosting_provider: str = ""
    hosting_place: str = ""
    court: str = ""
    site_url: str = ""
    takes_cards: bool = False
    asks_consent: bool = False
    recipients: tuple[Recipient, ...] = ()
    cookies: tuple[StoredThing, ...] = ()
    storage: tuple[StoredThing, ...] = ()
    kept: tuple[KeptData, ...] = ()


@dataclass(frozen=True)
class SectionChange:
    """A section that differs: as it stands, and as the template and the firm's data would make it now."""

    title: str
    before: str
    after: str


@dataclass(frozen=True)
class DocumentRow:
    """A legal document as the owner sees it. `missing` names what the firm has still to say."""

    kind: str = ""
    title: str = ""
    publication_id: str = ""
    path: str = ""
    status_label: str = ""
    status_tone: str = "neutral"
    version_label: str = ""
    missing: str = ""
    is_made: bool = False
    is_live: bool = False
    is_outdated: bool = False
    is_edited: bool = False
    has_draft: bool = False
    changes: list[SectionChange] = field(default_factory=list)
