"""What calls cost, and when a month began. Pure."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from aistrategyhub.core.clock import ROME
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.money import round_half_up
from aistrategyhub.core.text import mark
from aistrategyhub.features.prompts.schemas import ModelPrice
from aistrategyhub.integrations.anthropic.chatting import Chat
from aistrategyhub.integrations.anthropic.gateway import Question, Tokens

MOST_FOUND_BYTES = 16_000
"""How much may be looked up in one step of an answer, with the frame around it."""
_MILLION = Decimal(1_000_000)
# A token is at least one byte of text, and the frame around a question is small.
_FRAME_TOKENS = 500
_BLOCK_TOKENS = 20


class BudgetExhausted(DomainError):
    """What this month may cost is spent, or would be passed by one more call."""

    code = "MODEL_BUDGET_EXHAUSTED"
    sentence = mark("Il budget di questo mese per «{purpose}» è esaurito: aumentalo in Prompt › Budget, o aspetta.")


class NoPrice(DomainError):
    """Nobody said what the model costs, so nobody could say what was spent."""

    code = "MODEL_WITHOUT_PRICE"
    sentence = mark("Il modello {model} non ha un prezzo in vigore: scrivilo in Prompt › Prezzi prima di usarlo.")


def price_of(prices: Sequence[ModelPrice], model: str, day: date) -> ModelPrice:
    """What the model costs on that day. Raises NoPrice."""
    known = [price for price in prices if price.model == model and price.since <= day]
    if not known:
        raise NoPrice(model=model)
    return max(known, key=lambda price: price.since)


def cost_cents(tokens: Tokens, price: ModelPrice, euro_per_dollar: Decimal) -> Decimal:
    """What a call costs, in cents of euro with four decimals."""
    dollars = (
        tokens.prompt * price.prompt
        + tokens.answer * price.answer
        + tokens.cache_read * price.cache_read
        + tokens.cache_write * price.cache_write
    ) / _MILLION
    return round_half_up(dollars * euro_per_dollar * 100, 4)


def most_cents(question: Question, price: ModelPrice, euro_per_dollar: Decimal) -> Decimal:
    """What a call may cost at most: every byte a token, and as much answer as is allowed."""
    sent = len((question.instructions + question.data + json.dumps(question.schema)).encode())
    return cost_cents(Tokens(sent + _FRAME_TOKENS, question.max_tokens), price, euro_per_dollar)


def most_cents_of_chat(chat: Chat, price: ModelPrice, euro_per_dollar: Decimal) -> Decimal:
    """The same of a question in a conversation. All of it may be written into the vendor's cache, which costs more."""
    passages = [part for source in chat.sources for part in (source.name, source.title, *source.parts)]
    tools = [text for tool in chat.tools for text in (tool.name, tool.use, json.dumps(dict(tool.schema)))]
    words = [chat.instructions, chat.question, *passages, *tools, *(turn.words for turn in chat.turns)]
    sent = sum(len(one.encode()) for one in words) + _FRAME_TOKENS + _BLOCK_TOKENS * len(words)
    # Each step sends again what was sent, with what was said and found in the steps before it.
    asked = chat.most_steps + 1
    sent = asked * sent + (chat.max_tokens + MOST_FOUND_BYTES) * sum(range(asked))
    written = asked * chat.max_tokens
    tokens = Tokens(0, written, cache_write=sent) if price.cache_write > price.prompt else Tokens(sent, written)
    return cost_cents(tokens, price, euro_per_dollar)


def month_began(at: datetime) -> datetime:
    """Midnight in Rome of the first of this month."""
    return at.astimezone(ROME).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
