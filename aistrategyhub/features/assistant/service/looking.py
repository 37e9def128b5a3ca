"""What is searched for when somebody asks: found out before the answer's own transaction, others being asked."""

from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from aistrategyhub.features.assistant.models import MessageRole
from aistrategyhub.features.assistant.retrieval import Corpus
from aistrategyhub.features.assistant.rules.following_up import is_half_a_question, together
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.integrations.embeddings.choose import find_embedder
from aistrategyhub.integrations.embeddings.gateway import EmbeddingFailure, EmbeddingModel, Vector

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Look:
    """`question` says by itself what is meant; `vector` is its place among the bot's vectors, None where none is
    looked at."""

    question: str
    vector: Vector | None = None


def meant_by(question: str, before: Sequence[tuple[MessageRole, str]]) -> str:
    """The question, together with the one before where it is only half of one."""
    last = last_question(before)
    return together(last, question) if last and is_half_a_question(question) else question


def last_question(before: Sequence[tuple[MessageRole, str]]) -> str:
    """What the visitor asked before; empty at the beginning."""
    return next((words for role, words in reversed(before) if role is MessageRole.VISITOR), "")


async def vector_of(corpus: Corpus, question: str) -> Vector | None:
    """The question's place among the bot's vectors; None where none is looked at."""
    return await vector_for(corpus.model, question) if corpus.wants_vector and corpus.model else None


async def vector_for(model: EmbeddingModel, question: str) -> Vector | None:
    """Its place in the space of this model; None where nobody can tell it now: words alone find then."""
    embedder = find_embedder(get_settings(), model)
    if embedder is None:
        return None
    try:
        return await embedder.embed_question(question)
    except EmbeddingFailure as failure:
        log.warning("a question is searched by its words alone", why=str(failure))
        return None
