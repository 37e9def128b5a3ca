"""What became of a file of redirects."""

from pydantic import BaseModel, Field

MOST_TOLD = 100


class RefusedLineBody(BaseModel):
    """A line that was not added."""

    line: int
    message: str


class ImportedBody(BaseModel):
    """What became of the lines: `added` of them were, the first of those `refused` are told."""

    added: int
    refused: int
    is_rehearsal: bool
    lines: list[RefusedLineBody] = Field(max_length=MOST_TOLD)
