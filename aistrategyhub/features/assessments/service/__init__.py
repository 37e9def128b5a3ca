"""Verbs of the assessments."""

from aistrategyhub.features.assessments.service.editing import (
    EditedMeanwhile,
    NotPublishable,
    create_assessment,
    edit_draft,
    open_draft,
    publish_version,
    withdraw_assessment,
)
from aistrategyhub.features.assessments.service.reports import firm_of, result_of, send_report
from aistrategyhub.features.assessments.service.sittings import (
    adopt_sitting,
    answer,
    claim_sittings,
    delete_sitting,
    finish,
    forget_answerer,
    forget_old_sittings,
    start,
    start_preview,
)

__all__ = [
    "EditedMeanwhile",
    "NotPublishable",
    "adopt_sitting",
    "answer",
    "claim_sittings",
    "create_assessment",
    "delete_sitting",
    "edit_draft",
    "finish",
    "firm_of",
    "forget_answerer",
    "forget_old_sittings",
    "open_draft",
    "publish_version",
    "result_of",
    "send_report",
    "start",
    "start_preview",
    "withdraw_assessment",
]
