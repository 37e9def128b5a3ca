"""What a model gateway promises, kept by the real SDK: at a local server, and at Anthropic where a key is set."""

import os
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from aistrategyhub.infra.settings import Settings
from aistrategyhub.integrations.anthropic.choose import model_gateway
from aistrategyhub.integrations.anthropic.client import AnthropicModels
from aistrategyhub.integrations.anthropic.gateway import (
    Answer,
    AnswerCutShort,
    KeyRefused,
    ModelBusy,
    ModelFailure,
    ModelNotConfigured,
    ModelRefused,
    ModelUnavailable,
    Question,
    Tokens,
)
from tests.harness.model_server import KEY, Fault, ModelServer, serving_models

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"capital": {"type": "string"}},
    "required": ["capital"],
    "additionalProperties": False,
}


def _question(**changes: Any) -> Question:
    values: dict[str, Any] = {
        "model": "claude-haiku-5-5",
        "instructions": "Name the capital of the country.",
        "data": "Italy",
        "schema": SCHEMA,
        "max_tokens": 500,
    }
    return Question(**values | changes)


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with serving_models(ModelServer(answer=lambda body: {"capital": "Roma"})) as running:
        yield running


def _gateway(server: ModelServer, key: str = KEY) -> AnthropicModels:
    return AnthropicModels(key, server.address)


async def test_an_answer_is_the_object_that_was_asked_for_with_what_it_cost(server: ModelServer) -> None:
    server.usage |= {"cache_read_input_tokens": 40, "cache_creation_input_tokens": 7}
    answer = await _gateway(server).ask(_question())
    assert answer == Answer({"capital": "Roma"}, Tokens(1200, 300, 40, 7), "claude-haiku-5-5", "msg_1")
    assert answer.tokens.sent == 1247


async def test_instructions_and_data_travel_apart_and_no_sampling_is_asked_for(server: ModelServer) -> None:
    await _gateway(server).ask(_question(effort="medium"))
    (body,) = server.asked
    assert (body["system"], body["messages"]) == (
        "Name the capital of the country.",
        [{"role": "user", "content": "Italy"}],
    )
    assert body["output_config"] == {"effort": "medium", "format": {"type": "json_schema", "schema": SCHEMA}}
    assert (body["max_tokens"], "temperature" in body) == (500, False)


async def test_a_short_pause_is_waited_for(server: ModelServer) -> None:
    server.faults = [Fault(429, "rate_limit_error", "0.01"), Fault(529, "overloaded_error", "0.01")]
    assert (await _gateway(server).ask(_question())).content == {"capital": "Roma"}
    assert server.faults == []


@pytest.mark.parametrize(
    ("told", "pause"),
    [
        ("120", timedelta(minutes=2)),
        ("86400", timedelta(hours=1)),
        ("", timedelta(seconds=30)),
        ("soon", timedelta(seconds=30)),
    ],
)
async def test_a_long_pause_is_told_to_whoever_asked(server: ModelServer, told: str, pause: timedelta) -> None:
    server.faults = [Fault(429, "rate_limit_error", told)]
    with pytest.raises(ModelBusy) as busy:
        await _gateway(server).ask(_question())
    assert busy.value.retry_after == pause
    assert server.asked == []


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Fault(400, "invalid_request_error"), ModelRefused),
        (Fault(402, "billing_error"), KeyRefused),
        (Fault(403, "permission_error"), KeyRefused),
        (Fault(404, "not_found_error"), KeyRefused),
    ],
)
async def test_what_no_second_try_would_mend_is_not_tried_again(
    server: ModelServer, fault: Fault, expected: type[ModelFailure]
) -> None:
    server.faults = [fault, Fault(500)]
    with pytest.raises(expected) as failure:
        await _gateway(server).ask(_question())
    assert len(server.faults) == 1
    # The vendor's sentence may repeat what was asked: it stays out of logs.
    assert str(failure.value) == f"{fault.status} {fault.kind}"


async def test_a_wrong_key_is_said_to_be_wrong(server: ModelServer) -> None:
    with pytest.raises(KeyRefused):
        await _gateway(server, key="another").ask(_question())


async def test_a_lost_connection_is_tried_again(server: ModelServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aistrategyhub.integrations.anthropic.client._FIRST_PAUSE", timedelta(milliseconds=1))
    server.faults = [Fault(0), Fault(503)]
    assert (await _gateway(server).ask(_question())).content == {"capital": "Roma"}
    server.faults = [Fault(0), Fault(500), Fault(500), Fault(500)]
    with pytest.raises(ModelUnavailable):
        await _gateway(server).ask(_question())
    assert len(server.faults) == 1


async def test_a_refusal_and_a_cut_answer_are_paid_for(server: ModelServer) -> None:
    for reason, expected in (("refusal", ModelRefused), ("max_tokens", AnswerCutShort)):
        server.stop_reason = reason
        with pytest.raises(expected) as failure:
            await _gateway(server).ask(_question())
        assert failure.value.tokens == Tokens(1200, 300)


@pytest.mark.parametrize("text", ["", "Roma", '["Roma"]', '{"capital": "Ro'])
async def test_what_is_no_object_is_no_answer(server: ModelServer, text: str) -> None:
    server.answer = lambda body: text
    with pytest.raises(AnswerCutShort):
        await _gateway(server).ask(_question())


def test_without_a_key_there_is_no_gateway_and_nothing_in_its_place() -> None:
    with pytest.raises(ModelNotConfigured):
        model_gateway(Settings(anthropic_api_key=None))
    assert isinstance(model_gateway(Settings(anthropic_api_key=None), "own"), AnthropicModels)


@pytest.mark.skipif(not os.environ.get("ANTHROPIC_API_KEY"), reason="ANTHROPIC_API_KEY is not set")
async def test_the_real_api_keeps_the_same_promise() -> None:
    answer = await AnthropicModels(os.environ["ANTHROPIC_API_KEY"]).ask(_question(max_tokens=2000))
    assert "Rom" in answer.content["capital"]
    assert answer.tokens.answer > 0
