"""A provider of embeddings over HTTP: Voyage's API (https://docs.voyageai.com/reference/embeddings-api), or any server
of the same shape."""

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Literal

import httpx

from aistrategyhub.integrations.embeddings.gateway import (
    EmbedderRefused,
    EmbedderUnavailable,
    EmbeddingModel,
    Vector,
    unit,
)

_PASSAGE_SECONDS, _QUESTION_SECONDS = 60.0, 3.0
_LONGEST_TEXT = 8_000
# 48 vectors of 1,024 figures are a megabyte of JSON.
_LARGEST_ANSWER = 16 * 1024 * 1024
_TRY_AGAIN = {408, 409, 425, 429}
_LONGEST_PAUSE = timedelta(hours=1)
_UNASKED_PAUSE = timedelta(seconds=30)


class HttpEmbedder:
    """One model of a provider, behind one key."""

    def __init__(self, address: str, api_key: str, model: EmbeddingModel) -> None:
        self._address = address.rstrip("/") + "/embeddings"
        self._headers = {"Authorization": f"Bearer {api_key}"}
        self.model = model

    async def embed_passages(self, texts: Sequence[str]) -> list[Vector]:
        return await self._embed(texts, "document", _PASSAGE_SECONDS) if texts else []

    async def embed_question(self, text: str) -> Vector:
        return (await self._embed([text], "query", _QUESTION_SECONDS))[0]

    async def _embed(self, texts: Sequence[str], kind: Literal["document", "query"], seconds: float) -> list[Vector]:
        body = {
            "input": [text[:_LONGEST_TEXT] for text in texts],
            "model": self.model.name,
            "input_type": kind,
            "output_dimension": self.model.dimension,
            "truncation": True,
        }
        return _read(await self._ask(body, seconds), len(texts), self.model.dimension)

    async def _ask(self, body: dict[str, Any], seconds: float) -> Any:
        try:
            async with (
                httpx.AsyncClient(timeout=seconds) as client,
                client.stream("POST", self._address, json=body, headers=self._headers) as response,
            ):
                _check(response)
                content = bytearray()
                async for piece in response.aiter_bytes():
                    content += piece
                    if len(content) > _LARGEST_ANSWER:
                        raise EmbedderUnavailable("an answer without an end")
            return json.loads(bytes(content))
        except httpx.HTTPError as error:
            raise EmbedderUnavailable(type(error).__name__) from error
        except ValueError as error:
            raise EmbedderUnavailable("an answer that is no JSON") from error


def _check(response: httpx.Response) -> None:
    if response.is_success:
        return
    reason = f"HTTP {response.status_code}"
    if response.is_server_error or response.status_code in _TRY_AGAIN:
        raise EmbedderUnavailable(reason, _pause(response.headers.get("retry-after", "")))
    raise EmbedderRefused(reason)


def _pause(text: str) -> timedelta:
    """Retry-After in seconds (RFC 9110, 10.2.3), an hour at most."""
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        return _UNASKED_PAUSE
    return min(timedelta(seconds=int(text)), _LONGEST_PAUSE)


def _read(answer: Any, count: int, dimension: int) -> list[Vector]:
    """The vectors in the order of their texts, each checked: a vendor's promise of a form is not trusted."""
    told = answer.get("data") if isinstance(answer, dict) else None
    if not isinstance(told, list):
        raise EmbedderUnavailable("an answer without vectors")
    vectors: dict[Any, Vector] = {}
    for one in told:
        values = one.get("embedding") if isinstance(one, dict) else None
        if not isinstance(values, list) or len(values) != dimension:
            raise EmbedderUnavailable(f"a vector of another dimension than {dimension}")
        try:
            vectors[one.get("index")] = unit(values)
        except (TypeError, ValueError, OverflowError) as error:
            raise EmbedderUnavailable("a vector without a direction") from error
    if set(vectors) != set(range(count)):
        raise EmbedderUnavailable("another number of vectors than of texts")
    return [vectors[place] for place in range(count)]
