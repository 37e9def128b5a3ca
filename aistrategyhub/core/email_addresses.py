"""One way to write an e-mail address, so that two addresses are the same only when their letters are."""

import unicodedata

from email_validator import EmailNotValidError, validate_email

LONGEST_ADDRESS = 254


def canonical_address(text: str) -> str | None:
    """The address in lower-case ASCII, its domain by IDNA; None for what is not one.

    Only ASCII letters are lowered, and a character that Unicode folds into another (full-width letters, the Kelvin
    sign, invisible joiners) makes no address: a look-alike never becomes somebody else's (CVE-2019-19844).
    """
    text = text.strip(" \t\r\n")
    if len(text) > LONGEST_ADDRESS or unicodedata.normalize("NFKC", text) != text:
        return None
    if any(unicodedata.category(letter) == "Cf" for letter in text):
        return None
    try:
        # Without `test_environment` the reserved domain .test, where demo people live, would be refused.
        checked = validate_email(text, check_deliverability=False, allow_smtputf8=False, test_environment=True)
    except EmailNotValidError:
        return None
    # With `allow_smtputf8` off the local part is ASCII and the domain has an ASCII form, so `lower` folds A-Z only.
    address = (checked.ascii_email or "").lower()
    return address if address.isascii() and 0 < len(address) <= LONGEST_ADDRESS else None
