"""Bots, and teaching them what the firm knows."""

from aistrategyhub.features.assistant.service.bots import ON_EVERY_PAGE, SITE_BOT, change_bot, create_bot, site_bot
from aistrategyhub.features.assistant.service.documents import (
    READ_DOCUMENT,
    delete_document,
    describe_document,
    receive_document,
    replace_document,
    reprocess,
    set_active,
)
from aistrategyhub.features.assistant.service.embedding import EMBED, embed_bot
from aistrategyhub.features.assistant.service.following import (
    FOLLOW_SITE,
    ask_to_follow,
    follow_publication,
    follow_site,
)
from aistrategyhub.features.assistant.service.ingest import fail_document, read_document
from aistrategyhub.features.assistant.service.questions import WRITE_QUESTIONS, want_questions, write_questions

__all__ = [
    "EMBED",
    "FOLLOW_SITE",
    "ON_EVERY_PAGE",
    "READ_DOCUMENT",
    "SITE_BOT",
    "WRITE_QUESTIONS",
    "ask_to_follow",
    "change_bot",
    "create_bot",
    "delete_document",
    "describe_document",
    "embed_bot",
    "fail_document",
    "follow_publication",
    "follow_site",
    "read_document",
    "receive_document",
    "replace_document",
    "reprocess",
    "set_active",
    "site_bot",
    "want_questions",
    "write_questions",
]
