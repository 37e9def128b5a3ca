"""Facts: what happened in a room, in the past tense, told to the rooms above through the outbox."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict


class Fact(BaseModel):
    """Something that happened. Subclasses set `fact_name` ("orders.paid") and hold ids and plain values only.

    A fact is stored as JSON and read back later by another process, so a field is added with a default and
    never renamed.
    """

    model_config = ConfigDict(frozen=True)

    fact_name: ClassVar[str]
