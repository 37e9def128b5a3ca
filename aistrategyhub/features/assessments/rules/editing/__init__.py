"""The owner's edits of an assessment, from the fields of a form. Pure."""

from aistrategyhub.features.assessments.rules.editing.asking import (
    move,
    put_question,
    put_section,
    put_words,
    remove,
)
from aistrategyhub.features.assessments.rules.editing.concluding import (
    move_outcome,
    put_deadline,
    put_level,
    put_outcome,
    remove_deadline,
    remove_level,
    remove_outcome,
)
from aistrategyhub.features.assessments.rules.editing.fields import PartNotFound
from aistrategyhub.features.assessments.rules.editing.lines import (
    written_bands,
    written_conditions,
    written_options,
)

__all__ = [
    "PartNotFound",
    "move",
    "move_outcome",
    "put_deadline",
    "put_level",
    "put_outcome",
    "put_question",
    "put_section",
    "put_words",
    "remove",
    "remove_deadline",
    "remove_level",
    "remove_outcome",
    "written_bands",
    "written_conditions",
    "written_options",
]
