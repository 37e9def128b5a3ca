"""How long a text is, and how long it takes to read. Pure."""

import re
from html import unescape
from math import ceil

from aistrategyhub.core.text import _

# Words a minute of adults reading silently (IReST, Trauzettel-Klosinski and Dietz 2012).
_WORDS_A_MINUTE = {"it": 188, "en": 228}
_TAG = re.compile(r"<[^>]+>")
_BLOCK_END = re.compile(r"</(?:p|h[2-4]|li|td|th|tr|pre|blockquote|figcaption)>|<br\s*/?>")
_WORD = re.compile(r"[^\W_]+(?:[’'.,-][^\W_]+)*")
_SPACES = re.compile(r"\s+")


def plain_words(html: str) -> str:
    """A cleaned text without its tags, on one line."""
    return _SPACES.sub(" ", unescape(_TAG.sub("", _BLOCK_END.sub(" ", html)))).strip()


def count_words(text: str) -> int:
    """The words of a plain text; `l’obbligo` and `2.500` are one each."""
    return len(_WORD.findall(text))


def minutes_to_read(words: int, locale: str) -> int:
    """Whole minutes, one at least."""
    return max(ceil(words / _WORDS_A_MINUTE[locale]), 1)


def minutes_label(words: int, locale: str) -> str:
    """`7 minuti di lettura`: as fast as its language is read, said in the language of the moment."""
    minutes = minutes_to_read(words, locale)
    return _("1 minuto di lettura") if minutes == 1 else _("{minutes} minuti di lettura", minutes=minutes)
