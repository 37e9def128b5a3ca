"""The owner's hand: drafts, edits, publishing, results."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.features.assessments import queries, service
from aistrategyhub.features.assessments.document import Condition, Deadline, Definition, Outcome
from aistrategyhub.features.assessments.models import VersionStatus
from aistrategyhub.features.assessments.rules import editing
from aistrategyhub.features.assessments.rules.owning import (
    deadline_form,
    level_form,
    outcome_form,
    question_form,
    section_form,
)
from aistrategyhub.features.assessments.state.admin import AdminAssessmentState
from aistrategyhub.features.assessments.state.results import AdminResultsState
from tests.factories.assessments import both, choice, create_published, definition, extent, house, number, section
from tests.factories.catalog import create_service
from tests.factories.people import create_somebody, principal_of
from tests.harness.statements import counted_statements
from tests.harness.states import Tab

Put = Callable[[Definition, Mapping[str, str]], Definition]
FIRST_IS_YES = Condition(question="first", is_one_of=("yes",))


@pytest.mark.parametrize("name", ["nis2", "ai_act"])
def test_what_the_forms_show_reads_back_as_it_was(name: str) -> None:
    asked = house(name)
    for one in asked.sections:
        assert editing.put_section(asked, one.key, section_form(one)) == asked
        for question in one.questions:
            assert editing.put_question(asked, one.key, question.key, question_form(question)) == asked


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("key", "Con Spazi", "INVALID"),
        ("services", "Piano NIS2", "INVALID"),
        ("key", "other", "TAKEN"),
        ("weight", "11", "INVALID"),
        ("weight", "tanto", "INVALID"),
        ("kind", "indovina", "INVALID"),
        ("options", "a | solo italiano", "INVALID_LINE"),
        ("options", "a | b | c | 101", "INVALID_LINE"),
        ("bands", "dieci = 3", "INVALID_LINE"),
        ("shown_if", "altra", "INVALID_LINE"),
        ("text_it", "x" * 2001, "TOO_LONG"),
        ("effort", "4", "INVALID"),
    ],
)
def test_a_wrong_edit_says_where_and_changes_nothing(field: str, value: str, code: str) -> None:
    asked = definition(section("one", extent("first"), extent("other")))
    data = {**question_form(asked.question("first")), field: value}

    with pytest.raises(InvalidInput) as refused:
        editing.put_question(asked, "one", "first", data)

    assert [(error.field, error.code) for error in refused.value.fields] == [(field, code)]


@pytest.mark.parametrize("name", ["nis2", "ai_act"])
def test_what_the_forms_of_the_conclusions_show_reads_back_as_it_was(name: str) -> None:
    asked = house(name)
    for level in asked.levels:
        assert editing.put_level(asked, level.key, level_form(level)) == asked
    for outcome in asked.outcomes:
        assert editing.put_outcome(asked, outcome.key, outcome_form(outcome)) == asked
    for place, deadline in enumerate(asked.deadlines):
        assert editing.put_deadline(asked, place, deadline_form(deadline)) == asked


def concluded() -> Definition:
    """An assessment with an outcome for some and one for all others, and two dates."""
    some = Outcome(key="some", label=both("Alcuni"), text=both("T"), shown_if=(FIRST_IS_YES,))
    others = Outcome(key="others", label=both("Gli altri"), text=both("T"))
    dates = tuple(Deadline(on=date(2026, month, 1), title=both(str(month)), text=both("T")) for month in (2, 10))
    return definition(section("one", extent("first")), outcomes=(some, others), deadlines=dates)


def test_a_new_outcome_comes_before_the_one_for_all_others() -> None:
    new = {
        **outcome_form(None),
        "label_it": "Gli àltri!",
        "label_en": "New",
        "shown_if": "first = no",
        "services": "dpia",
    }

    changed = editing.put_outcome(concluded(), "", new)

    assert [one.key for one in changed.outcomes] == ["some", "gli_altri", "others"]
    assert (changed.outcomes[1].services, changed.services) == (("dpia",), ("dpia",))
    again = editing.put_outcome(changed, "", new)
    assert [one.key for one in again.outcomes] == ["some", "gli_altri", "gli_altri_2", "others"]


def test_conclusions_move_and_go() -> None:
    asked = concluded()
    later = {**deadline_form(None), "on": "2026-07-01", "title_it": "Luglio", "title_en": "July"}

    assert [one.key for one in editing.move_outcome(asked, "others", -1).outcomes] == ["others", "some"]
    assert [one.key for one in editing.remove_outcome(asked, "some").outcomes] == ["others"]
    assert [one.on.month for one in editing.put_deadline(asked, None, later).deadlines] == [2, 7, 10]
    assert [one.on.month for one in editing.put_deadline(asked, 1, later).deadlines] == [2, 7]
    assert [one.on.month for one in editing.remove_deadline(asked, 0).deadlines] == [10]
    assert [one.key for one in editing.remove_level(asked, "low").levels] == ["high"]


@pytest.mark.parametrize(
    "gone",
    [
        lambda asked: editing.put_level(asked, "none", {}),
        lambda asked: editing.put_outcome(asked, "none", {}),
        lambda asked: editing.put_deadline(asked, 2, deadline_form(asked.deadlines[0])),
        lambda asked: editing.remove_deadline(asked, -1),
        lambda asked: editing.remove_outcome(asked, "none"),
        lambda asked: editing.move_outcome(asked, "none", 1),
    ],
)
def test_a_conclusion_that_is_not_there_any_more(gone: Callable[[Definition], Definition]) -> None:
    with pytest.raises(editing.PartNotFound):
        gone(concluded())


@pytest.mark.parametrize(
    ("put", "form", "field"),
    [
        (lambda asked, data: editing.put_deadline(asked, None, data), {"on": "30/02/2026"}, "on"),
        (lambda asked, data: editing.put_deadline(asked, None, data), {"on": ""}, "on"),
        (
            lambda asked, data: editing.put_deadline(asked, 0, data),
            {"on": "2026-02-01", "note_en": "x" * 2001},
            "note_en",
        ),
        (lambda asked, data: editing.put_level(asked, "", data), {"from_score": "101"}, "from_score"),
        (lambda asked, data: editing.put_outcome(asked, "", data), {"tone": "rosa"}, "tone"),
        (lambda asked, data: editing.put_outcome(asked, "", data), {"tone": "action", "shown_if": "prima"}, "shown_if"),
        (lambda asked, data: editing.put_outcome(asked, "", data), {"tone": "action", "services": "a b"}, "services"),
    ],
)
def test_a_wrong_conclusion_says_where(put: Put, form: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        put(concluded(), form)

    assert [error.field for error in refused.value.fields] == [field]


def test_parts_move_and_go() -> None:
    asked = definition(section("one", extent("a"), extent("b")), section("two", number("c", (0, 100), (9, 0))))

    moved = editing.move(editing.move(asked, "one", "b", -1), "two", "", -1)
    left = editing.remove(editing.remove(moved, "one", "a"), "two", "")

    assert [one.key for one in moved.sections] == ["two", "one"]
    assert [question.key for _section, question in moved.each_question()] == ["c", "b", "a"]
    assert [question.key for _section, question in left.each_question()] == ["b"]


async def test_an_edit_lives_in_the_draft_until_it_is_published(session: AsyncSession) -> None:
    assessment = await create_published(session)
    draft = await service.open_draft(session, assessment.id)
    await service.edit_draft(
        session, assessment.id, draft.revision, lambda asked: editing.remove(asked, "one", "first")
    )

    before = queries.definition_of((await queries.get_published(session, "prova"))[1])
    await service.publish_version(session, assessment.id, by=None)
    after = queries.definition_of((await queries.get_published(session, "prova"))[1])

    assert len(list(before.each_question())) == 2
    assert [question.key for _section, question in after.each_question()] == ["second"]
    assert [one.status for one in await queries.list_versions(session, assessment.id)] == [
        VersionStatus.PUBLISHED,
        VersionStatus.RETIRED,
    ]


async def test_two_people_do_not_write_over_each_other(session: AsyncSession) -> None:
    assessment = await create_published(session)
    await service.open_draft(session, assessment.id)
    await service.edit_draft(session, assessment.id, 0, lambda asked: asked)

    with pytest.raises(service.EditedMeanwhile):
        await service.edit_draft(session, assessment.id, 0, lambda asked: asked)


async def test_a_draft_with_problems_is_not_published(session: AsyncSession) -> None:
    broken = definition(section("one", choice("only", 0, 90)))
    assessment = await service.create_assessment(session, slug="rotta", definition=broken)

    with pytest.raises(service.NotPublishable):
        await service.publish_version(session, assessment.id, by=None)

    assert await queries.find_published(session, "rotta") is None


async def test_whoever_began_an_earlier_version_goes_on_with_it(session: AsyncSession) -> None:
    assessment = await create_published(session)
    token = await service.start(session, "prova", locale="it", person_id=None)
    await service.open_draft(session, assessment.id)
    await service.edit_draft(session, assessment.id, 0, lambda asked: editing.remove(asked, "one", "first"))
    await service.publish_version(session, assessment.id, by=None)

    sitting, _assessment, version = await service.answer(session, token, {"first": "yes"})

    assert (version.number, sitting.answers) == (1, {"first": "yes"})


async def test_results_are_spread_without_names_and_previews_count_nowhere(session: AsyncSession) -> None:
    assessment = await create_published(session)
    for answers in ({"first": "yes", "second": 0}, {"first": "partly"}, {}):
        token = await service.start(session, "prova", locale="it", person_id=None)
        await service.answer(session, token, answers)
        await service.finish(session, token)
    await service.start(session, "prova", locale="it", person_id=None)
    preview = await service.start_preview(session, assessment.id, locale="it", person_id=None)
    await service.finish(session, preview)

    with counted_statements() as statements:
        spread = await queries.distribution_of(session, assessment.id)

    assert len(statements) == 1
    assert (spread.tens[9], spread.tens[2], spread.tens[0]) == (1, 1, 1)
    assert (spread.levels, spread.started, spread.finished) == ({"high": 1, "low": 2}, 4, 3)


@pytest.fixture
async def owner(session: AsyncSession, tab: Tab) -> Tab:
    """A tab of somebody who owns the firm."""
    tab.principal = principal_of(await create_somebody(session, Role.ADMIN))
    return tab


async def test_the_owner_edits_checks_and_publishes(session: AsyncSession, owner: Tab) -> None:
    assessment = await create_published(session)
    owner.go("/admin/valutazioni/[assessment_id]", assessment_id=str(assessment.id))
    await owner.send(AdminAssessmentState.load)
    await owner.send(AdminAssessmentState.open_draft)
    await owner.send(AdminAssessmentState.edit_question, section="one", key="")
    fields: dict[str, Any] = owner.seen(AdminAssessmentState, "fields")
    new = {"key": "third", "text_it": "Terza?", "text_en": "Third?", "reference_it": "art. 3", "reference_en": "art. 3"}

    await owner.send(AdminAssessmentState.save, data={**fields, **new, "gap_it": "Manca", "gap_en": "Missing"})
    wrong = owner.seen(AdminAssessmentState, "problem_count")
    await owner.send(AdminAssessmentState.edit_question, section="one", key="third")
    whole = {**owner.seen(AdminAssessmentState, "fields"), "act_it": "Fare", "act_en": "Do"}
    await owner.send(AdminAssessmentState.save, data=whole)
    await owner.send(AdminAssessmentState.publish)

    assert wrong == 1
    asked = queries.definition_of((await queries.get_published(session, "prova"))[1])
    assert [question.key for _section, question in asked.each_question()] == ["first", "second", "third"]
    assert owner.seen(AdminAssessmentState, "has_draft") is False


async def test_a_refused_edit_keeps_the_form_open(session: AsyncSession, owner: Tab) -> None:
    assessment = await create_published(session)
    owner.go("/admin/valutazioni/[assessment_id]", assessment_id=str(assessment.id))
    await owner.send(AdminAssessmentState.load)
    await owner.send(AdminAssessmentState.open_draft)
    await owner.send(AdminAssessmentState.edit_section, section="one")

    await owner.send(AdminAssessmentState.save, data={"key": "con spazi", "weight": "1"})

    assert set(owner.seen(AdminAssessmentState, "errors")) == {"key"}
    assert owner.seen(AdminAssessmentState, "editing") == "section"


async def test_the_results_are_shown(session: AsyncSession, owner: Tab) -> None:
    assessment = await create_published(session)
    token = await service.start(session, "prova", locale="it", person_id=None)
    await service.finish(session, token)
    owner.go("/admin/valutazioni/[assessment_id]/risultati", assessment_id=str(assessment.id))

    await owner.send(AdminResultsState.arrive)

    (row,) = owner.seen(AdminResultsState, "rows")
    assert (row["score_label"], row["email"]) == ("0/100", "")


async def test_the_owner_edits_what_the_report_concludes(session: AsyncSession, owner: Tab) -> None:
    await create_service(session, slug="piano", name="Piano NIS2")
    assessment = await create_published(session, content=concluded())
    owner.go("/admin/valutazioni/[assessment_id]", assessment_id=str(assessment.id))
    await owner.send(AdminAssessmentState.load)
    await owner.send(AdminAssessmentState.open_draft)
    await owner.send(AdminAssessmentState.edit_outcome, key="others")
    fields: dict[str, Any] = owner.seen(AdminAssessmentState, "fields")

    await owner.send(AdminAssessmentState.save, data={**fields, "services": "piano, nessuno"})
    refused = owner.seen(AdminAssessmentState, "errors")
    await owner.send(AdminAssessmentState.save, data={**fields, "services": "piano", "label_it": "Tutti gli altri"})
    await owner.send(AdminAssessmentState.move_outcome, key="others", by=-1)
    shadowed = owner.seen(AdminAssessmentState, "outcomes")
    await owner.send(AdminAssessmentState.move_outcome, key="others", by=1)
    await owner.send(AdminAssessmentState.edit_deadline, place=0)
    await owner.send(AdminAssessmentState.remove)
    await owner.send(AdminAssessmentState.publish)

    assert refused == {"services": "Il servizio «nessuno» non è in vendita: controlla l’indirizzo nel catalogo."}
    assert [bool(row["problems"]) for row in shadowed] == [False, True]
    asked = queries.definition_of((await queries.get_published(session, "prova"))[1])
    assert (asked.outcomes[1].label.it, asked.outcomes[1].services) == ("Tutti gli altri", ("piano",))
    assert [one.on.month for one in asked.deadlines] == [10]
    report = await service.result_of(session, await answered(session), "key")
    assert [(one.slug, one.reason) for one in report.services] == [("piano", "Per chi è in questa situazione")]


async def answered(session: AsyncSession) -> tuple[Any, ...]:
    """A questionnaire whose first question was answered."""
    token = await service.start(session, "prova", locale="it", person_id=None)
    await service.answer(session, token, {"first": "no"})
    return await queries.get_sitting(session, token)


async def test_giving_up_a_new_question_takes_nothing_away(session: AsyncSession, owner: Tab) -> None:
    assessment = await create_published(session)
    owner.go("/admin/valutazioni/[assessment_id]", assessment_id=str(assessment.id))
    await owner.send(AdminAssessmentState.load)
    await owner.send(AdminAssessmentState.open_draft)
    await owner.send(AdminAssessmentState.edit_question, section="one", key="")

    with pytest.raises(editing.PartNotFound):
        await owner.send(AdminAssessmentState.remove)

    assert len(owner.seen(AdminAssessmentState, "outline")) == 3
    assert owner.seen(AdminAssessmentState, "is_new") is True
