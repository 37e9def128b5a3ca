"""What a gateway that talks promises, kept by the real SDK: at a local server, and at Anthropic where a key is set."""

import os
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from aistrategyhub.infra.settings import Settings
from aistrategyhub.integrations.anthropic import talking
from aistrategyhub.integrations.anthropic.chatting import (
    Chat,
    ChatPiece,
    Cited,
    Ended,
    LookedUp,
    Said,
    Source,
    Step,
    Tool,
    Turn,
    Wanted,
)
from aistrategyhub.integrations.anthropic.choose import chat_gateway
from aistrategyhub.integrations.anthropic.gateway import (
    KeyRefused,
    ModelBusy,
    ModelFailure,
    ModelRefused,
    ModelUnavailable,
    Tokens,
)
from aistrategyhub.integrations.anthropic.talking import AnthropicTalk
from tests.harness import talk_server
from tests.harness.model_server import KEY, Fault
from tests.harness.talk_server import Call, Quote, TalkServer, serving_talk

LAW = Source("document:1", "NIS2 › Art. 25", ("La pre-notifica va fatta entro 24 ore.", "La notifica entro 72 ore."))


def _chat(**changes: Any) -> Chat:
    values: dict[str, Any] = {
        "model": "claude-haiku-5-5",
        "instructions": "Answer from the search results.",
        "sources": [LAW],
        "turns": [],
        "question": "Entro quando?",
        "max_tokens": 500,
    }
    return Chat(**values | changes)


@pytest.fixture
def server() -> Iterator[TalkServer]:
    with serving_talk(TalkServer(say=lambda body: [Quote("Entro 24 ore.", 0, 0, 1)])) as running:
        yield running


async def _heard(server: TalkServer, chat: Chat, key: str = KEY) -> list[ChatPiece]:
    return [piece async for piece in AnthropicTalk(key, server.address).answer(chat)]


async def test_words_come_in_pieces_then_what_they_cite_then_the_bill(server: TalkServer) -> None:
    server.usage |= {"cache_read_input_tokens": 40, "cache_creation_input_tokens": 7}
    *said, cited, ended = await _heard(server, _chat())
    assert "".join(piece.words for piece in said if isinstance(piece, Said)) == "Entro 24 ore."
    assert cited == Cited(0, 0, 1, "La pre-notifica va fatta entro 24 ore.")
    assert ended == Ended(Tokens(1200, 300, 40, 7), "claude-haiku-5-5", "msg_1")


async def test_what_changes_least_is_sent_first_and_kept_ready(server: TalkServer) -> None:
    turns = [Turn(True, "Che cos’è la NIS2?"), Turn(False, "Una direttiva.")]
    await _heard(server, _chat(turns=turns))
    (body,) = server.asked
    kept = {"type": "ephemeral"}
    assert body["system"] == [{"type": "text", "text": "Answer from the search results.", "cache_control": kept}]
    first, second, last = body["messages"]
    assert "cache_control" not in first["content"][0]
    assert second == {
        "role": "assistant",
        "content": [{"type": "text", "text": "Una direttiva.", "cache_control": kept}],
    }
    assert [block["type"] for block in last["content"]] == ["search_result", "text"]
    assert last["content"][0]["citations"] == {"enabled": True}
    assert [block["text"] for block in last["content"][0]["content"]] == list(LAW.parts)
    assert "temperature" not in body


async def test_what_a_model_wants_is_looked_up_and_cited_after_the_sources(server: TalkServer) -> None:
    orders = Tool("my_orders", "The orders.", {"type": "object", "properties": {"number": {"type": "string"}}})
    server.say = lambda body: ["Guardo.", Call("my_orders", {"number": "ORD-1"})]
    said = await _heard(server, _chat(tools=[orders], most_steps=1))
    wanted, ended = said[-2:]
    assert wanted == Wanted("toolu_1_1", "my_orders", {"number": "ORD-1"})
    assert isinstance(ended, Ended)
    assert (ended.is_waiting, ended.is_cut) == (True, False)
    first = server.asked[0]
    assert (first["tools"][0]["name"], first["tool_choice"]) == ("my_orders", {"type": "auto"})

    order = Source("order:1", "Ordine 1", ("È pagato.",))
    nothing = Wanted("toolu_1_2", "my_orders", {})
    steps = [Step("Guardo.", (LookedUp(wanted, (order,)), LookedUp(nothing, refusal="Nothing.")))]
    server.say = lambda body: [Quote("È pagato.", 1, 0, 1)]
    heard = await _heard(server, _chat(tools=[orders], steps=steps, most_steps=1))
    assert [piece for piece in heard if isinstance(piece, Cited)] == [Cited(1, 0, 1, "È pagato.")]
    asked = server.asked[1]
    assert asked["tool_choice"] == {"type": "none"}
    assert [block["type"] for block in asked["messages"][1]["content"]] == ["text", "tool_use", "tool_use"]
    results = asked["messages"][2]["content"]
    assert [one["is_error"] for one in results] == [False, True]
    assert [one["content"][0]["type"] for one in results] == ["search_result", "text"]


async def test_a_citation_is_of_the_source_that_it_names(server: TalkServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where results of a tool are counted by themselves."""
    order = Source("order:1", "Ordine 1", ("È pagato.",))
    steps = [Step("", (LookedUp(Wanted("toolu_1_0", "my_orders", {}), (order,)),))]
    tools = [Tool("my_orders", "The orders.", {"type": "object"})]
    counted = talk_server._citation
    monkeypatch.setattr(talk_server, "_citation", lambda part, body: counted(part, body) | {"search_result_index": 0})
    server.say = lambda body: [Quote("È pagato.", 1, 0, 1)]
    heard = await _heard(server, _chat(tools=tools, steps=steps, most_steps=1))
    assert [piece.source for piece in heard if isinstance(piece, Cited)] == [1]


async def test_an_answer_that_reached_its_end_too_soon_says_so(server: TalkServer) -> None:
    server.stop_reason = "max_tokens"
    ended = (await _heard(server, _chat()))[-1]
    assert isinstance(ended, Ended)
    assert ended.is_cut


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Fault(429, "rate_limit_error", "7"), ModelBusy),
        (Fault(529, "overloaded_error"), ModelBusy),
        (Fault(500), ModelUnavailable),
        (Fault(0), ModelUnavailable),
        (Fault(403, "permission_error"), KeyRefused),
        (Fault(400, "invalid_request_error"), ModelRefused),
    ],
)
async def test_a_visitor_waits_so_nothing_is_tried_again(
    server: TalkServer, fault: Fault, expected: type[ModelFailure]
) -> None:
    server.faults = [fault, Fault(500)]
    with pytest.raises(expected) as failure:
        await _heard(server, _chat())
    assert len(server.faults) == 1
    if fault.retry_after:
        assert isinstance(failure.value, ModelBusy)
        assert failure.value.retry_after == timedelta(seconds=7)


async def test_a_stream_that_is_cut_is_paid_for(server: TalkServer) -> None:
    server.cut_after = 4
    with pytest.raises(ModelUnavailable) as failure:
        await _heard(server, _chat())
    assert failure.value.tokens == Tokens(1200, 1)


async def test_an_error_inside_a_stream_is_told_by_its_kind(server: TalkServer) -> None:
    server.error_at_end = "overloaded_error"
    with pytest.raises(ModelBusy) as failure:
        await _heard(server, _chat())
    assert failure.value.tokens == Tokens(1200, 1)


async def test_a_stream_that_stands_still_ends(server: TalkServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talking, "_STEP_SECONDS", 0.2)
    server.stall = 1.0
    with pytest.raises(ModelUnavailable):
        await _heard(server, _chat())


async def test_a_refusal_is_paid_for(server: TalkServer) -> None:
    server.stop_reason = "refusal"
    with pytest.raises(ModelRefused) as failure:
        await _heard(server, _chat())
    assert failure.value.tokens == Tokens(1200, 300)


async def test_a_wrong_key_is_said_to_be_wrong(server: TalkServer) -> None:
    with pytest.raises(KeyRefused):
        await _heard(server, _chat(), key="another")


def test_without_a_key_nobody_talks() -> None:
    assert chat_gateway(Settings(anthropic_api_key=None)) is None
    assert isinstance(chat_gateway(Settings(anthropic_api_key=None), "own"), AnthropicTalk)


@pytest.mark.skipif(not os.environ.get("ANTHROPIC_API_KEY"), reason="ANTHROPIC_API_KEY is not set")
async def test_the_real_api_keeps_the_same_promise() -> None:
    talk = AnthropicTalk(os.environ["ANTHROPIC_API_KEY"])
    heard = [piece async for piece in talk.answer(_chat(max_tokens=2000))]
    cited = [piece for piece in heard if isinstance(piece, Cited)]
    assert cited
    assert all(one.source == 0 and 0 <= one.first < one.end <= len(LAW.parts) for one in cited)
    assert isinstance(heard[-1], Ended)
