"""The settings of models, prompts as screens show them, and a call that may be made."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from aistrategyhub.features.site_settings.schemas import Setting
from aistrategyhub.integrations.anthropic.gateway import Question


class ModelAccount(Setting):
    """The firm's own key at Anthropic. Without it ANTHROPIC_API_KEY is used."""

    key = "model_account"

    api_key: SecretStr | None = None


class ModelPrice(BaseModel):
    """Dollars for a million tokens of a model, from a day on."""

    model_config = ConfigDict(frozen=True)

    model: str
    since: date
    prompt: Decimal
    answer: Decimal
    cache_read: Decimal
    cache_write: Decimal


def _price(model: str, since: date, *dollars: str) -> ModelPrice:
    prompt, answer, cache_read, cache_write = map(Decimal, dollars)
    return ModelPrice(
        model=model, since=since, prompt=prompt, answer=answer, cache_read=cache_read, cache_write=cache_write
    )


SHIPPED_PRICES = (
    _price("claude-haiku-5-5", date(2026, 10, 7), "0.10", "0.50", "0.01", "0.125"),
    _price("claude-sonnet-5-5", date(2026, 9, 28), "2", "10", "0.20", "2.50"),
    _price("claude-sonnet-5-5", date(2026, 10, 7), "2", "10", "0.10", "2.50"),
    _price("claude-opus-5-5", date(2026, 9, 28), "4", "20", "0.20", "5"),
)
"""What the vendor's models cost when this was written. The vendor's invoice is what counts: the owner keeps it true."""


class ModelPrices(Setting):
    """What models cost. A dollar counts as a whole euro until the owner says what it is worth: too much, never too
    little."""

    key = "model_prices"

    euro_per_dollar: Decimal = Field(default=Decimal(1), gt=0, le=10)
    prices: tuple[ModelPrice, ...] = SHIPPED_PRICES


@dataclass(frozen=True)
class Wording:
    """A prompt as it is in use: `number` 0 is as shipped."""

    number: int
    model: str
    effort: str
    max_tokens: int
    instructions: str


@dataclass(frozen=True)
class BookedCall:
    """A call that the budget has room for. Whoever asked settles it, whatever comes of it."""

    id: UUID
    question: Question


@dataclass(frozen=True)
class PromptRow:
    """A prompt in the list."""

    name: str
    label: str
    purpose_label: str
    model: str
    version_label: str


@dataclass(frozen=True)
class BudgetRow:
    """A purpose: what it has spent this month, in percent too."""

    purpose: str
    label: str
    spent_label: str
    budget_label: str
    budget_euro: str
    percent: int
    is_exhausted: bool


@dataclass(frozen=True)
class PromptVersionRow:
    """A version of a prompt; `changes` say what is different from the one before."""

    number: int
    title: str
    at_label: str
    note: str
    changes: list[str] = field(default_factory=list)
    is_newest: bool = False


@dataclass(frozen=True)
class TrialView:
    """The last trial of a prompt. `status` is empty when it was never tried."""

    status: str = ""
    answer: str = ""
    model: str = ""
    cost_label: str = ""
    tokens_label: str = ""
    at_label: str = ""
