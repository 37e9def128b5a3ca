"""Warnings and errors as staff read them."""

import json
from collections.abc import Mapping

from aistrategyhub.core.access import Role
from aistrategyhub.core.text import _, mark, moment_label
from aistrategyhub.features.backoffice.schemas import LoggedRow
from aistrategyhub.infra.system_logs import SystemLog

_LEVELS = {
    "warning": (mark("Avviso"), "waiting"),
    "error": (mark("Errore"), "failed"),
    "critical": (mark("Critico"), "failed"),
}
# What the list may be narrowed to, by the word in the control.
LEVEL_FILTERS: Mapping[str, tuple[str, frozenset[str]]] = {
    "tutti": (mark("Tutti i livelli"), frozenset()),
    "avvisi": (mark("Avvisi"), frozenset({"warning"})),
    "errori": (mark("Errori e critici"), frozenset({"error", "critical"})),
}
# Lines that belong to no tenant tell of the whole installation.
READS_COMMON_LINES = frozenset({Role.SUPER_ADMIN, Role.ADMIN})


def logged_row(line: SystemLog) -> LoggedRow:
    """A line of the log in words."""
    label, tone = _LEVELS[line.level]
    return LoggedRow(
        at_label=moment_label(line.created_at),
        level_label=_(label),
        level_tone=tone,
        module=line.module,
        message=line.message,
        request_id=line.request_id or "",
        context=json.dumps(line.context, ensure_ascii=False, indent=2) if line.context else "",
        stack_trace=line.stack_trace or "",
    )
