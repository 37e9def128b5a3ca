"""What staff typed into an offer, as the editor shows it and changes it. Pure."""

from collections.abc import Mapping
from typing import Any, Literal

from aistrategyhub.core.errors import FieldError
from aistrategyhub.core.text import _, moment_label
from aistrategyhub.features.quotes.models import QuoteAcceptance
from aistrategyhub.features.quotes.schemas.editor import EvidenceRow, HeadForm, LineForm, StepForm

LineField = Literal["name", "description", "quantity", "price", "vat_class"]
StepField = Literal["name", "day", "share"]
HeadField = Literal["intro", "terms", "discount", "deposit", "valid_until", "country"]
_STEP_FIELDS = ("name", "day", "share")
_EMPTY_LINE = {"name": "", "description": "", "quantity": "1", "price": "", "vat_class": "standard", "item_slug": ""}


def line_forms(typed: Mapping[str, Any], errors: Mapping[str, FieldError]) -> list[LineForm]:
    """The lines of the editor."""
    return [
        LineForm(
            **{name: str(row.get(name) or "") for name in ("key", *_EMPTY_LINE)},
            is_optional=bool(row.get("is_optional")),
            **{
                f"{name}_error": said(errors, f"lines.{place}.{name}")
                for name in ("name", "description", "quantity", "price")
            },
        )
        for place, row in enumerate(typed.get("lines", []))
    ]


def step_forms(typed: Mapping[str, Any], errors: Mapping[str, FieldError]) -> list[StepForm]:
    """The milestones of the editor; each with the first thing that is wrong with it."""
    return [
        StepForm(
            **{name: str(row.get(name) or "") for name in ("key", *_STEP_FIELDS)},
            error=next((text for name in _STEP_FIELDS if (text := said(errors, f"milestones.{place}.{name}"))), ""),
        )
        for place, row in enumerate(typed.get("milestones", []))
    ]


def head_form(typed: Mapping[str, Any]) -> HeadForm:
    """The fields that stand once."""
    texts = {name: str(typed.get(name) or "") for name in ("intro", "terms", "discount", "deposit", "valid_until")}
    return HeadForm(**texts, country=str(typed.get("country") or "IT"), is_firm=bool(typed.get("is_firm", True)))


def said(errors: Mapping[str, FieldError], field: str) -> str:
    """What is wrong with a field, in the language of the moment."""
    error = errors.get(field)
    return _(error.sentence, **error.values) if error else ""


def with_row(typed: Mapping[str, Any], group: str, key: str, **changes: Any) -> dict[str, Any]:
    """What was typed with one row changed; unknown keys change nothing."""
    rows = [row | changes if row.get("key") == key else row for row in typed.get(group, [])]
    return {**typed, group: rows}


def without_row(typed: Mapping[str, Any], group: str, key: str) -> dict[str, Any]:
    """What was typed without one row."""
    return {**typed, group: [row for row in typed.get(group, []) if row.get("key") != key]}


def with_line(typed: Mapping[str, Any], **values: Any) -> dict[str, Any]:
    """What was typed and one line more, empty but for these values."""
    rows = typed.get("lines", [])
    line = {**_EMPTY_LINE, "is_optional": False, **values, "key": _next_key("l", rows)}
    return {**typed, "lines": [*rows, line]}


def with_step(typed: Mapping[str, Any], **values: Any) -> dict[str, Any]:
    """What was typed and one milestone more, empty but for these values."""
    rows = typed.get("milestones", [])
    step = {"name": "", "day": "", "share": "", **values, "key": _next_key("m", rows)}
    return {**typed, "milestones": [*rows, step]}


def evidence_rows(acceptance: QuoteAcceptance) -> list[EvidenceRow]:
    """What proves an acceptance, a line each."""
    return [
        EvidenceRow(_("Firmata da"), acceptance.signed_name or _("dati cancellati")),
        EvidenceRow(_("Il"), moment_label(acceptance.accepted_at)),
        EvidenceRow(_("Indirizzo IP"), acceptance.ip_address),
        EvidenceRow(_("Browser"), acceptance.user_agent),
        EvidenceRow(_("Parole accettate"), acceptance.words),
        EvidenceRow(_("Impronta del PDF (SHA-256)"), acceptance.sha256),
    ]


def _next_key(letter: str, rows: list[Mapping[str, Any]]) -> str:
    """A name that no other row has."""
    taken = [int(key) for row in rows if (key := str(row.get("key", ""))[1:]).isdigit()]
    return f"{letter}{max(taken, default=0) + 1}"
