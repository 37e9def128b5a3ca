"""The two assessments that the house comes with, from the texts in `content/`."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.feature import SeedPlan
from aistrategyhub.features.assessments.document import Definition
from aistrategyhub.features.assessments.queries import find_assessment
from aistrategyhub.features.assessments.service import create_assessment, publish_version

_CONTENT = Path(__file__).parent / "content"
_FILES = ("nis2", "ai_act")

# How an Italian reference to a law is written in English, in this order.
_ENGLISH = (
    (re.compile(r", c\. (\d+)"), r"(\1)"),
    (re.compile(r", par\. (\d+)"), r"(\1)"),
    (re.compile(r", lett\. (\w)\)"), r"(\1)"),
    (re.compile(r"\b(?:c|par)\. (\d+)"), r"(\1)"),
    (re.compile(r" e (\w)\)"), r" and (\1)"),
    (re.compile(r", punti "), ", points "),
    (re.compile(r"\ballegati\b"), "annexes"),
    (re.compile(r"\ballegato\b"), "annex"),
    (re.compile(r" e (?=[\w(])"), " and "),
)


async def seed(session: AsyncSession, plan: SeedPlan) -> None:
    """Adds and publishes what is missing, and touches nothing that is there."""
    for order, name in enumerate(_FILES):
        slug, definition = load(name)
        if await find_assessment(session, slug) is None:
            assessment = await create_assessment(session, slug=slug, definition=definition, sort_order=order)
            await publish_version(session, assessment.id, by=None)


def load(name: str) -> tuple[str, Definition]:
    """The slug and the definition that a file of `content/` holds."""
    with (_CONTENT / f"{name}.toml").open("rb") as file:
        data = tomllib.load(file)
    words = {part: _words(data, part) for part in ("title", "summary", "lead", "law", "disclaimer")}
    return data["slug"], Definition.model_validate(
        {
            **words,
            "minutes": data["minutes"],
            "sections": [_section(section) for section in data["sections"]],
            "levels": [
                {"key": one["key"], "from_score": one["from"], "label": _words(one), "text": _words(one, "text")}
                for one in data["levels"]
            ],
            "outcomes": [_outcome(one) for one in data["outcomes"]],
            "deadlines": [_deadline(one) for one in data["deadlines"]],
        }
    )


def english_reference(reference: str) -> str:
    """`art. 24, c. 2, lett. d)` as English readers cite it: `art. 24(2)(d)`."""
    for pattern, written in _ENGLISH:
        reference = pattern.sub(written, reference)
    return reference


def _words(data: Mapping[str, Any], part: str = "") -> dict[str, str]:
    before = f"{part}_" if part else ""
    return {locale: data.get(f"{before}{locale}", "") for locale in ("it", "en")}


def _reference(data: Mapping[str, Any]) -> dict[str, str]:
    italian = data.get("ref", "")
    return {"it": italian, "en": english_reference(italian)}


def _conditions(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{"question": key, "is_one_of": options} for key, options in data.get("if", {}).items()]


def _section(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "key": data["key"],
        "title": _words(data),
        "intro": _words(data, "intro"),
        "weight": data["weight"],
        "shown_if": _conditions(data),
        "questions": [_question(question) for question in data["questions"]],
    }


def _question(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "key": data["key"],
        "kind": data.get("kind", "extent"),
        "text": _words(data),
        "hint": _words(data, "hint"),
        "reference": _reference(data),
        "weight": data["weight"],
        "tally": data.get("tally", "sum"),
        "options": [_option(option) for option in data.get("options", [])],
        "bands": [{"from_value": start, "points": points} for start, points in data.get("bands", [])],
        "finding": _finding(data) if "gap_it" in data else None,
        "shown_if": _conditions(data),
    }


def _option(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "key": data["key"],
        "label": _words(data),
        "points": data.get("points", 0),
        "gap": _words(data, "gap"),
        "excludes_others": data.get("alone", False),
    }


def _finding(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "gap": _words(data, "gap"),
        "act": _words(data, "act"),
        **{name: data[name] for name in ("severity", "effort", "impact")},
        "services": data.get("services", []),
    }


def _outcome(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "key": data["key"],
        "label": _words(data),
        "text": _words(data, "text"),
        "reference": _reference(data),
        "tone": data["tone"],
        "services": data.get("services", []),
        "shown_if": _conditions(data),
    }


def _deadline(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "on": data["on"],
        "title": _words(data),
        "text": _words(data, "text"),
        "reference": _reference(data),
        "note": _words(data, "note"),
    }
