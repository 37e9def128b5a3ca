"""Who writes, as head and foot of a mail say it."""

from dataclasses import dataclass

from aistrategyhub.core.text import _, money_label
from aistrategyhub.features.site_settings.schemas import SellerInfo


@dataclass(frozen=True)
class Letterhead:
    """The firm that writes. `site_url` is its site's address; `seller` None before the owner gave the data."""

    name: str
    site_url: str
    seller: SellerInfo | None = None

    @property
    def legal_lines(self) -> list[str]:
        """What a firm's correspondence must show (article 2250 c.c.), in the language of the moment."""
        if self.seller is None:
            return []
        return [
            " · ".join(part for part in line if part)
            for line in (_who(self.seller), _numbers(self.seller), _how_to_write(self.seller))
        ]


def _who(seller: SellerInfo) -> list[str]:
    address = seller.address
    town = f"{address.zip} {address.city}" + (f" ({address.province})" if address.province else "")
    return [
        seller.company_name,
        _("Società a socio unico") if seller.sole_shareholder else "",
        _("In liquidazione") if seller.in_liquidation else "",
        f"{address.street}, {town}",
    ]


def _numbers(seller: SellerInfo) -> list[str]:
    has_rea = seller.rea_office and seller.rea_number
    capital = seller.paid_capital
    return [
        _("P. IVA {number}", number=seller.vat_number),
        _("C.F. {number}", number=seller.fiscal_code) if seller.fiscal_code != seller.vat_number else "",
        _("REA {number}", number=f"{seller.rea_office}-{seller.rea_number}") if has_rea else "",
        _("Capitale sociale versato {amount}", amount=money_label(capital)) if capital is not None else "",
    ]


def _how_to_write(seller: SellerInfo) -> list[str]:
    return [seller.email, _("PEC {address}", address=seller.pec_email), seller.phone]
