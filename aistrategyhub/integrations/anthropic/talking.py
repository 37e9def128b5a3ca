"""The Messages API of Anthropic as a conversation: streamed, with citations of search results."""

import time
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

import anthropic
import httpx2

from aistrategyhub.integrations.anthropic.chatting import (
    Chat,
    ChatPiece,
    Cited,
    Ended,
    LookedUp,
    Said,
    Source,
    Step,
    Wanted,
)
from aistrategyhub.integrations.anthropic.client import failure_of
from aistrategyhub.integrations.anthropic.gateway import ModelRefused, ModelUnavailable, Tokens

_STEP_SECONDS = 30.0
_CALL_SECONDS = 110.0
_KEPT_READY = {"type": "ephemeral"}


class AnthropicTalk:
    """Anthropic's models behind one key, talking."""

    def __init__(self, api_key: str, base_url: str | None = None) -> None:
        self._api_key = api_key
        self._base_url = base_url

    async def answer(self, chat: Chat) -> AsyncIterator[ChatPiece]:
        """See ChatGateway. A visitor waits: nothing is tried again here."""
        progress, began = _Progress([source.name for source in chat.citable]), time.monotonic()
        client = anthropic.AsyncAnthropic(
            api_key=self._api_key, base_url=self._base_url, timeout=_STEP_SECONDS, max_retries=0
        )
        try:
            async with client, client.messages.stream(**_request(chat)) as stream:
                async for event in stream:
                    for piece in progress.take(event):
                        yield piece
                    if time.monotonic() - began > _CALL_SECONDS:
                        raise TimeoutError
        except anthropic.APIStatusError as error:
            raise failure_of(error, progress.tokens) from error
        except (anthropic.AnthropicError, httpx2.HTTPError, ValueError, OSError) as error:
            # A stream that was cut, that stood still, or that is none of this API.
            raise ModelUnavailable(type(error).__name__, progress.tokens) from error
        yield progress.end()


class _Progress:
    """What has come so far of one answer."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names
        self._usage: Any = None
        self._answered = 0
        self._model = self._request_id = ""
        self._stop_reason: str | None = None
        self._citations: list[Cited] = []

    @property
    def tokens(self) -> Tokens | None:
        """What is billed for what has come, once the vendor has said."""
        if self._usage is None:
            return None
        usage = self._usage
        read, written = usage.cache_read_input_tokens or 0, usage.cache_creation_input_tokens or 0
        return Tokens(usage.input_tokens, self._answered, read, written)

    def take(self, event: Any) -> list[ChatPiece]:
        """What an event of the stream says."""
        if event.type == "message_start":
            self._usage, self._answered = event.message.usage, event.message.usage.output_tokens
            self._model, self._request_id = event.message.model, event.message.id
        elif event.type == "content_block_delta" and event.delta.type == "text_delta":
            return [Said(event.delta.text)]
        elif event.type == "content_block_delta" and event.delta.type == "citations_delta":
            self._citations += _cited(event.delta.citation, self._names)
        elif event.type == "content_block_stop":
            # What a block cites is told once its words are there, whichever the vendor sends first.
            told, self._citations = self._citations, []
            return [*told, *_wanted(event.content_block)]
        elif event.type == "message_delta":
            self._stop_reason, self._answered = event.delta.stop_reason, event.usage.output_tokens
        return []

    def end(self) -> Ended:
        """The whole answer. Raises ModelRefused, and ModelUnavailable for an answer that never came to its end."""
        tokens = self.tokens
        if self._stop_reason == "refusal":
            raise ModelRefused("the model refused", tokens)
        if tokens is None or self._stop_reason is None:
            raise ModelUnavailable("the stream ended early", tokens)
        is_waiting = self._stop_reason == "tool_use"
        is_cut = not is_waiting and self._stop_reason != "end_turn"
        return Ended(tokens, self._model, self._request_id, is_cut=is_cut, is_waiting=is_waiting)


def _request(chat: Chat) -> dict[str, Any]:
    """Instructions first, then what was said, then the passages: what changes least is what can be kept ready."""
    turns: list[dict[str, Any]] = [
        {"role": "user" if turn.is_visitor else "assistant", "content": [{"type": "text", "text": turn.words}]}
        for turn in chat.turns
    ]
    if turns:
        turns[-1]["content"][-1]["cache_control"] = _KEPT_READY
    asked = [*(_search_result(source) for source in chat.sources), {"type": "text", "text": chat.question}]
    steps = [turn for step in chat.steps for turn in _step(step)]
    request = {
        "model": chat.model,
        "max_tokens": chat.max_tokens,
        "system": [{"type": "text", "text": chat.instructions, "cache_control": _KEPT_READY}],
        "messages": [*turns, {"role": "user", "content": asked}, *steps],
        "output_config": {"effort": chat.effort},
    }
    tools = [{"name": one.name, "description": one.use, "input_schema": dict(one.schema)} for one in chat.tools]
    if not tools:
        return request
    # After its last step the model answers with what it has; what it used has to be named all the same.
    choice = "auto" if len(chat.steps) < chat.most_steps else "none"
    return request | {"tools": tools, "tool_choice": {"type": choice}}


def _step(step: Step) -> Iterator[dict[str, Any]]:
    said = [{"type": "text", "text": step.said}] if step.said.strip() else []
    wanted = [
        {"type": "tool_use", "id": one.wanted.call, "name": one.wanted.tool, "input": dict(one.wanted.arguments)}
        for one in step.found
    ]
    yield {"role": "assistant", "content": [*said, *wanted]}
    yield {"role": "user", "content": [_tool_result(one) for one in step.found]}


def _tool_result(found: LookedUp) -> dict[str, Any]:
    content = [_search_result(source) for source in found.sources] or [{"type": "text", "text": found.refusal}]
    return {
        "type": "tool_result",
        "tool_use_id": found.wanted.call,
        "content": content,
        "is_error": not found.sources,
    }


def _search_result(source: Source) -> dict[str, Any]:
    return {
        "type": "search_result",
        "source": source.name,
        "title": source.title,
        "content": [{"type": "text", "text": part} for part in source.parts],
        "citations": {"enabled": True},
    }


def _cited(citation: Any, names: Sequence[str]) -> list[Cited]:
    if citation.type != "search_result_location":
        return []
    source = citation.search_result_index
    # Results of a tool are counted together with those of the question; where the vendor counts otherwise, the name of
    # the source says which it is.
    if 0 <= source < len(names) and names[source] != citation.source and citation.source in names:
        source = names.index(citation.source)
    return [Cited(source, citation.start_block_index, citation.end_block_index, citation.cited_text or "")]


def _wanted(block: Any) -> list[Wanted]:
    if block.type != "tool_use":
        return []
    return [Wanted(block.id, block.name, block.input if isinstance(block.input, dict) else {})]
