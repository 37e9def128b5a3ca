"""What is sent to publish and to withdraw, the same for every kind of publication."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class DraftBody(BaseModel):
    """A draft in place of the present one, if `revision` is still the present one's. `content` is by language."""

    model_config = ConfigDict(extra="forbid")

    revision: int = Field(ge=1, le=2**31 - 1, examples=[3])
    content: dict[str, Any] = Field(examples=[{"it": {"title": "Chi è soggetto alla NIS2"}}])


class RevisionBody(BaseModel):
    """Which draft was seen; without a revision whatever is there now is meant. The note stays with the version."""

    model_config = ConfigDict(extra="forbid")

    revision: int | None = Field(default=None, ge=1, le=2**31 - 1)
    note: str = Field(default="", max_length=300, pattern=r"^[^\x00]*$")
