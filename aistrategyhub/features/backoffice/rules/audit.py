"""The trail in words: who, what, and the difference that it made. Pure."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from aistrategyhub.core.clock import ROME
from aistrategyhub.core.text import _, mark, moment_label, number_label
from aistrategyhub.features.audit.rules import MASK, PERSONAL
from aistrategyhub.features.audit.schemas import AuditLine
from aistrategyhub.features.backoffice.rules.acts import ACTIONS, ENTITIES
from aistrategyhub.features.backoffice.schemas import AuditDetail, AuditRow, ChainBadge, Difference

_ERASED = mark("Persona cancellata")
_ACTORS = {
    "person": _ERASED,
    "program": mark("Programma"),
    "system": mark("Il sistema"),
    "visitor": mark("Visitatore"),
}
_REASONS = {
    "altered": mark("una riga è stata modificata"),
    "removed": mark("manca una riga"),
    "line_missing": mark("manca una riga"),
    "unlinked": mark("c’è una riga che nessuno ha scritto da qui"),
    "disconnected": mark("una riga non segue quella prima"),
    "tail_removed": mark("mancano le righe più recenti"),
    "head_forged": mark("la fine della catena non è stata scritta da qui"),
    "anchor_differs": mark("la catena è diversa da quella annotata in passato"),
    "detail_altered": mark("è stato modificato un dato personale"),
}
# Under which name a change tells what it was about.
_TELLING = ("number", "order", "slug", "title", "source", "key", "next")
_LONGEST_VALUE = 1_000
_NOTHING = "—"


def period(since: str, until: str) -> tuple[datetime | None, datetime | None]:
    """The instants at which two days in Rome (ISO, either may be empty or nonsense) begin and end."""
    first, last = _day(since), _day(until)
    return (
        _midnight(first) if first else None,
        _midnight(last + timedelta(days=1)) if last and last < date.max else None,
    )


def audit_row(line: AuditLine, names: Mapping[UUID, str]) -> AuditRow:
    """A line of the table."""
    return AuditRow(
        number=line.sequence,
        at_label=moment_label(line.created_at),
        actor_label=actor_label(line, names),
        action_label=action_label(line.action),
        action=line.action,
        entity_label=_entity(line, names),
        ip_address=line.ip_address or _NOTHING,
    )


def audit_detail(line: AuditLine, names: Mapping[UUID, str]) -> AuditDetail:
    """Everything that a line says."""
    return AuditDetail(
        row=audit_row(line, names),
        entity_id=str(line.entity_id or ""),
        user_agent=line.user_agent or _NOTHING,
        hash=line.hash,
        differences=differences(line.changes),
    )


def actor_label(line: AuditLine, names: Mapping[UUID, str]) -> str:
    """Who acted; a colleague in somebody's name is named with them."""
    # Whoever signs in is nobody yet when they begin.
    acted = line.entity_id if line.action == "accounts.signed_in" and not line.user_id else line.user_id
    label = names.get(acted, "") if acted else ""
    label = label or _(_ACTORS[line.actor_kind])
    if line.actor_kind == "program" and line.user_id in names:
        label = _("{name}, con un programma", name=label)
    if line.impersonator_id:
        colleague = names.get(line.impersonator_id) or _(_ERASED)
        return _("{colleague}, a nome di {name}", colleague=colleague, name=label)
    return label


def action_label(action: str) -> str:
    """An action in words; one without words of its own by its dotted name."""
    return _(ACTIONS[action]) if action in ACTIONS else action


def differences(changes: Mapping[str, Any]) -> list[Difference]:
    """Field by field, what was and what is. Fields that stayed the same are left out."""
    before, after = changes.get("before"), changes.get("after")
    rest = {name: value for name, value in changes.items() if name not in ("before", "after")}
    found = [Difference(name, "", _shown(value)) for name, value in _leaves(rest) if name]
    if before is None and after is None:
        return found
    old, new = dict(_leaves(before, "")), dict(_leaves(after, ""))
    names = [*old, *(name for name in new if name not in old)]
    changed = [name for name in names if old.get(name) != new.get(name) or old.get(name) in (MASK, PERSONAL)]
    return found + [Difference(name, _shown(old.get(name)), _shown(new.get(name))) for name in changed]


def chain_badge(lines: int, broken_at: int | None, reason: str | None, at: datetime | None) -> ChainBadge:
    """What the last look at the chain found; `at` is None when nobody has looked yet."""
    if at is None:
        return ChainBadge(_("Catena mai verificata"), "waiting", "")
    note = _("Verificata {moment}: {count} righe.", moment=moment_label(at), count=number_label(lines))
    if broken_at is None:
        return ChainBadge(_("Catena integra"), "action", note)
    label = _("Catena interrotta alla riga {number}", number=broken_at)
    return ChainBadge(label, "failed", f"{note} {_(_REASONS[reason or 'altered']).capitalize()}.")


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping) and (value or not path):
        for name, item in value.items():
            yield from _leaves(item, f"{path}.{name}" if path else str(name))
    elif value is not None or path:
        yield path, value


def _shown(value: Any) -> str:
    if value is None:
        return _NOTHING
    if value == MASK:
        return _("(segreto)")
    if value == PERSONAL:
        return _("(dato cancellato)")
    if isinstance(value, bool):
        return _("sì") if value else _("no")
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"


def _entity(line: AuditLine, names: Mapping[UUID, str]) -> str:
    if line.entity_id in names:
        return names[line.entity_id]
    kind = _(ENTITIES[line.entity_type]) if line.entity_type in ENTITIES else line.entity_type
    told = next((line.changes[name] for name in _TELLING if isinstance(line.changes.get(name), str)), "")
    return f"{kind} {told}".strip()


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, ROME).astimezone(UTC)
