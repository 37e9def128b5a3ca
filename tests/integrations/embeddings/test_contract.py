"""What an embedder promises: kept by the local default, by the client at a local server, and by the provider itself
where EMBEDDINGS_CONTRACT_KEY is set."""

import os
from collections.abc import Iterator
from datetime import timedelta
from math import isclose
from typing import Any

import pytest

from aistrategyhub.infra.settings import Settings
from aistrategyhub.integrations.embeddings.choose import VOYAGE, embedder, find_embedder, wanted_model
from aistrategyhub.integrations.embeddings.gateway import (
    EmbedderRefused,
    EmbedderUnavailable,
    EmbeddingModel,
    Vector,
    unit,
)
from aistrategyhub.integrations.embeddings.http import HttpEmbedder
from aistrategyhub.integrations.embeddings.ngrams import MODEL, LocalEmbedder, embed
from tests.harness.embedding_server import KEY, EmbeddingServer, serving_embeddings
from tests.harness.json_server import Reply

TEXTS = [
    "La notifica dell'incidente va fatta entro 24 ore.",
    "Il corso di formazione dura due giornate.",
    "Le sanzioni arrivano a dieci milioni di euro.",
]
SPOKEN = EmbeddingModel("voyage-4", 256)


@pytest.fixture
def server() -> Iterator[EmbeddingServer]:
    with serving_embeddings(EmbeddingServer()) as running:
        yield running


@pytest.fixture(params=["local", "client", "provider"])
def promising(request: pytest.FixtureRequest, server: EmbeddingServer) -> Any:
    if request.param == "local":
        return LocalEmbedder()
    if request.param == "client":
        return HttpEmbedder(server.address, KEY, SPOKEN)
    key = os.environ.get("EMBEDDINGS_CONTRACT_KEY")
    if not key:
        pytest.skip("EMBEDDINGS_CONTRACT_KEY names nobody to ask")
    return HttpEmbedder(VOYAGE, key, SPOKEN)


def likeness(one: Vector, other: Vector) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


async def test_every_text_has_a_vector_of_the_models_dimension_and_of_length_one(promising: Any) -> None:
    vectors = await promising.embed_passages(TEXTS)
    assert [len(vector) for vector in vectors] == [promising.model.dimension] * len(TEXTS)
    assert all(isclose(likeness(vector, vector), 1.0, abs_tol=1e-6) for vector in vectors)
    assert await promising.embed_passages([]) == []


async def test_the_same_text_lies_in_the_same_place_and_others_do_not(promising: Any) -> None:
    first, again = await promising.embed_passages([TEXTS[0]]), await promising.embed_passages([TEXTS[0]])
    assert isclose(likeness(first[0], again[0]), 1.0, abs_tol=1e-3)
    assert likeness(first[0], (await promising.embed_passages([TEXTS[1]]))[0]) < 0.99


async def test_a_question_is_nearest_to_its_passage(promising: Any) -> None:
    asked = await promising.embed_question("notifica dell'incidente entro 24 ore")
    vectors = await promising.embed_passages(TEXTS)
    assert max(range(len(TEXTS)), key=lambda place: likeness(asked, vectors[place])) == 0


async def test_texts_without_words_have_vectors_too(promising: Any) -> None:
    for vector in await promising.embed_passages(["?", "e il la di"]):
        assert isclose(likeness(vector, vector), 1.0, abs_tol=1e-6)


@pytest.mark.parametrize(
    ("near", "far"),
    [
        (("notifica degli incidenti", "notificare un incidente"), "corsi di formazione"),
        (("formazione", "formzione"), "sanzione"),
        (("società", "SOCIETA"), "socialità"),
    ],
)
def test_the_local_default_bridges_endings_slips_and_accents(near: tuple[str, str], far: str) -> None:
    assert likeness(embed(near[0]), embed(near[1])) > likeness(embed(near[0]), embed(far))


async def test_the_provider_is_asked_as_its_api_wants(server: EmbeddingServer) -> None:
    client = HttpEmbedder(server.address + "/", KEY, SPOKEN)
    await client.embed_passages([TEXTS[0], "x" * 9_000])
    await client.embed_question("chi?")
    passages, question = server.asked
    assert (passages["input_type"], passages["model"], passages["output_dimension"]) == ("document", "voyage-4", 256)
    assert [len(text) for text in passages["input"]] == [len(TEXTS[0]), 8_000]
    assert (question["input_type"], question["input"]) == ("query", ["chi?"])


@pytest.mark.parametrize(
    ("fault", "reason", "pause"),
    [
        (Reply(429, {}, {"retry-after": "7"}), "HTTP 429", timedelta(seconds=7)),
        (Reply(429, {}, {"retry-after": "999999"}), "HTTP 429", timedelta(hours=1)),
        (Reply(503, {}), "HTTP 503", timedelta(seconds=30)),
        (Reply(200, {"data": []}), "another number of vectors than of texts", timedelta(seconds=30)),
        (Reply(200, {"error": "x"}), "an answer without vectors", timedelta(seconds=30)),
        (
            Reply(200, {"data": [{"embedding": [1.0], "index": 0}]}),
            "a vector of another dimension than 256",
            timedelta(seconds=30),
        ),
        (
            Reply(200, {"data": [{"embedding": [0.0] * 256, "index": 0}]}),
            "a vector without a direction",
            timedelta(seconds=30),
        ),
        (
            Reply(200, {"data": [{"embedding": ["x"] * 256, "index": 0}]}),
            "a vector without a direction",
            timedelta(seconds=30),
        ),
        (Reply(200, {"x": "y" * 17_000_000}), "an answer without an end", timedelta(seconds=30)),
        (None, "RemoteProtocolError", timedelta(seconds=30)),
    ],
    ids=["busy", "busy for days", "down", "none", "no list", "short", "nowhere", "words", "endless", "cut"],
)
async def test_what_may_be_better_later_says_when(
    server: EmbeddingServer, fault: Reply | None, reason: str, pause: timedelta
) -> None:
    server.faults = [fault]
    with pytest.raises(EmbedderUnavailable) as failure:
        await HttpEmbedder(server.address, KEY, SPOKEN).embed_question("chi?")
    assert (str(failure.value), failure.value.retry_after) == (reason, pause)


async def test_a_key_that_nobody_knows_is_refused(server: EmbeddingServer) -> None:
    with pytest.raises(EmbedderRefused, match="HTTP 401"):
        await HttpEmbedder(server.address, "wrong", SPOKEN).embed_passages(TEXTS)


async def test_a_server_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(EmbedderUnavailable, match="ConnectError"):
        await HttpEmbedder("http://127.0.0.1:1/v1", KEY, SPOKEN).embed_question("chi?")


def test_a_vector_without_a_direction_is_none() -> None:
    with pytest.raises(ValueError, match="direction"):
        unit([0.0, 0.0])


def test_the_settings_choose_who_embeds() -> None:
    none = Settings(_env_file=None)
    assert isinstance(embedder(none), LocalEmbedder)
    assert find_embedder(none, EmbeddingModel("voyage-3", 1024)) is None
    assert isinstance(embedder(Settings(_env_file=None, embeddings_api_key="")), LocalEmbedder)
    with pytest.raises(ValueError, match="should be 256, 512 or 1024"):
        Settings(_env_file=None, embeddings_dimension=300)
    keyed = Settings(_env_file=None, embeddings_api_key=KEY, embeddings_dimension=512)
    assert wanted_model(keyed) == EmbeddingModel("voyage-4", 512)
    assert isinstance(embedder(keyed), HttpEmbedder)
    before = find_embedder(keyed, EmbeddingModel("voyage-3", 1024))
    assert isinstance(before, HttpEmbedder)
    assert before.model.name == "voyage-3"
    assert isinstance(find_embedder(keyed, MODEL), LocalEmbedder)
