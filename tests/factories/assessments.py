"""Assessments, small ones for rules and those of the house for the rest."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.assessments.document import (
    Band,
    Definition,
    Finding,
    Level,
    Option,
    Question,
    QuestionKind,
    Section,
    Severity,
    Words,
    extent_options,
)
from aistrategyhub.features.assessments.models import Assessment
from aistrategyhub.features.assessments.seed import load
from aistrategyhub.features.assessments.service import create_assessment, publish_version


def both(text: str) -> Words:
    """The same words in both languages."""
    return Words(it=text, en=text)


def finding(**changes: Any) -> Finding:
    return Finding(**{"gap": both("Manca"), "act": both("Fare"), "severity": Severity.HIGH, **changes})


def extent(key: str, **changes: Any) -> Question:
    """A question of extent with a finding."""
    values = {"text": both(key), "reference": both("art. 1"), "finding": finding(), "options": extent_options()}
    return Question(key=key, kind=QuestionKind.EXTENT, **{**values, **changes})


def number(key: str, *bands: tuple[int, int]) -> Question:
    """A question whose answer is a number, worth what its bands say."""
    return Question(
        key=key,
        kind=QuestionKind.NUMBER,
        text=both(key),
        reference=both("art. 2"),
        finding=finding(),
        bands=tuple(Band(from_value=start, points=points) for start, points in bands),
    )


def choice(key: str, *points: int | None, kind: QuestionKind = QuestionKind.SINGLE, **changes: Any) -> Question:
    """A choice of options `a`, `b`, ... worth these points."""
    options = tuple(Option(key=chr(97 + place), label=both(str(one)), points=one) for place, one in enumerate(points))
    values = {"text": both(key), "reference": both("art. 3"), "finding": finding(), "options": options}
    return Question(key=key, kind=kind, **{**values, **changes})


def section(key: str, *questions: Question, **changes: Any) -> Section:
    return Section(key=key, title=both(key), questions=questions, **changes)


def definition(*sections: Section, **changes: Any) -> Definition:
    """A whole assessment of these sections."""
    levels = (
        Level(key="low", from_score=0, label=both("Basso"), text=both("Poco")),
        Level(key="high", from_score=60, label=both("Alto"), text=both("Molto")),
    )
    words = {name: both(name) for name in ("title", "summary", "lead", "law", "disclaimer")}
    return Definition(**{**words, "sections": sections, "levels": levels, **changes})


async def create_published(
    session: AsyncSession, *, slug: str = "prova", content: Definition | None = None
) -> Assessment:
    """An assessment that visitors can begin."""
    asked = content or definition(section("one", extent("first"), number("second", (0, 100), (10, 0))))
    assessment = await create_assessment(session, slug=slug, definition=asked)
    await publish_version(session, assessment.id, by=None)
    return assessment


def house(name: str) -> Definition:
    """One of the two that the house comes with: `nis2` or `ai_act`."""
    return load(name)[1]
