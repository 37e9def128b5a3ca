"""Text in Latin letters: what an Italian electronic invoice can carry, and what an address is written with.

FatturaPA 1.2.3 takes Basic Latin and Latin-1 Supplement and refuses every other letter (types `String...LatinType`).
A person keeps the spelling of their own name everywhere else; only the document to SdI is transliterated, the way
Italian registries do it: `Šimić` becomes `Simic`, a typographic dash a hyphen, `€` the word EUR.
"""

import re
import unicodedata

_TYPOGRAPHIC = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "‚": "'",
        "‛": "'",
        "ʼ": "'",
        "′": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "‟": '"',
        "″": '"',
        "‹": "<",
        "›": ">",
        "‐": "-",
        "‑": "-",
        "‒": "-",
        "–": "-",
        "—": "-",
        "―": "-",
        "−": "-",
        "…": "...",
        "•": "-",
        "€": "EUR",
        "™": "(TM)",
        "№": "N.",
    }
)

_LETTERS = str.maketrans(
    {
        "Đ": "D",
        "đ": "d",
        "Ħ": "H",
        "ħ": "h",
        "ı": "i",
        "ĸ": "k",
        "Ł": "L",
        "ł": "l",
        "Ŋ": "N",
        "ŋ": "n",
        "Œ": "OE",
        "œ": "oe",
        "Ŧ": "T",
        "ŧ": "t",
        "Ɖ": "D",
        "ẞ": "SS",
        "Ə": "E",
        "ə": "e",
    }
)

_NOT_IN_SLUGS = re.compile(r"[^a-z0-9]+")
_NORDIC = str.maketrans({"æ": "ae", "ø": "o", "þ": "th", "ð": "d"})


def latin(text: str) -> str:
    """The text on one line, in letters the schema accepts; what has no Latin form becomes `?`."""
    return "".join(letter if _is_writable(letter) else "?" for letter in _transliterate(text))


def has_latin_form(text: str) -> bool:
    """Whether `latin` loses nothing but accents and typography."""
    return all(_is_writable(letter) for letter in _transliterate(text))


def has_control_characters(text: str) -> bool:
    """Whether the text holds what no document prints: control, surrogate, private or unassigned characters."""
    return any(unicodedata.category(letter) in {"Cc", "Cs", "Co", "Cn"} for letter in text)


def one_line(text: str) -> str:
    """The text composed (NFC), on one line, with single spaces and without invisible formatting characters."""
    visible = (letter for letter in unicodedata.normalize("NFC", text) if unicodedata.category(letter) != "Cf")
    return " ".join("".join(visible).split())


def slug_of(text: str) -> str:
    """The text as part of a path: case and accents folded, everything but letters and figures a dash."""
    plain = unicodedata.normalize("NFKD", latin(text).casefold().translate(_NORDIC))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _NOT_IN_SLUGS.sub("-", letters).strip("-")


def _transliterate(text: str) -> str:
    tidy = one_line(text).translate(_TYPOGRAPHIC).translate(_LETTERS)
    return "".join(letter if _is_writable(letter) else _without_marks(letter) for letter in tidy)


def _without_marks(letter: str) -> str:
    decomposed = unicodedata.normalize("NFKD", letter)
    return "".join(part for part in decomposed if not unicodedata.combining(part)) or letter


def _is_writable(letter: str) -> bool:
    return "\x20" <= letter <= "\x7e" or "\xa0" <= letter <= "\xff"
