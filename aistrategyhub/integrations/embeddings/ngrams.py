"""The labelled local default: a text as the letters its words are made of, hashed into a vector. No model, no network.

It bridges endings, compounds and slips of the finger, and no paraphrase.
"""

import asyncio
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from math import log
from zlib import crc32

from aistrategyhub.integrations.embeddings.gateway import EmbeddingModel, Vector, unit

MODEL = EmbeddingModel("local-ngrams-1", 512)

_WORD = re.compile(r"[a-z0-9]+")
_GRAM = 4
_WORD_WEIGHT, _GRAM_WEIGHT = 1.0, 0.35
# Words that stand in every text say nothing of any.
_COMMON = set(
    _WORD.findall(
        """
        a ad agli ai al all alla alle allo anche che chi ci come con cosa cui da dagli dai dal dall dalla dalle dallo
        dei del dell della delle dello deve devono di dove e ed entro era essere fa fare gli ha hanno i il in io l la le
        lei lo loro ma mi ne negli nei nel nell nella nelle nello no noi non o ogni per perche piu puo quale quali
        quando quanto quanta quanti quante quella quelle quelli quello questa queste questi questo se si sia sono su
        sugli sui sul sulla sulle suo te ti tra tutti un una uno va vi voi about an and are as at be by can do does for
        from has have how if is it its of on or our that the their this to was what when where which who why will with
        you your
        """
    )
)


class LocalEmbedder:
    """The same vector for the same text, on every machine."""

    model = MODEL

    async def embed_passages(self, texts: Sequence[str]) -> list[Vector]:
        return await asyncio.to_thread(lambda: [embed(text) for text in texts])

    async def embed_question(self, text: str) -> Vector:
        return embed(text)


def embed(text: str) -> Vector:
    """Each feature of the text falls into one place of the vector, with a sign that lets chance cancel itself out."""
    values = [0.0] * MODEL.dimension
    for feature, weight in _weights(text).items():
        place = crc32(feature.encode())
        values[place % MODEL.dimension] += weight if place & 0x80000000 else -weight
    if not any(values):
        values[0] = 1.0
    return unit(values)


def _weights(text: str) -> dict[str, float]:
    counts = Counter(word for word in _words(text) if word not in _COMMON)
    weights: dict[str, float] = {}
    for word, count in counts.items():
        said = 1 + log(count)
        for feature, weight in _features(word):
            weights[feature] = weights.get(feature, 0.0) + weight * said
    return weights


def _features(word: str) -> Iterator[tuple[str, float]]:
    yield f"w:{word}", _WORD_WEIGHT
    framed = f"<{word}>"
    for start in range(len(framed) - _GRAM + 1):
        yield framed[start : start + _GRAM], _GRAM_WEIGHT


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return _WORD.findall("".join(sign for sign in plain if not unicodedata.combining(sign)))
