"""Names of the files sent to SdI: country, code of the sender, progressive. None is used twice (00002)."""

import re
import string

_BASE36 = string.digits + string.ascii_uppercase
LONGEST_PROGRESSIVE = 5
_NAME = re.compile(r"([A-Z]{2})([A-Za-z0-9]{2,28})_([A-Za-z0-9]{1,5})\.(xml|xml\.p7m|zip)", re.IGNORECASE)


def transmission_progressive(sequence: int) -> str:
    """The five characters (base 36) that number a transmission: 00001 for 1, 0000Z for 35.

    Raises ValueError outside 1..60,466,175, the names that five characters can make.
    """
    if not 0 < sequence < 36**LONGEST_PROGRESSIVE:
        raise ValueError(f"no progressive of {LONGEST_PROGRESSIVE} characters for {sequence}")
    digits = ""
    while sequence:
        sequence, digit = divmod(sequence, 36)
        digits = _BASE36[digit] + digits
    return digits.rjust(LONGEST_PROGRESSIVE, "0")


def file_name(country: str, sender_code: str, progressive: str) -> str:
    """`IT09876540155_00001.xml`. Raises ValueError when SdI would refuse the name (00001)."""
    name = f"{country}{sender_code}_{progressive}.xml"
    if not is_valid_file_name(name):
        raise ValueError(f"SdI would refuse the file name {name}")
    return name


def plain_name(name: str) -> str:
    """The name of a file before it was put in an envelope: that of `IT09876540155_00001.xml.p7m` ends in `.xml`."""
    return re.sub(r"\.p7m$", "", name, flags=re.IGNORECASE)


def is_valid_file_name(name: str) -> bool:
    """Whether SdI accepts a file by this name: Italian senders have codes of 11 to 16 characters, others of 2 to 28."""
    match = _NAME.fullmatch(name)
    if not match:
        return False
    return match[1].upper() != "IT" or 11 <= len(match[2]) <= 16


def means_to_be_a_file_name(name: str) -> bool:
    """Whether a name was meant for SdI: two capitals and a figure, as no other file begins."""
    return bool(re.match(r"[A-Z]{2}[0-9A-Z]*[0-9][0-9A-Z]*[_.\-]", name))
