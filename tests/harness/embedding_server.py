"""A server that speaks as much of Voyage's embeddings API as the product uses, over real HTTP.

Its vectors are counts of letters: texts of the same letters lie in the same place. A test may give it faults.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.harness.json_server import Reply, serving_json

KEY = "a key of embeddings that only the tests know"


@dataclass
class EmbeddingServer:
    """`asked` keeps each body; `faults` are answered first, None cuts the connection."""

    address: str = ""
    faults: list[Reply | None] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)

    def respond(self, path: str, headers: Any, body: dict[str, Any]) -> Reply | None:
        if self.faults:
            return self.faults.pop(0)
        if headers.get("authorization") != f"Bearer {KEY}":
            return Reply(401, {"detail": "told to the tests only"})
        wanted = {"input", "model", "input_type", "output_dimension", "truncation"}
        if path != "/v1/embeddings" or set(body) != wanted or body["input_type"] not in ("document", "query"):
            return Reply(400, {"detail": "told to the tests only"})
        self.asked.append(body)
        told = [
            {"object": "embedding", "embedding": letters(text, body["output_dimension"]), "index": place}
            for place, text in enumerate(body["input"])
        ]
        usage = {"total_tokens": sum(len(text) for text in body["input"])}
        # The order is no promise of the API: `index` is.
        return Reply(200, {"object": "list", "data": told[::-1], "model": body["model"], "usage": usage})


def letters(text: str, dimension: int) -> list[float]:
    """How often each letter stands in the text."""
    values = [0.0] * dimension
    for sign in text.casefold():
        values[ord(sign) % dimension] += 1.0
    return values


@contextmanager
def serving_embeddings(server: EmbeddingServer) -> Iterator[EmbeddingServer]:
    """Answers on a free port inside the block; its address ends as EMBEDDINGS_URL does."""
    with serving_json(server.respond) as address:
        server.address = f"{address}/v1"
        yield server
