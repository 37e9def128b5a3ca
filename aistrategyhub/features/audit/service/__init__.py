"""Verbs of the trail: write a line, link it, look whether the chain holds, erase what is somebody's own."""

from aistrategyhub.features.audit.service.anchoring import anchor
from aistrategyhub.features.audit.service.erasure import erase_old_origins, forget_person
from aistrategyhub.features.audit.service.linking import link_pending
from aistrategyhub.features.audit.service.recording import record
from aistrategyhub.features.audit.service.verification import Verification, verify, verify_and_note

__all__ = [
    "Verification",
    "anchor",
    "erase_old_origins",
    "forget_person",
    "link_pending",
    "record",
    "verify",
    "verify_and_note",
]
