"""Asking models within a budget, and changing what is asked."""

from aistrategyhub.features.prompts.service.calls import book_call, book_chat, fail_call, settle_call, settle_chat
from aistrategyhub.features.prompts.service.changes import (
    PromptChanged,
    restore_prompt,
    save_prices,
    save_prompt,
    set_budget,
)
from aistrategyhub.features.prompts.service.trials import TRY, finish_trial, get_trial, start_trial

__all__ = [
    "TRY",
    "PromptChanged",
    "book_call",
    "book_chat",
    "fail_call",
    "finish_trial",
    "get_trial",
    "restore_prompt",
    "save_prices",
    "save_prompt",
    "set_budget",
    "settle_call",
    "settle_chat",
    "start_trial",
]
