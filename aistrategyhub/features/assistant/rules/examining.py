"""The glossary and rounds of questions: what was typed, and what is shown. Pure."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.fields import Fields
from aistrategyhub.core.text import LOCALES, _, mark, moment_label, number_label, percent_label, short_date_label
from aistrategyhub.features.assistant.models import (
    Bot,
    EvaluationQuestion,
    EvaluationResult,
    EvaluationRun,
    GlossaryEntry,
    RunStatus,
    SearchArm,
    Verdict,
)
from aistrategyhub.features.assistant.rules.ways import WAYS, Way, way_of
from aistrategyhub.features.assistant.schemas.evaluation import Expected
from aistrategyhub.features.assistant.schemas.examining import (
    ChangeRow,
    Choice,
    FailedRow,
    GlossaryRow,
    OwnQuestionRow,
    RoundView,
    SearchView,
    WayRow,
)
from aistrategyhub.features.audit.schemas import AuditLine
from aistrategyhub.integrations.embeddings.gateway import EmbeddingModel
from aistrategyhub.integrations.embeddings.ngrams import MODEL

LANGUAGES = {"it": mark("Italiano"), "en": mark("Inglese")}
ANYTHING, NOTHING = "", "-"
_RUN_STATUSES = {
    RunStatus.WAITING: (mark("In attesa"), "waiting"),
    RunStatus.RUNNING: (mark("In corso"), "waiting"),
    RunStatus.DONE: (mark("Conclusa"), "action"),
    RunStatus.FAILED: (mark("Interrotta"), "failed"),
}
_VERDICTS = {
    Verdict.RIGHT: (mark("Giusta"), "action"),
    Verdict.NOT_FOUND: (mark("Non fra i primi cinque"), "failed"),
    Verdict.SILENT: (mark("Trovata, ma sotto la soglia: direbbe che non lo sa"), "waiting"),
    Verdict.TALKATIVE: (mark("Fuori tema, ma risponderebbe"), "failed"),
}
_ARMS = {
    SearchArm.GLOSSARY: mark("glossario"),
    SearchArm.QUESTIONS: mark("domande scritte"),
    SearchArm.DENSE: mark("vettori"),
}
_NO_PHRASE = mark("Scrivi che cosa dicono le persone.")
_NO_MEANING = mark("Scrivi come lo chiamano i documenti.")
_NO_QUESTION = mark("Scrivi la domanda.")
_STRANGE_DOCUMENT = mark("Questo documento non c’è più: sceglilo di nuovo.")
_LONGEST_PHRASE, _LONGEST_MEANING, _LONGEST_QUESTION, _LONGEST_HEADING = 120, 300, 500, 200


def read_entry(form: Mapping[str, Any]) -> tuple[str, str, str]:
    """The language, the phrase and the meaning that were typed. Raises InvalidInput."""
    known = frozenset({"locale", "phrase", "meaning"})
    fields = Fields({name: form.get(name) or "" for name in known}, known, "phrase")
    phrase = _needed(fields, "phrase", _LONGEST_PHRASE, _NO_PHRASE)
    meaning = _needed(fields, "meaning", _LONGEST_MEANING, _NO_MEANING)
    if fields.errors:
        raise InvalidInput(list(fields.errors.values()))
    locale = str(form.get("locale") or "")
    return locale if locale in LOCALES else LOCALES[0], phrase, meaning


def read_own_question(form: Mapping[str, Any], sources: Mapping[str, str]) -> tuple[str, str, Expected]:
    """The question, its language and what is to answer it. `sources` are those that may be. Raises InvalidInput."""
    known = frozenset({"question", "heading"})
    fields = Fields({name: form.get(name) or "" for name in known}, known, "question")
    question = _needed(fields, "question", _LONGEST_QUESTION, _NO_QUESTION)
    heading = fields.text("heading", _LONGEST_HEADING)
    source = str(form.get("expected") or ANYTHING)
    errors = list(fields.errors.values())
    if source not in (ANYTHING, NOTHING) and source not in sources:
        errors.append(FieldError("expected", "UNKNOWN", _STRANGE_DOCUMENT))
    if errors:
        raise InvalidInput(errors)
    locale = str(form.get("locale") or "")
    is_answerable = source != NOTHING
    expected = Expected(is_answerable, source if is_answerable else "", heading if is_answerable else "")
    return question, locale if locale in LOCALES else LOCALES[0], expected


def glossary_row(entry: GlossaryEntry) -> GlossaryRow:
    return GlossaryRow(
        str(entry.id), entry.phrase, entry.meaning, entry.locale, _(LANGUAGES.get(entry.locale, entry.locale))
    )


def change_row(line: AuditLine, names: Mapping[UUID, str]) -> ChangeRow:
    """A line of the trail about the glossary, in words."""
    before, after = (_entry_words(line.changes.get(side)) for side in ("before", "after"))
    if before and after:
        words = _("{before} è diventata {after}", before=before, after=after)
    else:
        words = _("Aggiunta: {entry}", entry=after) if after else _("Tolta: {entry}", entry=before)
    who = names.get(line.user_id, "") if line.user_id else ""
    return ChangeRow(moment_label(line.created_at), who or _("Il sistema"), words)


def own_question_row(question: EvaluationQuestion, titles: Mapping[str, str]) -> OwnQuestionRow:
    label = _("Da non rispondere")
    if question.is_answerable:
        title = titles.get(question.expected_source, "")
        label = title or (_("Un documento che non c’è più") if question.expected_source else _("Qualunque documento"))
        label += f" › {question.expected_heading}" if question.expected_heading else ""
    return OwnQuestionRow(
        str(question.id), question.question, _(LANGUAGES.get(question.locale, question.locale)), label
    )


def expected_choices(titles: Mapping[str, str]) -> list[Choice]:
    """What may be expected of an answer."""
    first = [Choice(ANYTHING, _("Qualunque documento")), Choice(NOTHING, _("Nessuno: è fuori tema"))]
    return first + [Choice(source, title) for source, title in titles.items()]


def failed_row(result: EvaluationResult) -> FailedRow:
    label, tone = _VERDICTS[result.verdict]
    return FailedRow(
        result.question,
        _(label),
        tone,
        number_label(result.place) if result.place and result.is_answerable else "—",
        share_label(result.coverage),
        result.found or "—",
    )


def way_rows(run: EvaluationRun, bot: Bot) -> list[WayRow]:
    """Every way that the round measured, in a fixed order."""
    own = way_of(bot.search_arms)
    least = run.ways.get(own.name, {}).get("recall@5", 0.0)
    return [_way_row(way, run.ways[way.name], own, least) for way in WAYS if run.ways.get(way.name)]


def _way_row(way: Way, told: Mapping[str, float], own: Way, least: float) -> WayRow:
    return WayRow(
        way.name,
        way_label(way),
        share_label(told["recall@1"]),
        share_label(told["recall@5"]),
        share_label(told["recall@10"]),
        number_label(Decimal(str(round(told["mrr"], 2)))),
        _("{count} ms", count=number_label(round(told["p95_ms"]))),
        is_own=way == own,
        may_be_used=way != own and not way.is_dense_alone and told["recall@5"] >= least,
    )


def way_label(way: Way) -> str:
    if way.is_dense_alone:
        return _("Solo vettori")
    added = [_(label) for arm, label in _ARMS.items() if arm in way.arms]
    return " + ".join([_("Parole"), *added])


def round_view(run: EvaluationRun | None, bot: Bot) -> RoundView:
    if run is None:
        return RoundView()
    label, tone = _RUN_STATUSES[run.status]
    suggested = run.suggested_coverage
    is_other = run.status is RunStatus.DONE and suggested is not None and abs(suggested - bot.min_coverage) >= 0.01
    return RoundView(
        is_there=True,
        is_going_on=run.status in (RunStatus.WAITING, RunStatus.RUNNING),
        status_label=_(label),
        status_tone=tone,
        percent=100 * run.done_count // max(run.question_count, 1),
        at_label=moment_label(run.created_at),
        right_label=_("{right} su {all}", right=number_label(run.right_count), all=number_label(run.question_count)),
        recall_label="—" if run.recall is None else share_label(run.recall),
        threshold_label=share_label(bot.min_coverage),
        suggestion=share_label(suggested) if is_other and suggested is not None else "",
    )


def run_points(runs: Sequence[EvaluationRun]) -> dict[str, list[tuple[str, float, str]]]:
    """What is drawn of concluded rounds, the oldest first: by series, label, value and what is said of it."""
    done = [run for run in reversed(runs) if run.status is RunStatus.DONE and run.question_count]
    right = [(run, run.right_count / run.question_count) for run in done]
    return {
        _("Risposte giuste"): [_point(run, share) for run, share in right],
        _("Trovate fra i primi cinque"): [_point(run, run.recall or 0.0) for run in done],
    }


def search_view(bot: Bot, model: EmbeddingModel, *, vectors: int, written: int, has_key: bool) -> SearchView:
    shares = {"count": number_label(vectors), "all": number_label(bot.chunk_count), "model": str(model)}
    told = {"count": number_label(written), "all": number_label(bot.chunk_count)}
    return SearchView(
        _("{count} passaggi su {all} con {model}", **shares),
        model == MODEL,
        bot.writes_questions,
        _("{count} passaggi su {all}", **told),
        has_key,
    )


def share_label(share: float) -> str:
    return percent_label(Decimal(round(share * 100)))


def _point(run: EvaluationRun, share: float) -> tuple[str, float, str]:
    return short_date_label(run.created_at.date()), round(share * 100, 1), share_label(share)


def _entry_words(told: Any) -> str:
    return f"«{told['phrase']}» → «{told['meaning']}»" if isinstance(told, Mapping) and told.get("phrase") else ""


def _needed(fields: Fields, name: str, longest: int, sentence: str) -> str:
    text = fields.text(name, longest)
    if not text:
        fields.refuse(name, "REQUIRED", sentence)
    return text
