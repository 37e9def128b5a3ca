"""The Messages API of Anthropic through its own SDK, with structured answers."""

import asyncio
import json
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import anthropic

from aistrategyhub.core.clock import now
from aistrategyhub.integrations.anthropic.gateway import (
    Answer,
    AnswerCutShort,
    KeyRefused,
    ModelBusy,
    ModelFailure,
    ModelRefused,
    ModelUnavailable,
    Question,
    Tokens,
)

_STEP_SECONDS = 60.0
_CALL_SECONDS = 110.0
# A pause up to this long is waited for here; a longer one is told to whoever asked.
_PATIENCE = timedelta(seconds=5)
_TRIES = 3
_FIRST_PAUSE = timedelta(seconds=0.5)
_UNASKED_PAUSE = timedelta(seconds=30)
_LONGEST_PAUSE = timedelta(hours=1)
_TOO_MANY, _OVERLOADED = 429, 529
_NOT_OURS = {401, 402, 403, 404}
_TRY_AGAIN = {408, 409}
_BUSY_KINDS = {"overloaded_error", "rate_limit_error"}


class AnthropicModels:
    """Anthropic's models behind one key."""

    def __init__(self, api_key: str, base_url: str | None = None) -> None:
        self._api_key = api_key
        self._base_url = base_url

    async def ask(self, question: Question) -> Answer:
        """See ModelGateway. Tries again by itself after a short pause, and leaves longer ones to its caller."""
        try:
            async with asyncio.timeout(_CALL_SECONDS), self._client() as client:
                return await _ask_patiently(client, question)
        except TimeoutError as error:
            raise ModelUnavailable(f"no answer within {_CALL_SECONDS:g} seconds") from error

    def _client(self) -> anthropic.AsyncAnthropic:
        # The SDK would sleep as long as the server says, be it for days: pauses are ours.
        return anthropic.AsyncAnthropic(
            api_key=self._api_key, base_url=self._base_url, timeout=_STEP_SECONDS, max_retries=0
        )


async def _ask_patiently(client: anthropic.AsyncAnthropic, question: Question) -> Answer:
    for attempt in range(1, _TRIES + 1):
        try:
            return _read(await _send(client, question))
        except ModelUnavailable as failure:
            pause = failure.retry_after if isinstance(failure, ModelBusy) else _FIRST_PAUSE * 2**attempt
            if attempt == _TRIES or pause > _PATIENCE:
                raise
            await asyncio.sleep(pause.total_seconds())
    raise AssertionError("the last attempt answers or raises")


async def _send(client: anthropic.AsyncAnthropic, question: Question) -> anthropic.types.Message:
    try:
        return await client.messages.create(
            model=question.model,
            max_tokens=question.max_tokens,
            system=question.instructions,
            messages=[{"role": "user", "content": question.data}],
            output_config={
                "effort": question.effort,
                "format": {"type": "json_schema", "schema": dict(question.schema)},
            },
        )
    except anthropic.APIStatusError as error:
        raise failure_of(error) from error
    except anthropic.APIConnectionError as error:
        raise ModelUnavailable(type(error).__name__) from error
    except (anthropic.AnthropicError, ValueError) as error:
        # What is no answer of this API: another server behind the address, or a body cut off half way.
        raise ModelUnavailable(f"an unreadable answer: {type(error).__name__}") from error


def _read(message: anthropic.types.Message) -> Answer:
    usage = message.usage
    tokens = Tokens(
        usage.input_tokens,
        usage.output_tokens,
        usage.cache_read_input_tokens or 0,
        usage.cache_creation_input_tokens or 0,
    )
    if message.stop_reason == "refusal":
        raise ModelRefused("the model refused", tokens)
    if message.stop_reason != "end_turn":
        raise AnswerCutShort(f"stopped by {message.stop_reason}", tokens)
    return Answer(_content(message, tokens), tokens, message.model, message.id)


def _content(message: anthropic.types.Message, tokens: Tokens) -> dict[str, Any]:
    text = "".join(block.text for block in message.content if block.type == "text")
    try:
        content = json.loads(text)
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise AnswerCutShort("the answer is no JSON object", tokens)
    return content


def failure_of(error: anthropic.APIStatusError, tokens: Tokens | None = None) -> ModelFailure:
    """What an error of the API means. One inside a stream arrives under the status 200, so its kind decides as well."""
    kind = _kind(error)
    reason = f"{error.status_code} {kind}".rstrip()
    if error.status_code in (_TOO_MANY, _OVERLOADED) or kind in _BUSY_KINDS:
        return ModelBusy(reason, _pause(error), tokens)
    if error.status_code >= 500 or error.status_code in _TRY_AGAIN or error.status_code < 400:
        return ModelUnavailable(reason, tokens)
    return (KeyRefused if error.status_code in _NOT_OURS else ModelRefused)(reason, tokens)


def _kind(error: anthropic.APIStatusError) -> str:
    """The vendor's own word for what happened. Its sentence may repeat what was asked, and this ends up in logs."""
    body = error.body if isinstance(error.body, dict) else {}
    told = body.get("error")
    kind = told.get("type") if isinstance(told, dict) else None
    return kind[:80] if isinstance(kind, str) and kind.isidentifier() else ""


def _pause(error: anthropic.APIStatusError) -> timedelta:
    """Retry-After (RFC 9110, 10.2.3): seconds or a date, an hour at most."""
    text = error.response.headers.get("retry-after", "").strip()
    if not text:
        return _UNASKED_PAUSE
    try:
        pause = timedelta(seconds=float(text)) if _is_number(text) else parsedate_to_datetime(text) - now()
    except (ValueError, TypeError, OverflowError):
        return _UNASKED_PAUSE
    return min(max(pause, timedelta()), _LONGEST_PAUSE)


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdigit()
