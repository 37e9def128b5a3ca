"""From the buyer of an order to the party of its document."""

from aistrategyhub.core.billing import NO_RECIPIENT_CODE, Address, Buyer
from aistrategyhub.features.invoicing.document.model import Party, Recipient
from aistrategyhub.features.invoicing.document.parts import PostalAddress, TaxId

# What SdI wants as identifier of a foreigner without VAT number.
_FOREIGN_PRIVATE_ID = "0000000"


def party_of(buyer: Buyer) -> Party:
    """The buyer as a document names it: a company by its name, a professional or a person by first and last name."""
    is_named_person = not buyer.company_name
    return Party(
        company_name=buyer.company_name,
        first_name=buyer.first_name if is_named_person else "",
        last_name=buyer.last_name if is_named_person else "",
        tax_id=_tax_id_of(buyer),
        fiscal_code=buyer.fiscal_code,
        address=postal(buyer.billing_address),
    )


def recipient_of(buyer: Buyer) -> Recipient:
    """Where SdI delivers the buyer's document: the PEC counts only where there is no code."""
    return Recipient(code=buyer.sdi_code, pec_email=buyer.pec_email if buyer.sdi_code == NO_RECIPIENT_CODE else "")


def postal(address: Address) -> PostalAddress:
    """The address as documents keep it."""
    return PostalAddress.model_validate(address.model_dump())


def _tax_id_of(buyer: Buyer) -> TaxId | None:
    country = buyer.billing_address.country
    if buyer.vat_number:
        return TaxId(country, buyer.vat_number)
    return None if country == "IT" else TaxId(country, _FOREIGN_PRIVATE_ID)
