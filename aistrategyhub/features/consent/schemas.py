"""What goes over the wire of a choice."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from aistrategyhub.core.consent import Purpose


class ChoiceBody(BaseModel):
    """A visitor's choice: yes or no for each purpose that is asked for, in the words of `wording_version`."""

    model_config = ConfigDict(extra="forbid")

    choices: dict[Purpose, bool] = Field(examples=[{"statistics": False}])
    wording_version: str = Field(max_length=12)


class ChosenBody(BaseModel):
    """The proof of a choice, and until when it holds."""

    record: UUID
    expires_at: datetime
