"""What somebody who searches has typed, and which known word they may have meant. Pure: no database knows of it."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.fields import TOO_LONG
from aistrategyhub.core.text import mark

LONGEST_SEARCH = 200
MOST_WORDS = 8
NO_WORD = mark("Scrivi almeno una parola: con i soli segni non si trova nulla.")

_WORD = re.compile(r"[a-z0-9]+")
_LETTERS = str.maketrans(
    {
        "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i", "ł": "l",
        "ŧ": "t", "ŋ": "n", "ĸ": "q", "ŀ": "l",
    }
)  # fmt: skip
# A word of so many letters may hold so many slips of the finger.
_FORGIVEN, _MOST_FORGIVEN = ((2, 0), (5, 1), (8, 2)), 3


@dataclass(frozen=True)
class Typed:
    """A search as words without case and accents, in their order. With `is_open` the last one may be unfinished."""

    words: tuple[str, ...]
    is_open: bool = True

    @property
    def text(self) -> str:
        return " ".join(self.words)

    @property
    def forms(self) -> tuple[str, ...]:
        """Every form to look up: the words, and those that people write apart (`nis 2` for `nis2`)."""
        return tuple(dict.fromkeys([*self.words, *self.joined.values()]))

    @property
    def joined(self) -> dict[int, str]:
        """Two words that may be one, by the place of the first: letters and one digit."""
        pairs = enumerate(zip(self.words, self.words[1:], strict=False))
        return {place: a + b for place, (a, b) in pairs if a.isalpha() and len(a) > 1 and b.isdigit() and len(b) == 1}


def read_search(q: str) -> Typed | None:
    """The words of a search; None where nothing was typed. More than eight words are read as the first eight.

    Raises InvalidInput for more than 200 characters, and for signs without a word.
    """
    if len(q) > LONGEST_SEARCH:
        raise InvalidInput([FieldError("q", "TOO_LONG", TOO_LONG, {"longest": LONGEST_SEARCH})])
    words = _WORD.findall(fold(q))[:MOST_WORDS]
    if not words and q.strip():
        raise InvalidInput([FieldError("q", "NO_WORD", NO_WORD)])
    return Typed(tuple(words), is_open=q[-1:].isalnum()) if words else None


def fold(text: str) -> str:
    """The text without case and accents, as PostgreSQL's `search_fold` has it for Latin letters."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    return "".join(character for character in plain if not unicodedata.combining(character))


def nearest(word: str, known: Iterable[str], *, is_open: bool = False) -> list[str]:
    """The known words that `word` was probably meant to be, the likeliest first; none where all are too far away.

    Counted are letters left out, added, changed, and two that changed places. An open word may be only the beginning of
    the known one. A number is never taken for another number.
    """
    if word.isdigit():
        return []
    forgiven = next((slips for longest, slips in _FORGIVEN if len(word) <= longest), _MOST_FORGIVEN)
    slips = {other: _slips(word, other, is_open) for other in known if not other.isdigit()}
    least = min(slips.values(), default=forgiven + 1)
    return sorted((other for other, count in slips.items() if count == least <= forgiven), key=lambda w: (len(w), w))


def _slips(word: str, other: str, is_open: bool) -> int:
    whole = distance(word, other)
    if not is_open or len(other) <= len(word) or len(word) < 4:
        return whole
    return min(whole, 1 + distance(word, other[: len(word)]))


def distance(one: str, other: str) -> int:
    """How many letters must be left out, added, changed or exchanged with their neighbour to turn one into the other
    (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, against in enumerate(other, 1):
            costs = [before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != against)]
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                costs.append(last[j - 2] + 1)
            row.append(min(costs))
    return row[-1]
