"""A row of a search as a passage."""

from typing import Any

from aistrategyhub.features.assistant.links import passage_path
from aistrategyhub.features.assistant.schemas.found import Passage


def passage_of(row: Any, score: float) -> Passage:
    return Passage(
        row.id,
        row.document_id,
        row.title,
        row.heading,
        row.words,
        row.page,
        row.path or passage_path(row.id),
        score,
    )
