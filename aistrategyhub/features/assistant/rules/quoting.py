"""Answering without a model: the sentences of the best passages that speak of the question. Pure."""

import re
import unicodedata
from collections.abc import Sequence

from aistrategyhub.features.assistant.rules.chunking import sentences_of
from aistrategyhub.features.assistant.schemas.found import Passage

MOST_QUOTES = 3
_MOST_WORDS = 70
# A passage that fits half as well as the best one is about something else.
_LEAST_OF_BEST = 0.6
_WORD = re.compile(r"\w{3,}")
_STEM = 5


def worth_quoting(passages: Sequence[Passage]) -> list[Passage]:
    """The best passages, without those that only happened to share a word."""
    if not passages:
        return []
    near = [one for one in passages if one.score >= _LEAST_OF_BEST * passages[0].score]
    return near[:MOST_QUOTES]


def extract(words: str, question: str) -> str:
    """The run of sentences, of seventy words at most, that shares most words with the question."""
    sentences, asked = sentences_of(words), _stems(question)
    best, best_rank = "", (-1, 0)
    for start in range(len(sentences)):
        run: list[str] = []
        for sentence in sentences[start:]:
            if run and _count([*run, sentence]) > _MOST_WORDS:
                break
            run.append(sentence)
            rank = (len(asked & _stems(" ".join(run))), -start)
            if rank > best_rank:
                best, best_rank = " ".join(run), rank
    return _shortened(best)


def _shortened(text: str) -> str:
    words = text.split()
    return text if len(words) <= 2 * _MOST_WORDS else " ".join(words[: 2 * _MOST_WORDS]) + " …"


def _count(sentences: Sequence[str]) -> int:
    return sum(len(sentence.split()) for sentence in sentences)


def _stems(text: str) -> frozenset[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return frozenset(word[:_STEM] for word in _WORD.findall("".join(c for c in plain if not unicodedata.combining(c))))
