"""What prompts are, what they cost, and what was typed about them."""

from aistrategyhub.features.prompts.rules.costs import (
    MOST_FOUND_BYTES,
    BudgetExhausted,
    NoPrice,
    cost_cents,
    month_began,
    most_cents,
    most_cents_of_chat,
    price_of,
)
from aistrategyhub.features.prompts.rules.forms import EFFORTS, read_budget, read_prices, read_wording, written_prices
from aistrategyhub.features.prompts.rules.prompts import (
    PromptSpec,
    Purpose,
    TooMuchData,
    declare_prompt,
    fence,
    find_prompt,
    list_prompts,
    list_purposes,
    question_of,
    read_answer,
)

__all__ = [
    "EFFORTS",
    "MOST_FOUND_BYTES",
    "BudgetExhausted",
    "NoPrice",
    "PromptSpec",
    "Purpose",
    "TooMuchData",
    "cost_cents",
    "declare_prompt",
    "fence",
    "find_prompt",
    "list_prompts",
    "list_purposes",
    "month_began",
    "most_cents",
    "most_cents_of_chat",
    "price_of",
    "question_of",
    "read_answer",
    "read_budget",
    "read_prices",
    "read_wording",
    "written_prices",
]
