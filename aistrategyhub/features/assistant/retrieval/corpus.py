"""What is searched."""

from dataclasses import dataclass
from uuid import UUID

from aistrategyhub.features.assistant.models import Bot, SearchArm
from aistrategyhub.integrations.embeddings.gateway import EmbeddingModel


@dataclass(frozen=True)
class Corpus:
    """The measures of a bot's live chunks, and what finds its passages. `model` is that of the vectors that answer,
    None where there are none."""

    bot_id: UUID
    chunk_count: int
    lexeme_count: int
    arms: frozenset[SearchArm] = frozenset({SearchArm.GLOSSARY})
    model: EmbeddingModel | None = None

    @classmethod
    def of(cls, bot: Bot) -> "Corpus":
        arms = frozenset(SearchArm(name) for name in bot.search_arms)
        model = EmbeddingModel(bot.dense_model, bot.dense_dimension) if bot.dense_model else None
        return cls(bot.id, bot.chunk_count, bot.lexeme_count, arms, model)

    @property
    def wants_vector(self) -> bool:
        """Whether a question is also looked for by its vector."""
        return SearchArm.DENSE in self.arms and self.model is not None and self.chunk_count > 0
