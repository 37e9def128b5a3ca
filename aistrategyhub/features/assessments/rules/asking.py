"""The questionnaire as it is asked in one language. Pure."""

from aistrategyhub.features.assessments.document import Answers, Definition, Question
from aistrategyhub.features.assessments.rules.addresses import intro_route, start_action
from aistrategyhub.features.assessments.rules.branching import asked_sections, relevant_answers
from aistrategyhub.features.assessments.rules.words import minutes_label, questions_label
from aistrategyhub.features.assessments.schemas import (
    AssessmentBody,
    AssessmentCard,
    OptionBody,
    QuestionBody,
    SectionLine,
    SittingBody,
    StepBody,
)


def assessment_body(slug: str, definition: Definition, version: int) -> AssessmentBody:
    """The assessment as the API tells it."""
    return AssessmentBody(
        slug=slug,
        title=definition.title.said,
        summary=definition.summary.said,
        law=definition.law.said,
        disclaimer=definition.disclaimer.said,
        minutes=definition.minutes,
        questions=len(list(definition.each_question())),
        version=version,
    )


def assessment_card(slug: str, definition: Definition) -> AssessmentCard:
    """The assessment as visitors see it before they begin."""
    return AssessmentCard(
        slug=slug,
        title=definition.title.said,
        summary=definition.summary.said,
        lead=definition.lead.said,
        law=definition.law.said,
        disclaimer=definition.disclaimer.said,
        route=intro_route(slug),
        action=start_action(slug),
        minutes_label=minutes_label(definition.minutes),
        questions_label=questions_label(len(list(definition.each_question()))),
    )


def section_lines(definition: Definition) -> list[SectionLine]:
    """What is asked about, a line for each section."""
    return [
        SectionLine(f"{place}", section.title.said, section.intro.said)
        for place, section in enumerate(definition.sections, 1)
    ]


def sitting_body(slug: str, definition: Definition, answers: Answers) -> SittingBody:
    """What is asked now. Answers to questions that are not asked any more are left out, and come back with them."""
    asked = asked_sections(definition, answers)
    counted = relevant_answers(definition, answers)
    steps = [
        StepBody(
            key=one.section.key,
            title=one.section.title.said,
            intro=one.section.intro.said,
            questions=[_question_body(question) for question in one.questions],
        )
        for one in asked
    ]
    return SittingBody(
        slug=slug,
        title=definition.title.said,
        disclaimer=definition.disclaimer.said,
        law=definition.law.said,
        steps=steps,
        answers=counted,
        answered=len(counted),
        asked=sum(len(step.questions) for step in steps),
    )


def _question_body(question: Question) -> QuestionBody:
    return QuestionBody(
        key=question.key,
        kind=question.kind,
        text=question.text.said,
        hint=question.hint.said,
        reference=question.reference.said,
        options=[
            OptionBody(key=option.key, label=option.label.said, excludes_others=option.excludes_others)
            for option in question.options
        ],
    )
