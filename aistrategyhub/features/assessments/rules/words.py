"""What severity, extent and time are called. Pure."""

from aistrategyhub.core.text import _, mark, ngettext
from aistrategyhub.features.assessments.document import Severity
from aistrategyhub.features.assessments.rules.gaps import Horizon

_SEVERITIES = {
    Severity.CRITICAL: (mark("Critica"), "failed"),
    Severity.HIGH: (mark("Alta"), "waiting"),
    Severity.MEDIUM: (mark("Media"), "neutral"),
    Severity.LOW: (mark("Bassa"), "neutral"),
}
_EFFORTS = {1: mark("lieve"), 2: mark("medio"), 3: mark("alto")}
_IMPACTS = {1: mark("basso"), 2: mark("medio"), 3: mark("alto")}
_STAGES = {
    Horizon.FIRST: (mark("Entro 30 giorni"), mark("Ciò che espone di più e ciò che si chiude in fretta.")),
    Horizon.SECOND: (mark("Entro 90 giorni"), mark("Le misure portanti, con responsabili e prove.")),
    Horizon.THIRD: (mark("Entro 180 giorni"), mark("I lavori lunghi e il miglioramento continuo.")),
}


def severity_label(severity: Severity) -> tuple[str, str]:
    """Its name and its tone."""
    label, tone = _SEVERITIES[severity]
    return _(label), tone


def effort_label(effort: int) -> str:
    return _(_EFFORTS[effort])


def impact_label(impact: int) -> str:
    return _(_IMPACTS[impact])


def stage_label(horizon: Horizon) -> tuple[str, str]:
    """The name of a stretch of the road map, and what it is for."""
    title, note = _STAGES[horizon]
    return _(title), _(note)


def extent_label(points: int) -> str:
    """How much of it is there."""
    return _("in parte") if points else _("manca")


def minutes_label(minutes: int) -> str:
    return ngettext("circa un minuto", "circa {count} minuti", minutes)


def questions_label(count: int) -> str:
    return ngettext("una domanda al più", "{count} domande al più", count)


def answered_label(answered: int, asked: int) -> str:
    return ngettext("{count} risposta su {asked}", "{count} risposte su {asked}", answered, asked=asked)
