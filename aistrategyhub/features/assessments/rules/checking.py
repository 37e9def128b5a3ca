"""Whether an assessment makes sense before it is published: every branch ends and every score can be reached. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from aistrategyhub.core.text import _, mark
from aistrategyhub.features.assessments.document import (
    Condition,
    Deadline,
    Definition,
    Level,
    Outcome,
    Question,
    QuestionKind,
    Section,
    Tally,
    Words,
)
from aistrategyhub.features.assessments.rules.scoring import MOST

_NO_SECTION = mark("Manca almeno una sezione con una domanda.")
_NO_SCORE = mark("Nessuna domanda dà punteggio: dai un peso ad almeno una sezione e a una sua domanda.")
_SAME_KEY = mark("La chiave «{key}» è usata due volte.")
_EMPTY = mark("La sezione non ha domande.")
_NOTHING_SCORED = mark("La sezione ha un peso, ma nessuna delle sue domande dà punteggio.")
_UNTRANSLATED = mark("Manca il testo in italiano o in inglese: {where}.")
_FEW_OPTIONS = mark("Servono almeno due risposte tra cui scegliere.")
_NO_BANDS = mark("Una domanda con un numero chiede almeno una soglia, e la prima parte da 0.")
_NEVER_ALL = mark("Nessuna risposta vale 100 punti: il punteggio pieno non si raggiunge.")
_NEVER_NONE = mark("Nessuna risposta vale 0 punti: il punteggio più basso non si raggiunge.")
_NO_FINDING = mark("Manca la lacuna: chi non risponde in pieno non saprebbe che cosa fare.")
_NO_REFERENCE = mark("Manca il riferimento di legge.")
_LATER = mark("Dipende da «{key}», che non viene prima: il ramo non finirebbe.")
_NO_SUCH_OPTION = mark("Dipende dalla risposta «{option}» di «{key}», che non c’è.")
_NEVER = mark("Non viene mai chiesta: le sue condizioni non possono valere insieme.")
_NO_LEVELS = mark("Servono i livelli di maturità, e il primo parte da 0.")
_SAME_LEVEL = mark("Due livelli partono dallo stesso punteggio: uno non si raggiunge mai.")
_NAMES = {
    "title": mark("titolo"),
    "summary": mark("in breve"),
    "lead": mark("apertura"),
    "law": mark("legge"),
    "disclaimer": mark("che cosa non è"),
    "label": mark("nome"),
    "text": mark("testo"),
    "hint": mark("aiuto"),
    "reference": mark("riferimento di legge"),
    "gap": mark("lacuna"),
    "act": mark("che cosa fare"),
    "note": mark("avvertenza"),
}
_NO_OTHERWISE = mark("L’ultimo esito non deve avere condizioni, altrimenti qualcuno resta senza.")
_SHADOWED = mark("Un esito senza condizioni viene prima: questo non si raggiunge mai.")


@dataclass(frozen=True)
class Problem:
    """Why an assessment cannot be published, and where: the key of a section, question, level or outcome, the place
    of a date, or nowhere in particular."""

    where: str
    sentence: str


def problems_of(definition: Definition) -> list[Problem]:
    """Everything that is wrong with it, in words of the language of the moment, in the order of the assessment."""
    concluding = (*_levels(definition.levels), *_outcomes(definition), *_deadlines(definition.deadlines))
    return [*_whole(definition), *_sections(definition), *concluding]


def _whole(definition: Definition) -> Iterator[Problem]:
    named = ("title", "summary", "lead", "law", "disclaimer")
    yield from (Problem("", _untranslated_in(name)) for name in named if not getattr(definition, name).is_complete)
    if not any(section.questions for section in definition.sections):
        yield Problem("", _(_NO_SECTION))
    if not any(section.is_scored and question.is_scored for section, question in definition.each_question()):
        yield Problem("", _(_NO_SCORE))
    keys = [section.key for section in definition.sections] + [q.key for _section, q in definition.each_question()]
    yield from (Problem(key, _(_SAME_KEY, key=key)) for key in _repeated(keys))


def _sections(definition: Definition) -> Iterator[Problem]:
    earlier: dict[str, Question] = {}
    for section in definition.sections:
        if not section.title.is_complete:
            yield Problem(section.key, _untranslated_in("title"))
        if not section.questions:
            yield Problem(section.key, _(_EMPTY))
        elif section.is_scored and not any(question.is_scored for question in section.questions):
            yield Problem(section.key, _(_NOTHING_SCORED))
        yield from _conditions(section.key, section.shown_if, earlier)
        for question in section.questions:
            yield from _question(section, question, earlier)
            earlier[question.key] = question


def _question(section: Section, question: Question, earlier: dict[str, Question]) -> Iterator[Problem]:
    key = question.key
    yield from (Problem(key, _(_UNTRANSLATED, where=said)) for said in _untranslated(question))
    yield from _conditions(key, question.shown_if, earlier)
    if _contradict((*section.shown_if, *question.shown_if)):
        yield Problem(key, _(_NEVER))
    if question.kind is QuestionKind.NUMBER:
        if not question.bands or min(band.from_value for band in question.bands) != 0:
            yield Problem(key, _(_NO_BANDS))
    elif len(question.options) < 2:
        yield Problem(key, _(_FEW_OPTIONS))
    if _repeated([option.key for option in question.options]):
        yield Problem(key, _(_SAME_KEY, key=_repeated([option.key for option in question.options])[0]))
    if question.is_scored and section.is_scored:
        yield from _scoring(question)


def _scoring(question: Question) -> Iterator[Problem]:
    lowest, highest = reach(question)
    if highest < MOST:
        yield Problem(question.key, _(_NEVER_ALL))
    if lowest > 0:
        yield Problem(question.key, _(_NEVER_NONE))
    if question.finding is None:
        yield Problem(question.key, _(_NO_FINDING))
    if not question.reference.is_complete:
        yield Problem(question.key, _(_NO_REFERENCE))


def reach(question: Question) -> tuple[int, int]:
    """The lowest and the highest points that answers to the question can be worth."""
    if question.kind is QuestionKind.NUMBER:
        points = [band.points for band in question.bands] or [0]
        return min(points), max(points)
    known = [option.points for option in question.options if option.points is not None] or [0]
    together = [o.points for o in question.options if o.points is not None and not o.excludes_others]
    if question.kind is QuestionKind.MULTIPLE and question.tally is Tally.SUM:
        return min(known), max(max(known), min(MOST, sum(together)))
    return min(known), max(known)


def _untranslated(question: Question) -> Iterator[str]:
    if not question.text.is_complete:
        yield _name_of("text")
    for option in question.options:
        if not option.label.is_complete:
            yield _("risposta {option}", option=option.key)
    for name in ("hint", "reference"):
        if _is_half(getattr(question, name)):
            yield _name_of(name)
    if question.finding:
        yield from (_name_of(name) for name in ("gap", "act") if not getattr(question.finding, name).is_complete)


def _untranslated_in(name: str) -> str:
    return _(_UNTRANSLATED, where=_name_of(name))


def _name_of(name: str) -> str:
    label = _NAMES[name]
    return _(label)


def _is_half(words: Words) -> bool:
    return bool(words.it.strip()) != bool(words.en.strip())


def _conditions(where: str, conditions: Iterable[Condition], earlier: dict[str, Question]) -> Iterator[Problem]:
    for condition in conditions:
        question = earlier.get(condition.question)
        if question is None:
            yield Problem(where, _(_LATER, key=condition.question))
            continue
        for option in condition.is_one_of:
            if question.option(option) is None:
                yield Problem(where, _(_NO_SUCH_OPTION, option=option, key=condition.question))


def _contradict(conditions: Iterable[Condition]) -> bool:
    """Whether two of them ask different answers of the same question."""
    wanted: dict[str, set[str]] = {}
    for condition in conditions:
        wanted[condition.question] = wanted.get(condition.question, set(condition.is_one_of)) & set(condition.is_one_of)
    return not all(wanted.values())


def _levels(levels: tuple[Level, ...]) -> Iterator[Problem]:
    if not levels or min(level.from_score for level in levels) != 0:
        yield Problem("", _(_NO_LEVELS))
    if len({level.from_score for level in levels}) < len(levels):
        yield Problem("", _(_SAME_LEVEL))
    yield from _words_of(levels)


def _outcomes(definition: Definition) -> Iterator[Problem]:
    every = {question.key: question for _section, question in definition.each_question()}
    for outcome in definition.outcomes:
        yield from _conditions(outcome.key, outcome.shown_if, every)
    if definition.outcomes and definition.outcomes[-1].shown_if:
        yield Problem(definition.outcomes[-1].key, _(_NO_OTHERWISE))
    certain = [place for place, outcome in enumerate(definition.outcomes) if not outcome.shown_if]
    if certain:
        yield from (Problem(outcome.key, _(_SHADOWED)) for outcome in definition.outcomes[certain[0] + 1 :])
    yield from _words_of(definition.outcomes)


def _words_of(parts: Iterable[Level | Outcome]) -> Iterator[Problem]:
    for part in parts:
        for name in ("label", "text"):
            if not getattr(part, name).is_complete:
                yield Problem(part.key, _untranslated_in(name))


def _deadlines(deadlines: Iterable[Deadline]) -> Iterator[Problem]:
    for place, deadline in enumerate(deadlines):
        half = (name for name in ("reference", "note") if _is_half(getattr(deadline, name)))
        empty = (name for name in ("title", "text") if not getattr(deadline, name).is_complete)
        yield from (Problem(str(place), _untranslated_in(name)) for name in (*empty, *half))


def _repeated(keys: list[str]) -> list[str]:
    return list(dict.fromkeys(key for key in keys if keys.count(key) > 1))
