"""What goes into the backoffice and what its screens show."""

from dataclasses import dataclass

from aistrategyhub.features.site_settings.schemas import SellerInfo, SiteIdentity


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
