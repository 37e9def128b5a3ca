"""A call in three steps: booked and committed with what it may cost at most, asked, settled with what it did cost.

However a process ends in between, the budget is never passed: what was booked counts until it is settled.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now, today_in_rome
from aistrategyhub.core.text import _
from aistrategyhub.features.prompts.models import CallStatus, ModelCall
from aistrategyhub.features.prompts.queries import (
    current_prices,
    current_wording,
    get_call,
    monthly_budgets,
    spent_this_month,
)
from aistrategyhub.features.prompts.rules import (
    BudgetExhausted,
    PromptSpec,
    cost_cents,
    most_cents,
    most_cents_of_chat,
    price_of,
    question_of,
)
from aistrategyhub.features.prompts.schemas import BookedCall, Wording
from aistrategyhub.infra.db import take_turns
from aistrategyhub.integrations.anthropic.chatting import Chat
from aistrategyhub.integrations.anthropic.gateway import Answer, ModelFailure, Tokens

_LONGEST_FAILURE = 80


async def book_call(
    session: AsyncSession, spec: PromptSpec, data: Mapping[str, Any], *, person_id: UUID | None = None
) -> BookedCall:
    """A call that this month's budget has room for; its transaction ends before the question is asked.

    Raises BudgetExhausted, NoPrice, TooMuchData.
    """
    wording = await current_wording(session, spec)
    question = question_of(spec, wording, data)
    prices = await current_prices(session)
    price = price_of(prices.prices, question.model, today_in_rome())
    at_most = most_cents(question, price, prices.euro_per_dollar)
    call = await _book(session, spec, wording, at_most, person_id)
    return BookedCall(call.id, question)


async def book_chat(session: AsyncSession, spec: PromptSpec, wording: Wording, chat: Chat) -> ModelCall:
    """The same for a question in a conversation, put in the wording that is in use. Whose question it is stays with the
    conversation. Raises BudgetExhausted, NoPrice."""
    prices = await current_prices(session)
    price = price_of(prices.prices, chat.model, today_in_rome())
    at_most = most_cents_of_chat(chat, price, prices.euro_per_dollar)
    return await _book(session, spec, wording, at_most, None)


async def _book(
    session: AsyncSession, spec: PromptSpec, wording: Wording, at_most: Decimal, person_id: UUID | None
) -> ModelCall:
    # Two at once must not both take the last of the budget.
    await take_turns(session, f"model budget:{spec.purpose.name}")
    budget = (await monthly_budgets(session, [spec.purpose]))[spec.purpose.name]
    spent = (await spent_this_month(session, [spec.purpose])).get(spec.purpose.name, 0)
    if spent + at_most > budget:
        raise BudgetExhausted(purpose=_(spec.purpose.label))
    call = ModelCall(
        purpose=spec.purpose.name,
        prompt=spec.name,
        version=wording.number,
        model=wording.model,
        cost_cents=at_most,
        asked_by=person_id,
        asked_at=now(),
    )
    session.add(call)
    await session.flush()
    return call


async def settle_call(session: AsyncSession, call_id: UUID, answer: Answer) -> ModelCall:
    """The call with what it did cost."""
    return await settle_chat(session, call_id, answer.tokens, answer.request_id)


async def settle_chat(session: AsyncSession, call_id: UUID, tokens: Tokens, request_id: str) -> ModelCall:
    """The same for an answer that came piece by piece."""
    call = await get_call(session, call_id)
    await _count(session, call, tokens)
    call.status, call.request_id, call.ended_at = CallStatus.ANSWERED, request_id[:80], now()
    await session.flush()
    return call


async def fail_call(session: AsyncSession, call_id: UUID, failure: ModelFailure) -> ModelCall:
    """The call as it failed. It cost what the vendor said it did, and nothing where the vendor said nothing."""
    call = await get_call(session, call_id)
    await _count(session, call, failure.tokens or Tokens(0, 0))
    call.status, call.failure, call.ended_at = CallStatus.FAILED, str(failure)[:_LONGEST_FAILURE], now()
    await session.flush()
    return call


async def _count(session: AsyncSession, call: ModelCall, tokens: Tokens) -> None:
    """By the prices of the day on which it was asked."""
    prices = await current_prices(session)
    price = price_of(prices.prices, call.model, today_in_rome(call.asked_at))
    call.prompt_tokens, call.answer_tokens = tokens.sent, tokens.answer
    call.cost_cents = cost_cents(tokens, price, prices.euro_per_dollar)
