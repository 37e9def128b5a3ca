"""Verbs of publications. Each holds the publication it changes until the caller's transaction ends."""

from aistrategyhub.features.publishing.service.creating import KEEP, create, move, set_audience
from aistrategyhub.features.publishing.service.drafts import (
    EditedMeanwhile,
    NotEditable,
    keep_version,
    roll_back,
    save_draft,
)
from aistrategyhub.features.publishing.service.forwarding import Forward
from aistrategyhub.features.publishing.service.going_live import archive, publish, reopen, unpublish

__all__ = [
    "KEEP",
    "EditedMeanwhile",
    "Forward",
    "NotEditable",
    "archive",
    "create",
    "keep_version",
    "move",
    "publish",
    "reopen",
    "roll_back",
    "save_draft",
    "set_audience",
    "unpublish",
]
